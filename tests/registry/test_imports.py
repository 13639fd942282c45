"""A file becomes an edition, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, transaction

from commonweave.infrastructure.models import AuditEvent
from commonweave.kernel.refusals import Conflict, InputRefused
from commonweave.registry.models import Edition, Record, Source, Version
from commonweave.registry.services import imports
from commonweave.registry.services.imports import import_list, try_list
from commonweave.registry.services.sources import NewSource
from tests.registry.conftest import TakeIn, write_csv

pytestmark = pytest.mark.django_db

FIRST = [("1", "Acorn Co-op", "Leeds"), ("2", "Birch Mutual", "York"), ("3", "Cedar Trust", "Hull")]


def told(edition: Edition) -> tuple[int, int, int, int]:
    return edition.appeared, edition.changed, edition.unchanged, edition.vanished


def test_a_first_edition_tells_of_every_row(members: Source, take_in: TakeIn) -> None:
    outcome = take_in(members, FIRST)
    assert outcome.new
    assert told(outcome.edition) == (3, 0, 0, 0)
    assert set(Record.objects.values_list("key", flat=True)) == {"1", "2", "3"}


def test_the_same_file_again_changes_nothing(members: Source, take_in: TakeIn) -> None:
    first = take_in(members, FIRST)
    events = AuditEvent.objects.count()
    again = take_in(members, FIRST)
    assert not again.new
    assert again.edition == first.edition
    assert (Edition.objects.count(), Version.objects.count()) == (1, 3)
    assert AuditEvent.objects.count() == events


def test_a_new_edition_tells_what_appeared_changed_and_vanished(
    members: Source, take_in: TakeIn
) -> None:
    take_in(members, FIRST)
    second = [("1", "Acorn Co-op", "Bradford"), ("2", "Birch Mutual", "York"), ("4", "Elm", "Hull")]
    edition = take_in(members, second).edition
    assert told(edition) == (1, 1, 1, 1)
    gone = Record.objects.get(key="3")
    assert not gone.listed
    assert [v.change for v in gone.versions.order_by("edition")] == ["appeared", "vanished"]
    assert gone.current is not None
    assert gone.current.values["names"][0]["text"] == "Cedar Trust"


def test_an_older_file_after_a_newer_one_is_an_edition_of_its_own(
    members: Source, take_in: TakeIn
) -> None:
    take_in(members, FIRST)
    take_in(members, FIRST[:2])
    third = take_in(members, FIRST).edition
    assert third.number == 3
    assert told(third) == (1, 0, 2, 0)
    returned = Record.objects.get(key="3").versions.order_by("edition")
    assert [v.change for v in returned] == ["appeared", "vanished", "returned"]


def test_what_was_said_cannot_be_changed(members: Source, take_in: TakeIn) -> None:
    take_in(members, FIRST)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Version.objects.update(values={})


def test_rows_in_are_rows_kept_plus_rows_refused(members: Source, take_in: TakeIn) -> None:
    rows = [*FIRST, ("5", "", "Leeds"), FIRST[0]]
    edition = take_in(members, rows).edition
    assert (edition.rows_in, edition.rows_kept, edition.rows_refused) == (5, 3, 2)
    refused = {row.code: row for row in edition.refused_rows.all()}
    assert refused["no_name"].line == 5
    assert refused["repeated_row"].values["first"] == 2


def test_one_key_with_two_contents_is_two_records(members: Source, take_in: TakeIn) -> None:
    take_in(members, FIRST)
    take_in(members, [*FIRST, ("1", "Acorn Co-op, Ilkley branch", "Ilkley")])
    assert set(Record.objects.values_list("key", flat=True)) == {"1", "1~2", "2", "3"}


def test_a_list_without_numbers_follows_its_entries_by_name_and_place(
    members: Source, take_in: TakeIn
) -> None:
    header = ("Name", "City", "Website")
    take_in(members, [("Acorn Co-op", "Leeds", ""), ("Birch Mutual", "York", "")], header=header)
    edition = take_in(
        members,
        [("Birch Mutual", "York", "https://birch.example"), ("Acorn Co-op", "Leeds", "")],
        header=header,
    ).edition
    assert told(edition) == (0, 1, 1, 0)


def test_the_mapping_is_used_again_and_a_new_column_is_told(
    members: Source, tmp_path: Path, take_in: TakeIn
) -> None:
    header = ("Identifier", "What we call it", "City")
    first = write_csv(tmp_path / "a.csv", FIRST, header=header)
    import_list(path=first, source=members, by=None, overrides={"What we call it": "name.main"})
    members.refresh_from_db()
    rows = [(*row, "Retail") for row in FIRST]
    outcome = take_in(members, rows, header=(*header, "Sector"))
    assert outcome.edition.rows_kept == 3
    assert outcome.differences.appeared == ("Sector",)


def test_a_file_of_which_no_row_can_be_kept_makes_nothing_vanish(
    members: Source, take_in: TakeIn
) -> None:
    take_in(members, FIRST)
    with pytest.raises(InputRefused, match="None of the 2 rows"):
        take_in(members, [("8", ""), ("9", "")])
    assert Record.objects.filter(listed=True).count() == 3


def test_a_dry_run_keeps_nothing(members: Source, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [*FIRST, ("5", "", "Leeds")])
    trial = try_list(path=path, source=members)
    assert (trial.rows_in, trial.rows_kept, trial.rows_refused) == (4, 3, 1)
    assert not Edition.objects.exists()
    assert not Record.objects.exists()


def test_an_import_that_another_overtook_is_refused_and_writes_nothing(
    members: Source, tmp_path: Path, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = imports.stage_list

    def slow_stage(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(imports, "stage_list", stage)
        take_in(members, FIRST, name="other.csv")
        return stage(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "stage_list", slow_stage)
    path = write_csv(tmp_path / "mine.csv", FIRST[:1])
    with pytest.raises(Conflict, match="came in while"):
        import_list(path=path, source=members, by=None)
    assert Edition.objects.count() == 1


def test_the_same_import_twice_at_once_is_one_edition(
    members: Source, tmp_path: Path, take_in: TakeIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = imports.stage_list

    def slow_stage(*args: object, **kwargs: object) -> object:
        monkeypatch.setattr(imports, "stage_list", stage)
        take_in(members, FIRST, name="mine.csv")
        return stage(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(imports, "stage_list", slow_stage)
    path = write_csv(tmp_path / "mine.csv", FIRST)
    outcome = import_list(path=path, source=members, by=None)
    assert not outcome.new
    assert Edition.objects.count() == 1


def test_the_reading_is_kept_with_the_edition(members: Source, take_in: TakeIn) -> None:
    reading = take_in(members, FIRST).edition.reading
    assert reading["encoding"].lower().replace("-", "") in {"utf8", "ascii"}
    assert reading["delimiter"] == ","
    assert json.dumps(reading["mapping"])


def fresh(**facts: object) -> NewSource:
    return NewSource("Fresh list", "home", "Our network", facts)  # type: ignore[arg-type]


def test_a_new_source_is_registered_with_its_first_edition(db: None, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", FIRST)
    outcome = import_list(path=path, source=fresh(country="Royaume-Uni"), by=None)
    source = Source.objects.get()
    assert (source.slug, source.country, source.space.slug) == ("fresh-list", "GB", "home")
    assert outcome.edition.source == source
    again = import_list(path=path, source=fresh(), by=None)
    assert (again.new, Source.objects.count()) == (False, 1)


def test_a_refused_first_edition_leaves_no_source_behind(db: None, tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("")
    with pytest.raises(InputRefused, match="empty"):
        import_list(path=path, source=fresh(), by=None)
    assert not Source.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("facts", [{"country": "Atlantis"}, {"currency": "CA"}, {"trust": 101}])
def test_a_fact_that_cannot_be_is_refused(
    db: None, tmp_path: Path, facts: dict[str, object]
) -> None:
    path = write_csv(tmp_path / "a.csv", FIRST)
    with pytest.raises(InputRefused, match=r"is not a c|cannot be trusted"):
        import_list(path=path, source=fresh(**facts), by=None)
    assert not Source.objects.exists()


def test_a_database_that_stays_busy_is_said_for_a_new_source_too(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(NewSource, "register", locked)
    path = write_csv(tmp_path / "a.csv", FIRST)
    with pytest.raises(Conflict, match="busy"):
        import_list(path=path, source=fresh(), by=None)
    assert not Edition.objects.exists()
