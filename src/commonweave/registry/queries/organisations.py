"""One organisation: what is said of it, by whom, why it is one, and what happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q

from commonweave.kernel.ids import read_public_id
from commonweave.kernel.refusals import NotFound, gettext_noop
from commonweave.registry.domain.disclosure import (
    is_public_contact,
    open_contact_keys,
    public_reason,
)
from commonweave.registry.domain.wording import LABELS, Line, line_of
from commonweave.registry.models import (
    DrawnQuestion,
    Judgement,
    Organisation,
    Pair,
    Profile,
    Record,
)
from commonweave.registry.models.inventory import Answer, Band
from commonweave.registry.rules import Actor, records_visible_to

MOST_LINKS: Final = 60
"""How many comparisons are told beyond those that hold the entries together."""
MOST_PAIRS: Final = 2000

_READ: Final = (
    *("organisation_id", "listed", "natural_person"),
    *("source__slug", "source__title", "source__licence", "source__attribution"),
    *("source__space_id", "source__visibility"),
    *("last_edition__source_id", "last_edition__number", "last_edition__as_of"),
    *("current__record_id", "current__values"),
)
"""What the page and the API show of an entry; nothing else is read."""


@dataclass(frozen=True)
class Statement:
    """A value as lines, and the entries that say it."""

    line: Line
    value: Any
    entries: tuple[Record, ...]

    @property
    def sources(self) -> int:
        """How many sources say it."""
        return len({entry.source_id for entry in self.entries})


@dataclass(frozen=True)
class Fact:
    """A field: what is shown, and what other sources say instead."""

    field: str
    label: str
    shown: tuple[Statement, ...]
    others: tuple[Statement, ...] = ()

    @property
    def contrary(self) -> int:
        """How many sources say otherwise."""
        return len({entry.source_id for other in self.others for entry in other.entries})


@dataclass(frozen=True)
class Tie:
    """Why two entries are held to be one: a comparison, or somebody's answer."""

    left: Record
    right: Record
    pair: Pair | None
    judged_on: date | None

    @property
    def probability(self) -> float | None:
        """What the comparison gave, 0 to 1; None where only a person judged."""
        return self.pair.probability if self.pair else None

    @property
    def reasons(self) -> tuple[Mapping[str, Any], ...]:
        """The reasons of the linkage, as far as they may be published; cut when asked for."""
        return published_reasons(self.pair, self.left, self.right)


@dataclass(frozen=True)
class Ties:
    """The ties that hold the entries together, and further ones among them."""

    needed: Sequence[Tie]
    further: Sequence[Tie]


@dataclass(frozen=True)
class OrganisationView:
    """Everything the page and the API tell of an organisation, already cut to what may be read."""

    organisation: Organisation
    profile: Profile
    facts: Mapping[str, Fact]
    entries: Sequence[Record]

    @property
    def contrary_fields(self) -> int:
        """On how many fields other sources say otherwise."""
        return sum(1 for fact in self.facts.values() if fact.others)


def get_organisation(text: str) -> Organisation:
    """Return the organisation under a public id, typed by hand or not; NotFound if there is none.

    A retired id is returned as it is: see `merged_into`. One that leads nowhere is not found:
    it was only reserved, or withdrawn.
    """
    public_id = read_public_id(text, text.strip().lower().partition("-")[0])
    if public_id is None:
        raise NotFound(
            "public_id_mistyped",
            gettext_noop("“%(id)s” is not a number of this inventory."),
            remedy=gettext_noop(
                "Its last character does not check: a letter or digit may be mistyped. "
                "Compare it with the original, or search by name."
            ),
            values={"id": text[:40]},
        )
    organisations = Organisation.objects.select_related("profile")
    found = organisations.filter(public_id=public_id).first()
    if found is None or (found.merged_into_id is None and not hasattr(found, "profile")):
        raise NotFound(
            "organisation_unknown",
            gettext_noop("No published organisation has the number %(id)s."),
            remedy=gettext_noop("Search for it by name."),
            values={"id": public_id},
        )
    return found


def find_successor(organisation: Organisation) -> Organisation:
    """Follow the redirects of a retired id to the organisation that lives on."""
    seen = {organisation.pk}
    while organisation.merged_into is not None and organisation.merged_into_id not in seen:
        organisation = organisation.merged_into
        seen.add(organisation.pk)
    return organisation


def view_organisation(actor: Actor, organisation: Organisation) -> OrganisationView:
    """Compose what the actor may read of a live organisation.

    The profile holds public values only; entries that have since been closed are cut out once
    more here, with every value that rests on them alone.
    """
    entries = list(
        Record.objects.filter(records_visible_to(actor), organisation=organisation)
        .filter(natural_person=False)
        .select_related("source", "last_edition", "current")
        .only(*_READ)
        .order_by("source__title", "id")
    )
    facts = read_facts(organisation.profile.values, {entry.pk: entry for entry in entries})
    return OrganisationView(organisation, organisation.profile, facts, entries)


def read_facts(values: Mapping[str, Any], entries: Mapping[int, Record]) -> dict[str, Fact]:
    """Turn composed values into facts that rest on the given entries; all others are left out."""
    facts: dict[str, Fact] = {}
    for field, label in LABELS.items():
        composed = values.get(field)
        if composed is None:
            continue
        voices = composed if isinstance(composed, list) else [composed, *composed["others"]]
        said = _statements(field, voices, entries)
        if not said:
            continue
        if isinstance(composed, list):
            facts[field] = Fact(field, label, said)
        else:
            facts[field] = Fact(field, label, said[:1], said[1:])
    return facts


def _statements(
    field: str, voices: Iterable[Mapping[str, Any]], entries: Mapping[int, Record]
) -> tuple[Statement, ...]:
    statements = []
    for voice in voices:
        value = voice["value"]
        behind = tuple(entries[pk] for pk in voice["records"] if pk in entries)
        if behind and (field != "contacts" or is_public_contact(value)):
            statements.append(Statement(line_of(field, value), value, behind))
    return tuple(statements)


def find_ties(entries: Sequence[Record]) -> Ties:
    """Return why the entries are one.

    People's answers come first, then the links by probability; `needed` are those that alone hold
    the entries together (a maximum spanning forest after Kruskal, 1956).
    """
    by_key = {entry.pk: entry for entry in entries}
    inside = Q(left__in=by_key, right__in=by_key)
    if len(by_key) < 2:
        return Ties([], [])
    answers: dict[tuple[int, int], Judgement] = {}
    judgements = Judgement.objects.filter(inside).order_by("id")
    for judgement in judgements.only("left_id", "right_id", "verdict", "at"):
        answers[judgement.left_id, judgement.right_id] = judgement
    same = {pair: j for pair, j in answers.items() if j.verdict == Answer.SAME}
    compared = Pair.objects.filter(inside).order_by("-probability", "id")
    pairs = {
        (pair.left_id, pair.right_id): pair
        for pair in compared.only("left_id", "right_id", "probability", "band", "reasons")[
            :MOST_PAIRS
        ]
    }
    told = [key for key in pairs if pairs[key].band == Band.LINK and key not in same]
    joined = {key: key for key in by_key}
    needed: list[Tie] = []
    further: list[Tie] = []
    for left, right in [*same, *told]:
        key = (left, right)
        judged_on = same[key].at.date() if key in same else None
        tie = Tie(by_key[left], by_key[right], pairs.get(key), judged_on)
        (needed if _join(joined, left, right) else further).append(tie)
    return Ties(needed, further[:MOST_LINKS])


def _join(joined: dict[int, int], left: int, right: int) -> bool:
    """Join the trees of two entries; False where they stand in one tree already."""
    one, other = _root(joined, left), _root(joined, right)
    joined[one] = other
    return one != other


def _root(joined: dict[int, int], key: int) -> int:
    while joined[key] != key:
        joined[key] = key = joined[joined[key]]
    return key


def published_reasons(
    pair: Pair | DrawnQuestion | None, left: Record, right: Record
) -> tuple[Mapping[str, Any], ...]:
    """Return the reasons of a pair, without the contact details that are not published."""
    told = [open_contact_keys(r.current.values) for r in (left, right) if r.current]
    open_contacts = frozenset[str]().union(*told)
    return tuple(public_reason(reason, open_contacts) for reason in pair.reasons) if pair else ()
