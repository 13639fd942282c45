"""Who is in which list, at which edition."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from commonweave.sample.bodies import Body
from commonweave.sample.chance import stream
from commonweave.sample.coin import coin_person
from commonweave.sample.province import BASE, Province
from commonweave.sample.specs import ListSpec, specs

VANISH_RATE = 0.002
APPEAR_RATE = 0.002
_CATCH_ALL = ("register", "national-directory", "community-map")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list to be: about a body, or about a natural person.

    `place` is the running number in the list's own book. `note` is "entry", "second" (another entry
    of a body that is there already), "repeat" (the same row again) or "person". `plant` names a
    trap that this row carries.
    """

    place: int
    body: int = 0
    person: str = ""
    note: str = "entry"
    plant: str = ""

    def truth_id(self, slug: str) -> str:
        """Return the id of the body or person in the truth files."""
        return f"b{self.body:07d}" if self.body else f"p-{slug}-{self.place}"


def entries_at(province: Province, edition: int) -> dict[str, list[Entry]]:
    """Return the entries of every list by slug as they are at an edition (1 is the first)."""
    if edition < 1:
        raise ValueError(f"Editions count from 1, not {edition}.")
    chosen = _choose(province)
    _take_in_the_rest(province, chosen)
    lists = {spec.slug: _first_edition(province, spec, chosen[spec.slug]) for spec in specs()}
    for step in range(2, edition + 1):
        for spec in specs():
            lists[spec.slug] = _next_edition(province, spec, lists[spec.slug], step)
    return lists


def _choose(province: Province) -> dict[str, list[int]]:
    """Draw the members of each list; large living bodies are seen more often."""
    weights = {
        body.number: (1 + math.log2(1 + body.size.employees)) * (0.4 if body.dissolved else 1)
        for body in province.bodies
    }
    chosen: dict[str, list[int]] = {}
    for spec in specs():
        rng = stream(province.seed, "members", spec.slug)
        scored = [
            (rng.random() ** (1 / weights[body.number]), body.number)
            for body in province.bodies
            if spec.takes(body)
        ]
        scored.sort(reverse=True)
        target = max(12, round(spec.rows * len(province.bodies) / BASE))
        ranked = [number for _, number in scored]
        if spec.mostly_in:
            there = set(chosen[spec.mostly_in])
            inside = [number for number in ranked if number in there][: round(target * 0.6)]
            ranked = list(dict.fromkeys(inside + ranked))
        numbers = ranked[:target]
        rng.shuffle(numbers)
        chosen[spec.slug] = numbers
    return chosen


def _take_in_the_rest(province: Province, chosen: dict[str, list[int]]) -> None:
    """Put each body that nobody has yet into a large list: a body is known to somebody."""
    rng = stream(province.seed, "rest")
    known = {number for numbers in chosen.values() for number in numbers}
    by_slug = {spec.slug: spec for spec in specs()}
    for body in province.bodies:
        if body.number not in known:
            open_to = [slug for slug in _CATCH_ALL if by_slug[slug].takes(body)]
            chosen[rng.choice(open_to)].append(body.number)


def _first_edition(province: Province, spec: ListSpec, numbers: list[int]) -> list[Entry]:
    rng = stream(province.seed, "entries", spec.slug)
    numbers = numbers + _projects_of(province, numbers, spec.planted.count("project"))
    entries = [Entry(place, number) for place, number in enumerate(numbers, 1)]
    entries += [replace(one, note="second") for one in _some(rng, entries, spec, "second")]
    people = math.ceil(len(numbers) * spec.rate("person"))
    entries += [Entry(0, person=coin_person(rng), note="person") for _ in range(people)]
    entries = [replace(entry, place=place) for place, entry in enumerate(entries, 1)]
    entries = _plant(rng, entries, spec)
    plain = [entry for entry in entries if entry.note == "entry" and not entry.plant]
    repeats = [replace(one, note="repeat") for one in _some(rng, plain, spec, "repeat")]
    entries += repeats
    if not spec.key:
        rng.shuffle(entries)
    return entries


def _some(rng: random.Random, entries: list[Entry], spec: ListSpec, trap: str) -> list[Entry]:
    return rng.sample(entries, min(len(entries), math.ceil(len(entries) * spec.rate(trap))))


def _projects_of(province: Province, numbers: list[int], count: int) -> list[int]:
    """Find projects whose parent is in the list while they are not: they get a row beside it."""
    there = set(numbers)
    projects = (
        body.number
        for body in province.bodies
        if body.relation == "project" and body.parent in there and body.number not in there
    )
    return [number for number, _ in zip(projects, range(count), strict=False)]


def _plant(rng: random.Random, entries: list[Entry], spec: ListSpec) -> list[Entry]:
    """Mark the rows that carry the traps of which a list has one or two."""
    traps = [trap for trap in spec.planted if trap != "project"]
    ordinary = [number for number, entry in enumerate(entries) if entry.note == "entry"]
    planted = dict(zip(rng.sample(ordinary, min(len(ordinary), len(traps))), traps, strict=False))
    return [replace(entry, plant=planted.get(number, "")) for number, entry in enumerate(entries)]


def _next_edition(
    province: Province, spec: ListSpec, entries: list[Entry], step: int
) -> list[Entry]:
    """Let some rows vanish and some appear; the others stay in their order."""
    rng = stream(province.seed, "edition", spec.slug, step)
    plain = [entry for entry in entries if entry.note == "entry" and not entry.plant]
    gone = set(rng.sample(plain, round(len(entries) * VANISH_RATE)))
    known = {entry.body for entry in entries}
    count = max(1, round(len(entries) * APPEAR_RATE))
    place = max((entry.place for entry in entries), default=0)
    fresh = [
        Entry(place + number, body.number)
        for number, body in enumerate(_candidates(province, spec, known, rng, count), 1)
    ]
    kept = [
        entry for entry in entries if entry not in gone and replace(entry, note="entry") not in gone
    ]
    return kept + fresh


def _candidates(
    province: Province, spec: ListSpec, known: Iterable[int], rng: random.Random, count: int
) -> list[Body]:
    """Draw bodies that are not in a list yet, half of them newly founded where there are such."""
    there = set(known)
    new = [one for one in province.newcomers if spec.takes(one) and one.number not in there]
    old = [one for one in province.bodies if spec.takes(one) and one.number not in there]
    young = rng.sample(new, min(len(new), math.ceil(count / 2)))
    return young + rng.sample(old, min(len(old), count - len(young)))
