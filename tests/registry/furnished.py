"""A furnished house: every page has something to show, and secrets are planted that none may."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from commonweave.accounts.models import Person, Space
from commonweave.registry.models import (
    Edition,
    FitOutcome,
    Judgement,
    Organisation,
    Pair,
    Record,
    Source,
    SourceEstimate,
    WeaveRun,
    WeightFit,
)
from commonweave.registry.queries.runs import find_run_in_force
from commonweave.registry.services.words import add_word, withdraw_word
from tests.registry import factories as make

SECRETS = (
    "mira.private@mail.example",
    "+1 819 555 0142",
    "819-555-0142",
    "Mira Contactperson",
    "Nobody Naturalis",
    "Hidden Keeper",
    "Closed Members",
    "Behind Doors Cooperative",
    "closed-list",
    "unmapped secret",
    "before-repair secret",
    "refused secret",
    "receiver@house.example",
    "weaver@house.example",
    "judge@house.example",
    "a judge's private reason",
    "Hidden Disagreement",
)
"""Nothing of this may reach somebody without a post."""


@dataclass
class House:
    """What a test needs of the furnished house."""

    here: Space
    editor: Person
    reader: Person
    elsewhere: Person
    organisation: Organisation
    retired: Organisation
    source: Source
    closed: Source
    person_record: Record
    closed_record: Record
    question: Pair


def values(name: str, **more: Any) -> dict[str, Any]:
    return {"names": [{"text": name, "kind": "main", "lang": "fr"}], **more}


@dataclass
class Lists:
    """Three lists: a public one in two editions, a public one in another script, a closed one."""

    members: Source
    closed: Source
    old: Edition
    new: Edition
    listed: Edition
    hidden: Edition


def furnish() -> House:
    here, far = make.make_space("here"), make.make_space("far")
    lists = _lists(here, far)
    first, second, behind, person = _entries(lists)
    organisation = make.make_organisation(first, second, behind)
    merged = make.make_organisation(make.make_record(lists.listed, values("La Rive inc.")))
    _weave(organisation, merged)
    make.make_pair(first, second, band="link", probability=0.97, reasons=REASONS)
    third = make.make_record(lists.listed, values("La Rivière coop"))
    question = make.make_pair(first, third, reasons=REASONS)
    make.make_organisation(third)
    tontine = add_word(form="Tontine", kind="type", concept="mutual", language="fr",
                       reason="A rotating savings group of women.", by=None)  # fmt: skip
    withdraw_word(word=tontine, by=None)
    add_word(form="تكافل اجتماعي", kind="activity", concept="solidarity", language="ar",
             reason="Asked about nine times; it is in a third of the names.", by=None)  # fmt: skip
    _ask(lists.members, question)
    Judgement.objects.create(
        left=first,
        right=second,
        verdict="same",
        by="judge@house.example",
        reason="a judge's private reason",
        at=make.NOW,
    )
    return House(
        here=here,
        editor=make.make_person("editor", here),
        reader=make.make_person("reader", here),
        elsewhere=make.make_person("editor", far),
        organisation=organisation,
        retired=merged,
        source=lists.members,
        closed=lists.closed,
        person_record=person,
        closed_record=behind,
        question=question,
    )


def _ask(source: Source, question: Pair) -> None:
    """Draw a question for a source, say how good its links are, and propose new weights."""
    run = WeaveRun.objects.latest("id")
    make.draw_question(source, run, question)
    share = {"value": 0.9, "low": 0.8, "high": 0.95}
    figures = {"precision": share, "recall": share, "answers": 40, "links": 120, "true": 118.0}
    SourceEstimate.objects.create(source=source, run=run, figures=figures)
    held = {"log_loss": 0.3, "precision": 0.9, "recall": 0.9, "f1": 0.9}
    for outcome in (FitOutcome.BETTER, FitOutcome.PROPOSED):
        WeightFit.objects.create(
            source=source,
            outcome=outcome,
            figures={"answers": 40, "before": held, "after": held},
            adjustment={"intercept": 0.0, "weights": {}},
            by="judge@house.example",
            at=make.NOW,
        )


def _lists(here: Space, far: Space) -> Lists:
    members = make.make_source(
        here, "Membres du pôle", slug="members", keeper="Le pôle", licence="CC BY 4.0", trust=80
    )
    directory = make.make_source(far, "دليل التعاونيات", slug="directory", attribution="Directory")
    closed = make.make_source(
        here, "Closed Members", slug="closed-list", keeper="Hidden Keeper", visibility="closed"
    )
    rows = {"rows_in": 4, "rows_kept": 2, "rows_refused": 2}
    told = {"appeared": 0, "changed": 1, "unchanged": 1, "vanished": 1}
    lists = Lists(
        members=members,
        closed=closed,
        old=make.make_edition(members, 1, rows=2, as_of=date(2023, 1, 31)),
        new=make.make_edition(
            members,
            2,
            as_of=date(2024, 1, 31),
            received_by="receiver@house.example",
            reading=READING,
            repairs={"html_entity": 2},
            **rows,
            **told,
        ),
        listed=make.make_edition(directory, 1, rows=2),
        hidden=make.make_edition(closed, 1, rows=1),
    )
    make.refuse_row(lists.new, 7, "refused secret")
    make.refuse_row(lists.new, 9, "=1+1")
    return lists


def _entries(lists: Lists) -> tuple[Record, Record, Record, Record]:
    """Two entries of one body, one of it behind closed doors, a person; and one that vanished."""
    first = make.make_record(lists.old, values("Coopérative La Rive", **FULL), extras=EXTRAS)
    now = values("Coopérative de solidarité La Rive", **FULL)
    make.add_version(first, lists.new, "changed", now, extras=EXTRAS, repairs=REPAIRS)
    second = make.make_record(lists.listed, values("Coop La Rive ltée", **OTHER))
    closed = values("Behind Doors Cooperative", legal_form={"text": "Hidden Disagreement"})
    behind = make.make_record(lists.hidden, closed)
    person = make.make_record(lists.old, {**values("Nobody Naturalis"), "natural_person": True})
    gone = make.make_record(lists.old, values("Épicerie disparue"))
    make.add_version(gone, lists.new, "vanished", {})
    make.make_organisation(gone)
    return first, second, behind, person


def _weave(organisation: Organisation, merged: Organisation) -> None:
    run = make.make_run("weaver@house.example")
    make.make_event(organisation, run, "minted")
    make.make_event(organisation, run, "absorbed", other=merged)
    make.retire(merged, organisation)


def propose(house: House) -> WeaveRun:
    """Furnish a proposed run with a line of each group; the merge rests on a compared pair."""
    first, third = house.question.left, house.question.right
    goes, stays = Organisation.objects.get(records=third), house.organisation
    parts = stays.records.get(current__values__founded="1998")
    edition = first.first_edition
    newcomer = make.make_record(edition, values("Nouvelle coop"))
    joiner = make.make_record(edition, values("La Rive bis"))
    gone = make.make_organisation(make.make_record(edition, values("Ancienne coop")))
    reserved = [make.reserve_organisation() for _ in range(2)]
    base = find_run_in_force()
    run = make.make_run("weaver@house.example")
    run.state, run.hold, run.base = "proposed", "large", base
    run.report = {"last_judgement": Judgement.objects.latest("pk").pk}
    run.merged = run.split = run.minted = run.joined = run.moved = run.withdrawn = 1
    run.save()
    run.took_in.add(edition)
    make.make_event(goes, run, "merged", other=stays)
    make.make_event(goes, run, "left", other=stays, record=third)
    make.make_event(stays, run, "joined", other=goes, record=third)
    make.make_event(stays, run, "joined", record=joiner)
    make.make_event(stays, run, "joined", other=gone, record=house.closed_record)
    make.make_event(reserved[0], run, "split", other=stays)
    make.make_event(reserved[0], run, "joined", other=stays, record=parts)
    make.make_event(reserved[1], run, "minted")
    make.make_event(reserved[1], run, "joined", record=newcomer)
    make.make_event(gone, run, "withdrawn")
    return run


FULL: dict[str, Any] = {
    "identifiers": [{"scheme": "NEQ", "value": "1140000007", "authority": "Registraire"}],
    "legal_form": {"text": "Coopérative de solidarité", "code": "coop"},
    "activities": [{"text": "Alimentation"}],
    "address": {"street": "12, rue du Port", "locality": "Trois-Rivières", "region": "Mauricie",
                "country": "CA"},
    "location": {"lat": 46.345, "lon": -72.547},
    "websites": ["https://larive.example/"],
    "contacts": [
        {"kind": "email", "value": "info@larive.example", "personal": False},
        {"kind": "email", "value": "mira.private@mail.example", "personal": True},
        {"kind": "phone", "value": "+1 819 555 0142", "personal": True},
        {"kind": "person", "value": "Mira Contactperson", "personal": True},
    ],
    "status": {"text": "en activité", "code": "active"},
    "members": {"value": 12345, "year": 2023},
}  # fmt: skip
OTHER: dict[str, Any] = {
    "legal_form": {"text": "Limitée"},
    "address": {"locality": "Trois-Rivières", "region": "Mauricie", "country": "CA"},
    "founded": "1998",
}
EXTRAS = {"Remarques": "unmapped secret"}
REPAIRS = [{"kind": "html_entity", "column": "Nom", "before": "before-repair secret", "after": "x"}]
READING: dict[str, Any] = {
    "format": "csv",
    "encoding": "cp1252",
    "delimiter": ";",
    "mapping": {
        "columns": [
            {"column": "Nom", "field": "name", "reason": "named so", "reason_values": {}},
            {"column": "Remarques", "field": None, "reason": "", "reason_values": {}},
        ]
    },
    "notes": [],
}
REASONS = [
    {"code": "name.core", "weight": 3.0, "values": {}},
    {"code": "email.same", "weight": 2.0, "values": {"email": "mira.private@mail.example"}},
    {"code": "phone.same", "weight": 2.0, "values": {"phone": "+1 819 555 0142"}},
    {"code": "place.apart", "weight": -1.5, "values": {}},
]
