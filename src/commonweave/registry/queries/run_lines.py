"""The diff of a run, line by line: what became of which ids, with the pairs that say why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from commonweave.registry.models import (
    Answer,
    Judgement,
    OrganisationEvent,
    Pair,
    Record,
    WeaveRun,
)
from commonweave.registry.models.inventory import BIRTHS, EventKind, RunState
from commonweave.registry.queries.organisations import published_reasons
from commonweave.registry.rules import Actor, records_visible_to

PAGE: Final = 40
MOST_TIES: Final = 3
_MOST_PAIRS: Final = 5000


class Group(models.TextChoices):
    """The parts of a diff, in the order in which they are looked at."""

    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split")
    JOINED = "joined", _("New entries of known organisations")
    MOVED = "moved", _("Moved entries")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    NEW = "new", _("New")


_REFUSABLE = (EventKind.MERGED, EventKind.SPLIT, EventKind.REVIVED, EventKind.JOINED)


@dataclass(frozen=True)
class Tie:
    """Two entries across the line: how likely one body, why, and what a person said of them."""

    left: Record
    right: Record
    probability: float | None
    reasons: Sequence[Mapping[str, Any]]
    verdict: str  # an `Answer`, "" where nobody answered


@dataclass
class Line:
    """One line of a diff.

    `event.organisation` is the id that the line is about, `event.other` the one it went to or
    came from. `moved` are the entries that change hands, `stay` those on the other side, both as
    far as the reader may see them; `hidden` counts the moved ones that may not be seen.
    """

    event: OrganisationEvent
    moved: list[Record] = field(default_factory=list)
    stay: list[Record] = field(default_factory=list)
    hidden: int = 0
    ties: list[Tie] = field(default_factory=list)

    @property
    def refusable(self) -> bool:
        """Whether the line can be refused on its own."""
        return bool(self.stay) and self.event.kind in _REFUSABLE


@dataclass(frozen=True)
class Sides:
    """The entries on both sides of a line, and how likely each compared pair across it is."""

    moved: Sequence[int]
    stay: Sequence[int]
    pairs: Mapping[tuple[int, int], float]

    def likest(self) -> list[tuple[int, int]]:
        """Return, for each entry that moved, the pair with the likest entry that stayed."""
        return [
            min(
                (_ordered(one, other) for other in self.stay),
                key=lambda pair: (-self.pairs.get(pair, -1.0), pair),
            )
            for one in self.moved
            if self.stay
        ]


def select_lines(
    actor: Actor, run: WeaveRun, group: str, *, text: str = "", source: str = ""
) -> QuerySet[OrganisationEvent]:
    """Return the events that stand for the lines of a group of the diff, in a fixed order.

    `text` narrows to a public id or a part of the name of an entry that changes hands, `source`
    to a source's slug; entries that the actor may not read are not found.
    """
    events = OrganisationEvent.objects.filter(run=run)
    told = events.filter(organisation=OuterRef("organisation"))
    into_dead = events.filter(
        organisation=OuterRef("other"), other=OuterRef("organisation"), kind=EventKind.MERGED
    )
    born = Exists(told.filter(kind__in=BIRTHS))
    chosen = {
        Group.MERGED: events.filter(kind=EventKind.MERGED),
        Group.SPLIT: events.filter(kind__in=(EventKind.SPLIT, EventKind.REVIVED)),
        Group.NEW: events.filter(kind=EventKind.MINTED),
        Group.WITHDRAWN: events.filter(kind=EventKind.WITHDRAWN),
        Group.JOINED: events.filter(~born, kind=EventKind.JOINED, other=None),
        Group.MOVED: events.filter(
            ~born, ~Exists(into_dead), kind=EventKind.JOINED, other__isnull=False
        ),
    }[Group(group)]
    own = OuterRef("pk") if group in (Group.JOINED, Group.MOVED) else None
    entries = events.filter(pk=own) if own else told
    if text or source:
        entries = entries.filter(records_visible_to(actor, "record__"), record__isnull=False)
    if source:
        chosen = chosen.filter(Exists(entries.filter(record__source__slug=source)))
    if text:
        named = Exists(entries.filter(record__current__values__names__0__text__icontains=text))
        ids = Q(organisation__public_id=text.lower()) | Q(other__public_id=text.lower())
        chosen = chosen.filter(named | ids)
    return chosen.select_related("organisation", "other").order_by("id")


def read_lines(actor: Actor, run: WeaveRun, events: Iterable[OrganisationEvent]) -> list[Line]:
    """Fill the lines of one page with entries and ties, in a number of queries that is fixed."""
    lines = [Line(event) for event in events]
    moved = _moved_keys(run, [line.event for line in lines])
    shown = _visible(actor, Q(pk__in={key for keys in moved.values() for key in keys}))
    over = {_other_side(line.event) for line in lines} - {None}
    moving = run.events.exclude(record=None).values("record")
    stay: dict[int, list[Record]] = {}
    for record in _visible(actor, Q(organisation__in=over) & ~Q(pk__in=moving)).values():
        stay.setdefault(record.organisation_id or 0, []).append(record)
    for line in lines:
        keys = moved.get(line.event.pk, [])
        line.moved = [shown[key] for key in keys if key in shown]
        line.hidden = len(keys) - len(line.moved)
        line.stay = stay.get(_other_side(line.event) or 0, [])
    _tie(lines)
    return lines


def find_refusable(event: int) -> OrganisationEvent | None:
    """Return the line's event where it can be refused on its own: its run holds or is proposed."""
    states = (RunState.PROPOSED, RunState.IN_FORCE)
    lines = OrganisationEvent.objects.select_related("run").filter(run__state__in=states)
    return lines.filter(pk=event, kind__in=_REFUSABLE, run__undoes=None).first()


def find_sides(event: OrganisationEvent) -> Sides:
    """Return the entries on both sides of a line, unseen by whom."""
    run = event.run
    moved = _moved_keys(run, [event])[event.pk]
    moving = run.events.exclude(record=None).values("record")
    over = Record.objects.filter(organisation=_other_side(event), natural_person=False)
    stay = list(over.exclude(pk__in=moving).order_by("pk").values_list("pk", flat=True))
    compared = Pair.objects.filter(_across(moved, stay)).values_list("left", "right", "probability")
    return Sides(moved, stay, {(left, right): worth for left, right, worth in compared})


def _other_side(event: OrganisationEvent) -> int | None:
    """Return the organisation whose remaining entries stand against those that move."""
    if event.kind == EventKind.JOINED:
        return event.organisation_id
    return event.other_id


def _moved_keys(run: WeaveRun, events: Sequence[OrganisationEvent]) -> dict[int, list[int]]:
    """Return event -> the records that change hands by it."""
    ends = {
        event.organisation_id: event.pk
        for event in events
        if event.kind in (EventKind.MERGED, EventKind.WITHDRAWN)
    }
    births = {event.organisation_id: event.pk for event in events if event.kind in BIRTHS}
    moved: dict[int, list[int]] = {event.pk: [] for event in events}
    for event in events:
        if event.record_id is not None:
            moved[event.pk].append(event.record_id)
    told = OrganisationEvent.objects.filter(run=run, record__isnull=False).filter(
        Q(kind=EventKind.LEFT, organisation__in=ends)
        | Q(kind=EventKind.JOINED, organisation__in=births)
    )
    for kind, organisation, record in told.order_by("id").values_list(
        "kind", "organisation", "record"
    ):
        line = ends[organisation] if kind == EventKind.LEFT else births[organisation]
        moved[line].append(record)
    return moved


def _visible(actor: Actor, which: Q) -> dict[int, Record]:
    records = (
        Record.objects.filter(which, records_visible_to(actor), natural_person=False)
        .select_related("source", "current")
        .only("organisation_id", "natural_person", "source__slug", "source__title",
              "source__space_id", "source__visibility", "current__values")
        .order_by("pk")
    )  # fmt: skip
    return {record.pk: record for record in records}


def _across(moved: Sequence[int], stay: Sequence[int]) -> Q:
    return Q(left__in=moved, right__in=stay) | Q(left__in=stay, right__in=moved)


def _tie(lines: Sequence[Line]) -> None:
    """Find the pairs across each line (within it, where nothing stands over there)."""
    seen = {record.pk: record for line in lines for record in (*line.moved, *line.stay)}
    inside = Q(left__in=seen, right__in=seen)
    moved = {record.pk for line in lines for record in line.moved}
    reached = inside & (Q(left__in=moved) | Q(right__in=moved))
    pairs = {
        (pair.left_id, pair.right_id): pair
        for pair in Pair.objects.filter(reached).order_by("-probability", "id")[:_MOST_PAIRS]
    }
    answers: dict[tuple[int, int], str] = {}
    for left, right, verdict in (
        Judgement.objects.filter(reached).order_by("id").values_list("left", "right", "verdict")
    ):
        answers[left, right] = "" if verdict == Answer.WITHDRAWN else verdict
    for line in lines:
        others = line.stay or line.moved
        both = {_ordered(a.pk, b.pk) for a in line.moved for b in others if a.pk != b.pk}
        told = [key for key in both if key in pairs or answers.get(key)]
        told.sort(key=lambda key: (not answers.get(key), -_likely(pairs.get(key)), key))
        line.ties = [
            _tie_of(seen, key, pairs.get(key), answers.get(key, "")) for key in told[:MOST_TIES]
        ]


def _likely(pair: Pair | None) -> float:
    return pair.probability if pair else 0.0


def _tie_of(
    records: Mapping[int, Record], key: tuple[int, int], pair: Pair | None, verdict: str
) -> Tie:
    left, right = records[key[0]], records[key[1]]
    probability = pair.probability if pair else None
    return Tie(left, right, probability, published_reasons(pair, left, right), verdict)


def _ordered(left: int, right: int) -> tuple[int, int]:
    return (left, right) if left < right else (right, left)
