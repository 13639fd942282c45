"""From records to one inventory: ids stay, judgements are obeyed, nothing else moves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonweave.infrastructure.audit import find_broken_link
from commonweave.registry.models import (
    Organisation,
    OrganisationEvent,
    Pair,
    Profile,
    Record,
    Source,
    WeaveRun,
)
from commonweave.registry.queries.audit import find_register_faults
from commonweave.registry.services import weaving
from commonweave.registry.services.judgements import record_judgement, withdraw_judgement
from commonweave.registry.services.weaving import weave_inventory
from commonweave.registry.services.words import add_word, withdraw_word
from tests.registry.conftest import TakeIn

pytestmark = pytest.mark.django_db

MEMBERS = [
    ("1", "Acorn Wholefoods Co-operative", "Leeds", "LS1 4AB", "GB", "https://acornfoods.example"),
    ("2", "Birch Housing Mutual", "York", "YO1 7HH", "GB", "https://birchhousing.example"),
    ("3", "Cedar Community Transport", "Hull", "HU1 2PQ", "GB", ""),
]
DIRECTORY = [
    ("A", "Acorn Wholefoods Co-operative Ltd", "Leeds", "LS1 4AB", "GB", "acornfoods.example"),
    ("B", "Zephyr Sailing Club", "Whitby", "YO21 3PU", "GB", ""),
]


@pytest.fixture
def woven(members: Source, directory: Source, take_in: TakeIn) -> WeaveRun:
    take_in(members, MEMBERS)
    take_in(directory, DIRECTORY)
    return weave_inventory(by=None).run


def holder(key: str) -> Organisation:
    organisation = Record.objects.get(key=key).organisation
    assert organisation is not None
    return organisation


def partition() -> set[frozenset[int]]:
    groups: dict[int | None, set[int]] = {}
    for pk, organisation in Record.objects.values_list("pk", "organisation"):
        groups.setdefault(organisation, set()).add(pk)
    return {frozenset(group) for group in groups.values()}


def sound() -> bool:
    return not list(find_register_faults()) and find_broken_link() is None


def test_two_lists_become_one_inventory(woven: WeaveRun) -> None:
    assert woven.organisations == 4
    assert holder("1") == holder("A")
    profile = Profile.objects.get(organisation=holder("1"))
    assert (profile.sources, profile.records) == (2, 2)
    assert profile.values["address"]["records"] == sorted(
        Record.objects.filter(key__in=["1", "A"]).values_list("pk", flat=True)
    )
    assert sound()


def test_each_link_has_its_reasons(woven: WeaveRun) -> None:
    pair = Pair.objects.get(left__key="1", right__key="A")
    assert pair.band == "link"
    assert pair.reasons


def test_a_rerun_changes_nothing(woven: WeaveRun) -> None:
    ids = list(Record.objects.order_by("pk").values_list("organisation", flat=True))
    assert not weave_inventory(by=None).new
    again = weave_inventory(by=None, full=True).run
    assert (again.minted, again.merged, again.split) == (0, 0, 0)
    assert list(Record.objects.order_by("pk").values_list("organisation", flat=True)) == ids
    assert sound()


def test_a_word_of_the_house_is_read_by_the_next_weave(woven: WeaveRun) -> None:
    word = add_word(form="Acorn", kind="stop", concept="stop", reason="Everywhere.", by=None)
    run = weave_inventory(by=None).run
    assert run.full
    assert run.settings["words"] == [["Acorn", "stop", "stop", ""]]
    assert not weave_inventory(by=None).new
    withdraw_word(word=word, by=None)
    assert weave_inventory(by=None).run.settings["words"] == []
    assert sound()


def test_different_is_obeyed_also_through_a_third(
    woven: WeaveRun, space: object, take_in: TakeIn
) -> None:
    one, other = Record.objects.get(key="1"), Record.objects.get(key="A")
    kept_id = holder("1").public_id
    record_judgement(left=other, right=one, verdict="different", by=None)
    run = weave_inventory(by=None).run
    assert run.split == 1
    assert holder("1") != holder("A")
    assert kept_id in {holder("1").public_id, holder("A").public_id}
    third = Source.objects.get(slug="directory")
    take_in(third, [*DIRECTORY, ("C", "Acorn Wholefoods Cooperative", *DIRECTORY[0][2:])])
    weave_inventory(by=None)
    assert holder("1") != holder("A")
    assert sound()


def test_same_is_obeyed_and_leaves_a_redirect(woven: WeaveRun) -> None:
    cedar, zephyr = holder("3"), holder("B")
    record_judgement(
        left=Record.objects.get(key="3"), right=Record.objects.get(key="B"), verdict="same", by=None
    )
    run = weave_inventory(by=None).run
    assert run.merged == 1
    survivor, retired = sorted((cedar, zephyr), key=lambda organisation: organisation.pk)
    retired.refresh_from_db()
    assert retired.merged_into == survivor
    assert retired.retired_at is not None
    assert not Profile.objects.filter(organisation=retired).exists()
    assert sound()


def test_a_withdrawn_answer_brings_the_retired_id_back(woven: WeaveRun) -> None:
    before = {key: holder(key).public_id for key in ("3", "B")}
    left, right = Record.objects.get(key="3"), Record.objects.get(key="B")
    record_judgement(left=left, right=right, verdict="same", by=None)
    weave_inventory(by=None)
    withdraw_judgement(left=left, right=right, by=None)
    run = weave_inventory(by=None).run
    assert run.split == 1
    assert {key: holder(key).public_id for key in ("3", "B")} == before
    assert OrganisationEvent.objects.filter(run=run, kind="revived").count() == 1
    assert sound()


def test_a_new_edition_touches_only_what_it_tells_of(
    woven: WeaveRun, members: Source, take_in: TakeIn
) -> None:
    ids = {key: holder(key).public_id for key in ("1", "2", "B")}
    changed = [*MEMBERS[:2], (*MEMBERS[2][:2], "Beverley", *MEMBERS[2][3:])]
    take_in(members, changed)
    run = weave_inventory(by=None).run
    assert not run.full
    assert run.records_compared < run.records
    assert {key: holder(key).public_id for key in ("1", "2", "B")} == ids
    assert Profile.objects.get(organisation=holder("3")).locality == "Beverley"
    assert sound()


def test_a_vanished_entry_stays_in_the_inventory_and_is_said_to_be_gone(
    woven: WeaveRun, members: Source, take_in: TakeIn
) -> None:
    take_in(members, MEMBERS[:2])
    weave_inventory(by=None)
    assert not Profile.objects.get(organisation=holder("3")).listed


def test_in_part_comes_to_the_same_as_in_full(
    woven: WeaveRun, members: Source, directory: Source, take_in: TakeIn
) -> None:
    take_in(directory, [*DIRECTORY, ("D", "Birch Housing Mutual Limited", *MEMBERS[1][2:])])
    weave_inventory(by=None)
    in_part = partition()
    weave_inventory(by=None, full=True)
    assert partition() == in_part


def test_a_lost_linkage_state_is_made_anew(woven: WeaveRun, data_dir: Path) -> None:
    ids = list(Record.objects.order_by("pk").values_list("organisation", flat=True))
    for file in sorted((data_dir / "linkage").rglob("*"), reverse=True):
        if file.is_file():
            file.unlink()
    run = weave_inventory(by=None).run
    assert run.full
    assert list(Record.objects.order_by("pk").values_list("organisation", flat=True)) == ids


def test_what_a_closed_list_says_stays_out_of_the_profile(
    woven: WeaveRun, space: object, take_in: TakeIn
) -> None:
    closed = Source.objects.get(slug="directory")
    closed.visibility = "closed"
    closed.save()
    weave_inventory(by=None, full=True)
    assert not Profile.objects.filter(organisation=holder("B")).exists()
    assert Profile.objects.get(organisation=holder("1")).sources == 1


def test_an_entry_that_a_new_edition_repeats_is_as_new_as_that_edition(
    woven: WeaveRun, members: Source, take_in: TakeIn
) -> None:
    take_in(members, MEMBERS[:2], as_of=date(2031, 1, 1))
    weave_inventory(by=None)
    assert Profile.objects.get(organisation=holder("2")).as_of == date(2031, 1, 1)
    assert Profile.objects.get(organisation=holder("3")).as_of < date(2031, 1, 1)


def test_an_answer_given_while_a_weave_compares_is_not_asked_again(
    woven: WeaveRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    left, right = Record.objects.get(key="1"), Record.objects.get(key="A")
    compare = weaving._compare

    def slow_compare(*args: object) -> object:
        compared = compare(*args)  # type: ignore[arg-type]
        record_judgement(left=left, right=right, verdict="unsure", by=None)
        return compared

    monkeypatch.setattr(weaving, "_compare", slow_compare)
    weave_inventory(by=None, full=True)
    assert Pair.objects.get(left__key="1", right__key="A").settled
