"""Which organisations a record from outside may be: found by the index, weighed by the linkage."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings

from commonweave.infrastructure.engines import open_engine
from commonweave.kernel.ids import read_public_id
from commonweave.linkage.services import LinkSettings, Scored, score_outside
from commonweave.registry.domain.disclosure import public_values
from commonweave.registry.domain.linkable import SEPARATOR, linkage_row
from commonweave.registry.domain.reconciling import ORGANISATION, Asked, is_match
from commonweave.registry.models import Organisation, Profile, Record
from commonweave.registry.queries.linkable import linkage_table
from commonweave.registry.rules import Actor, records_visible_to
from commonweave.registry.search import find_candidates, host_of

_BY_NAME: Final = 15
"""Organisations that are weighed for a name, and for each number and web address."""
_MOST_RECORDS: Final = 12
"""Entries of one organisation that are weighed: the newest."""


@dataclass(frozen=True)
class Candidate:
    """An organisation that a query may mean.

    `probability` (0 to 1) is that of the entry that agrees best; `features` are what it rests on,
    in log-odds by feature of the linkage.
    """

    profile: Profile
    probability: float
    match: bool
    features: Mapping[str, float]

    @property
    def public_id(self) -> str:
        """Return the id of the organisation."""
        return self.profile.organisation.public_id

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the ids of its types, the narrowest first."""
        return kinds_of(self.profile)

    @property
    def description(self) -> str:
        """Return what tells it from its namesakes: form, town, region and country."""
        return describe(self.profile)


def kinds_of(profile: Profile) -> tuple[str, ...]:
    """Return the ids of an organisation's types, the narrowest first."""
    return (profile.legal_form, ORGANISATION) if profile.legal_form else (ORGANISATION,)


def describe(profile: Profile) -> str:
    """Return what tells an organisation from its namesakes: form, town, region and country."""
    parts = (profile.legal_form, profile.locality, profile.region, profile.country)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def find_matches(actor: Actor, batch: Sequence[Asked]) -> list[list[Candidate]]:
    """Return for each query its candidates, best first.

    Only what the actor may read takes part, contacts of natural persons never. The number of
    database queries does not grow with the batch.
    """
    wanted = _candidates(batch)
    named = _named(batch)
    keys = {key for found in wanted for key in found} | {one.pk for one in named.values()}
    entries = _entries(actor, keys)
    with_profile = Profile.objects.filter(pk__in=entries).select_related("organisation")
    profiles = with_profile.defer("values").in_bulk()
    scored = _weigh(batch, wanted, entries)
    return [
        _answer(asked, profiles, scored[at], named.get(asked.name))
        for at, asked in enumerate(batch)
    ]


def _candidates(batch: Sequence[Asked]) -> list[list[int]]:
    """Return the organisations that share words, a number or a web address with each query."""
    texts: list[str] = []
    owners: list[int] = []
    for at, asked in enumerate(batch):
        for text in _texts(asked):
            texts.append(text)
            owners.append(at)
    wanted: list[dict[int, None]] = [{} for _ in batch]
    for owner, found in zip(owners, find_candidates(texts, _BY_NAME), strict=True):
        wanted[owner].update(dict.fromkeys(found))
    return [list(found) for found in wanted]


def _texts(asked: Asked) -> list[str]:
    said = asked.said
    names = [asked.name, *_values(said.get("alt_name", ""))]
    town = said.get("city", "")
    numbers = [value.rpartition(":")[2] for value in _values(said.get("identifier", ""))]
    hosts = [host_of(v) for kind in ("website", "email") for v in _values(said.get(kind, ""))]
    texts = [f"{name} {town}".strip() for name in names if name]
    return [text for text in dict.fromkeys([*texts, *numbers, *hosts]) if text]


def _values(cell: str) -> list[str]:
    return cell.split(SEPARATOR) if cell else []


def _named(batch: Sequence[Asked]) -> dict[str, Organisation]:
    """Return the living organisations that queries name by their public id."""
    ids = {
        asked.name: public_id
        for asked in batch
        if (public_id := read_public_id(asked.name, asked.name.lower().partition("-")[0]))
    }
    living = find_living(ids.values())
    return {name: living[public_id] for name, public_id in ids.items() if public_id in living}


def find_living(public_ids: Any) -> dict[str, Organisation]:
    """Return public id → the organisation that lives on under it or under a later id."""
    wanted = set(public_ids)
    if not wanted:
        return {}
    found = {one.public_id: one for one in Organisation.objects.filter(public_id__in=wanted)}
    living = dict(found)
    while ahead := {one.merged_into_id for one in living.values() if one.merged_into_id}:
        following = Organisation.objects.in_bulk(ahead)
        living = {
            name: following[one.merged_into_id] if one.merged_into_id else one
            for name, one in living.items()
        }
    return {name: one for name, one in living.items() if one.retired_at is None}


def _entries(actor: Actor, organisations: set[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the entries that the actor may read, as rows of the linkage, by organisation."""
    readable = Record.objects.filter(
        records_visible_to(actor), organisation__in=organisations, natural_person=False
    ).exclude(current=None)
    told = readable.order_by("organisation_id", "-id").values_list(
        "organisation_id", "pk", "source__slug", "current__values"
    )
    entries: dict[int, list[dict[str, Any]]] = {}
    for organisation, pk, source, values in told:
        kept = entries.setdefault(organisation or 0, [])
        if len(kept) < _MOST_RECORDS:
            kept.append(linkage_row(pk, source, public_values(values)))
    return entries


def _weigh(
    batch: Sequence[Asked],
    wanted: Sequence[Sequence[int]],
    entries: Mapping[int, Sequence[dict[str, Any]]],
) -> list[dict[int, Scored]]:
    """Return for each query the organisations it shares something with, by their best entry."""
    rows = [(key, row) for key, kept in entries.items() for row in kept]
    places: dict[int, list[int]] = {}
    for place, (key, _) in enumerate(rows):
        places.setdefault(key, []).append(place)
    pairs = [
        (at, place)
        for at, found in enumerate(wanted)
        for key in found
        for place in places.get(key, ())
    ]
    best: list[dict[int, Scored]] = [{} for _ in batch]
    if not pairs:
        return best
    with open_engine() as engine:  # a few hundred rows: in this process, whatever weaves
        scores = score_outside(
            linkage_table([asked.row(at) for at, asked in enumerate(batch)]),
            linkage_table([row for _, row in rows]),
            pairs,
            engine=engine,
            state=settings.DATA_DIR / "linkage" / "state",
        )
    for (at, place), scored in zip(pairs, scores, strict=True):
        key = rows[place][0]
        if key not in best[at] or scored.logit > best[at][key].logit:
            best[at][key] = scored
    return best


def _answer(
    asked: Asked,
    profiles: Mapping[int, Profile],
    scored: Mapping[int, Scored],
    named: Organisation | None,
) -> list[Candidate]:
    if named is not None and named.pk in profiles:
        return [Candidate(profiles[named.pk], 1.0, True, {})]
    ranked = sorted(
        ((one, key) for key, one in scored.items() if _fits(asked, profiles.get(key))),
        key=lambda item: (-item[0].logit, item[1]),
    )
    threshold = LinkSettings(**settings.LINK_SETTINGS).link_threshold
    match = is_match([one.logit for one, _ in ranked[:2]], math.log(threshold / (1 - threshold)))
    return [
        Candidate(
            profile=profiles[key],
            probability=1 / (1 + math.exp(-one.logit)),
            match=match and place == 0,
            features={told["code"].partition(".")[0]: told["weight"] for told in one.reasons},
        )
        for place, (one, key) in enumerate(ranked[: asked.limit])
    ]


def _fits(asked: Asked, profile: Profile | None) -> bool:
    if profile is None:
        return False
    return not (asked.strict and asked.kinds) or profile.legal_form in asked.kinds
