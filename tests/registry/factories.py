"""A small inventory made straight in the tables, for the tests of rules, queries, pages and API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from commonweave.accounts.models import Person, Post, Space
from commonweave.kernel.ids import public_id
from commonweave.registry.models import (
    DrawnQuestion,
    Edition,
    Organisation,
    OrganisationEvent,
    Pair,
    Record,
    RefusedRow,
    Source,
    Version,
    WeaveRun,
)
from commonweave.registry.services.profiles import refresh_profiles

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
_numbers = count(1)


def make_space(slug: str = "") -> Space:
    slug = slug or f"space-{next(_numbers)}"
    return Space.objects.create(slug=slug, name=f"Network {slug}")


def make_person(role: str = "", space: Space | None = None, *, superuser: bool = False) -> Person:
    make = Person.objects.create_superuser if superuser else Person.objects.create_user
    person = make(f"person{next(_numbers)}@house.example")  # no password: tests sign in directly
    if role:
        Post.objects.create(person=person, space=space or make_space(), role=role)
    return person


def make_source(space: Space, title: str = "", **facts: Any) -> Source:
    number = next(_numbers)
    return Source.objects.create(
        space=space,
        slug=facts.pop("slug", f"source-{number}"),
        title=title or f"List {number}",
        registered_at=NOW,
        **facts,
    )


def make_edition(source: Source, number: int = 1, **facts: Any) -> Edition:
    return Edition.objects.create(
        source=source,
        number=number,
        file_name="list.csv",
        file_sha256=f"{next(_numbers):064x}",
        file_size=1000,
        as_of=facts.pop("as_of", date(2024, 1, 1) + timedelta(days=90 * number)),
        received_at=NOW,
        received_by=facts.pop("received_by", "operator"),
        reading=facts.pop("reading", {}),
        **{
            **dict.fromkeys(("rows_in", "rows_kept", "appeared"), facts.pop("rows", 0)),
            **dict.fromkeys(("rows_refused", "changed", "unchanged", "vanished"), 0),
            **facts,
        },
    )


def make_record(edition: Edition, values: Mapping[str, Any] | str, **facts: Any) -> Record:
    """Keep an entry in an edition; a text stands for an entry that says its name only."""
    if isinstance(values, str):
        values = {"names": [{"text": values, "kind": "main"}]}
    record = Record.objects.create(
        source=edition.source,
        key=facts.pop("key", f"key-{next(_numbers)}"),
        first_edition=edition,
        last_edition=edition,
        natural_person=bool(values.get("natural_person")),
        organisation=facts.pop("organisation", None),
    )
    add_version(record, edition, "appeared", values, **facts)
    return record


def add_version(
    record: Record, edition: Edition, change: str, values: Mapping[str, Any], **facts: Any
) -> Version:
    version = Version.objects.create(
        record=record,
        edition=edition,
        change=change,
        line=None if change == "vanished" else next(_numbers),
        values=values,
        extras=facts.pop("extras", {}),
        repairs=facts.pop("repairs", []),
        hash=f"{next(_numbers):064x}",
    )
    if change == "vanished":
        record.listed = False
    else:
        record.current, record.last_edition, record.listed = version, edition, True
    record.save()
    return version


def make_organisation(*records: Record) -> Organisation:
    """Mint an organisation of these entries and compose its public profile."""
    organisation = Organisation.objects.create(
        public_id=public_id(next(_numbers), "cw"), minted_at=NOW
    )
    Record.objects.filter(pk__in=[record.pk for record in records]).update(
        organisation=organisation
    )
    refresh_profiles(organisations=[organisation.pk])
    return Organisation.objects.get(pk=organisation.pk)


def reserve_organisation() -> Organisation:
    """Reserve an id, as a proposed run does."""
    return Organisation.objects.create(
        public_id=public_id(next(_numbers), "cw"), minted_at=NOW, retired_at=NOW
    )


def make_organisations(edition: Edition, names: Sequence[str], **values: Any) -> list[Organisation]:
    return [
        make_organisation(
            make_record(edition, {"names": [{"text": name, "kind": "main"}], **values})
        )
        for name in names
    ]


def make_pair(left: Record, right: Record, **facts: Any) -> Pair:
    first, second = sorted((left, right), key=lambda record: record.pk)
    return Pair.objects.create(
        left=first,
        right=second,
        probability=facts.pop("probability", 0.5),
        band=facts.pop("band", "ask"),
        reasons=facts.pop("reasons", [{"code": "name.core", "weight": 2.5, "values": {}}]),
        worth=facts.pop("worth", 0.5),
        **facts,
    )


def draw_question(source: Source, run: WeaveRun, pair: Pair, number: int = 1) -> DrawnQuestion:
    return DrawnQuestion.objects.create(
        source=source,
        run=run,
        number=number,
        left=pair.left,
        right=pair.right,
        probability=pair.probability,
        reasons=pair.reasons,
    )


def make_run(started_by: str = "operator") -> WeaveRun:
    counted = (
        "records",
        "records_compared",
        "minted",
        "merged",
        "split",
        "organisations",
        "questions",
    )
    return WeaveRun.objects.create(
        started_at=NOW,
        finished_at=NOW,
        started_by=started_by,
        full=True,
        token=f"token-{next(_numbers)}",
        settings={},
        report={"last_judgement": 0},
        **dict.fromkeys(counted, 0),
    )


def make_event(organisation: Organisation, run: WeaveRun, kind: str, **facts: Any) -> None:
    OrganisationEvent.objects.create(organisation=organisation, run=run, kind=kind, **facts)


def retire(organisation: Organisation, into: Organisation) -> None:
    """Merge an organisation into another, as a weave does."""
    Record.objects.filter(organisation=organisation).update(organisation=into)
    Organisation.objects.filter(pk=organisation.pk).update(retired_at=NOW, merged_into=into)
    refresh_profiles(organisations=[organisation.pk, into.pk])


def refuse_row(edition: Edition, line: int, value: str, **facts: Any) -> RefusedRow:
    return RefusedRow.objects.create(
        edition=edition,
        line=line,
        column=facts.pop("column", "Name"),
        value=value,
        code=facts.pop("code", "too_many_cells"),
        message=facts.pop("message", "The row has %(found)s cells, the header has %(expected)s."),
        values=facts.pop("values", {"found": 9, "expected": 7}),
    )
