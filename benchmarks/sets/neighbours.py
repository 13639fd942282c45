"""Bodies that stand close to each other: branches, foundations beside a co-operative, full houses.

The bodies and their lists are those of the other world; only what stands beside what differs.
"""

from __future__ import annotations

import random
from dataclasses import replace

from benchmarks.sets.making import Lists, coin, day
from benchmarks.sets.naming import concepts
from benchmarks.sets.other_world import (
    KINDS,
    Body,
    directory,
    international,
    list_bodies,
    mapped,
    members,
    new_body,
    register,
)
from benchmarks.sets.world import (
    COUNTRIES,
    LANGUAGES,
    any_door,
    contacts,
    number,
    phone,
    same_house,
)

_LATIN = tuple(code for code in COUNTRIES if LANGUAGES[code] not in ("bg", "uk", "ar", "ko"))
_OTHER = ("BG", "UA", "MA", "KR")


def _size(records: int) -> int:
    return round(records / 1.79)


def branches(records: int, seed: int) -> Lists:
    """Return lists in which every second body is a branch: one brand, site and often telephone."""
    rng = random.Random(f"branches {seed}")
    bodies: list[Body] = []
    taken: set[object] = set()
    while len(bodies) < _size(records):
        head = new_body(rng, rng.choice(_LATIN), taken)
        bodies.append(head)
        if rng.random() < 0.65:
            continue
        shared_phone, named = rng.random() < 0.35, rng.random() < 0.6
        for _ in range(rng.choice((1, 2, 3, 4, 7, 15))):
            door = any_door(rng, head.door.country)
            reach = head.reach
            if not shared_phone:
                reach = replace(reach, phone=phone(rng, door.country))
            place = (door.town, door.latin_town) if named else head.naming.place
            bodies.append(Body(replace(head.naming, place=place), door, None, reach,
                               number(rng, door.country), day(rng)))  # fmt: skip
    return list_bodies(rng, bodies[: _size(records)])


def foundations(records: int, seed: int) -> Lists:
    """Return lists in which two bodies in five have another beside them of the same name.

    A co-operative and its foundation, association or subsidiary: same house, mostly the same
    site and telephone, another legal form and number.
    """
    rng = random.Random(f"foundations {seed}")
    bodies: list[Body] = []
    taken: set[object] = set()
    while len(bodies) < _size(records):
        body = new_body(rng, rng.choice(_LATIN), taken)
        bodies.append(body)
        if rng.random() < 0.6:
            continue
        kind = rng.choice([k for k in ("foundation", "foundation", "association", "mutual",
                                       "social_enterprise") if k != body.naming.kind])  # fmt: skip
        naming = replace(body.naming, kind=kind)
        if rng.random() < 0.25:
            naming = replace(naming, activity=rng.choice(concepts("activity")))
        reach = body.reach
        if rng.random() < 0.35:
            reach = contacts(rng, body.door.country, coin(rng).latin())
        bodies.append(Body(naming, same_house(rng, body.door), None, reach,
                           number(rng, body.door.country), day(rng)))  # fmt: skip
    return list_bodies(rng, bodies[: _size(records)])


def shared_houses(records: int, seed: int) -> Lists:
    """Return lists in which every second body shares its house with up to forty others."""
    rng = random.Random(f"houses {seed}")
    bodies: list[Body] = []
    taken: set[object] = set()
    while len(bodies) < _size(records):
        body = new_body(rng, rng.choice(_LATIN), taken)
        bodies.append(body)
        if rng.random() < 0.82:
            continue
        switchboard = rng.random() < 0.5
        for _ in range(rng.choice((1, 1, 2, 4, 8, 16, 40))):
            mate = new_body(rng, body.door.country, taken, same_house(rng, body.door))
            if switchboard and rng.random() < 0.7:
                mate = replace(mate, reach=replace(mate.reach, phone=body.reach.phone))
            bodies.append(replace(mate, past=None))
    return list_bodies(rng, bodies[: _size(records)])


def four_scripts(records: int, seed: int) -> Lists:
    """Return lists whose true pairs mostly cross scripts: own script against Latin letters."""
    rng = random.Random(f"scripts {seed}")
    lists = Lists()
    taken: set[object] = set()
    for at in range(round(records / 2.05)):
        body = new_body(rng, rng.choice(_OTHER), taken)
        source = f"-{body.door.country.lower()}"
        own = [(name, write) for name, write, _ in KINDS if write is not international]
        name, write = rng.choice(own)
        lists.add(name + source, at, write(rng, body))
        if rng.random() < 0.85:
            lists.add("international", at, international(rng, body))
        if rng.random() < 0.2:
            lists.add("members" + source, at, members(rng, body))
    return lists.shuffled(rng)


def trade_names(records: int, seed: int) -> Lists:
    """Return a register's names against the names that a directory and a map know bodies by."""
    rng = random.Random(f"trade names {seed}")
    lists = Lists()
    count = round(records / 1.85)
    bodies: list[Body] = []
    taken: set[object] = set()
    while len(bodies) < count:
        body = new_body(rng, rng.choice(("GB", "FR", "ES", "IT")), taken)
        bodies.append(body)
        if rng.random() < 0.05:
            bodies += [replace(new_body(rng, body.door.country, taken, same_house(rng, body.door)),
                               past=None) for _ in range(rng.choice((1, 2, 6)))]  # fmt: skip
    for at, body in enumerate(bodies[:count]):
        if rng.random() < 0.9:
            row = register(rng, body)
            row.pop("identifier", None)
            lists.add("register", at, row)
        if rng.random() < 0.75:
            lists.add("directory", at, directory(rng, body))
        if rng.random() < 0.2:
            lists.add("map", at, mapped(rng, body))
    return lists.shuffled(rng)
