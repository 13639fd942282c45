"""Organisations as a reconciliation client picks and reads them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from commonweave.kernel.ids import read_public_id
from commonweave.registry.domain.properties import PROPERTIES, Cell
from commonweave.registry.domain.reconciling import Extension
from commonweave.registry.models import Profile, Record
from commonweave.registry.queries.directory import find_matches, list_profiles
from commonweave.registry.queries.filters import DirectoryFilters, read_filters
from commonweave.registry.queries.organisations import read_facts
from commonweave.registry.queries.reconciling import find_living
from commonweave.registry.rules import Actor, records_visible_to

SUGGESTED: Final = 10
"""Suggestions of one answer."""
_FURTHEST: Final = 1000
_READ: Final = (
    *("organisation_id", "source_id", "natural_person"),
    *("source__slug", "source__title", "last_edition_id"),
)


def suggest_organisations(actor: Actor, prefix: str, start: int) -> list[Profile]:
    """Return organisations of which a name or number begins like `prefix`, from place `start`."""
    named = _named(prefix)
    profiles = list_profiles(actor, DirectoryFilters(), None).defer("values")
    profiles = profiles.select_related("organisation")
    if named:
        return list(profiles.filter(organisation__in=named)) if not start else []
    asked = read_filters({"q": prefix})
    matches = find_matches(asked.q)
    if matches is None or start > _FURTHEST:
        return []
    return matches.page(profiles, start, start + SUGGESTED)


def _named(text: str) -> list[int]:
    public_id = read_public_id(text, text.strip().lower().partition("-")[0])
    living = find_living([public_id]) if public_id else {}
    return [one.pk for one in living.values()]


def suggest_kinds(actor: Actor, prefix: str, start: int) -> list[str]:
    """Return legal forms in which `prefix` stands, from place `start`."""
    profiles = list_profiles(actor, DirectoryFilters(), None).exclude(legal_form="")
    named = profiles.filter(legal_form__icontains=prefix.strip()[:200]).order_by("legal_form")
    found = named.values_list("legal_form", flat=True).distinct()
    return list(found[start : start + SUGGESTED]) if start <= _FURTHEST else []


@dataclass(frozen=True)
class Extended:
    """Values of properties, by id as it was asked for and by property."""

    properties: tuple[str, ...]
    rows: dict[str, dict[str, list[Cell]]]


def extend_organisations(actor: Actor, asked: Extension) -> Extended:
    """Return what may be read of organisations; a retired id tells of the one that lives on.

    An unknown id has no values. The number of database queries does not grow with the ids.
    """
    properties = tuple(name for name in asked.properties if name in PROPERTIES)
    ids = {text: read_public_id(text, text.strip().lower().partition("-")[0]) for text in asked.ids}
    living = find_living(public_id for public_id in ids.values() if public_id)
    keys = {one.pk for one in living.values()}
    profiles = Profile.objects.in_bulk(keys)
    entries: dict[int, dict[int, Record]] = {}
    readable = Record.objects.filter(
        records_visible_to(actor), organisation__in=keys, natural_person=False
    )
    for entry in readable.select_related("source").only(*_READ):
        entries.setdefault(entry.organisation_id or 0, {})[entry.pk] = entry
    told = {
        key: _cells(profiles[key], entries[key], properties) for key in entries if key in profiles
    }
    nothing: dict[str, list[Cell]] = {name: [] for name in properties}
    return Extended(
        properties,
        {
            text: told.get(living[public_id].pk, nothing) if public_id in living else nothing
            for text, public_id in ids.items()
        },
    )


def _cells(
    profile: Profile, entries: dict[int, Record], properties: Sequence[str]
) -> dict[str, list[Cell]]:
    facts = read_facts(profile.values, entries)
    cells = {}
    for name in properties:
        fact = facts.get(PROPERTIES[name].field)
        shown = [statement.value for statement in fact.shown] if fact else []
        cells[name] = PROPERTIES[name].cells(shown)
    return cells
