"""Fourteen countries, ten languages, four scripts and six kinds of list, made from nothing.

Made after the description of the acceptance sets and independently of the lists that the weights
were fitted on: real towns, other words, other slips. There are homonyms, branches, foundations
beside their co-operative, shared houses, moves, typing errors and gaps. One record in six is of a
list that gives only name and town.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.sets.making import Lists, Row, coin, day, maybe_slip
from benchmarks.sets.naming import (
    Naming,
    full_name,
    international_name,
    invent,
    registered_name,
    trade_name,
)
from benchmarks.sets.world import (
    COUNTRIES,
    LANGUAGES,
    Contacts,
    Door,
    any_door,
    contacts,
    number,
    phone,
    same_house,
    written_phone,
    written_site,
    written_street,
)


@dataclass(frozen=True)
class Body:
    """A body of the other world; `past` is the door that older lists still name."""

    naming: Naming
    door: Door
    past: Door | None
    reach: Contacts
    identifier: str
    founded: str

    @property
    def language(self) -> str:
        """Return the language of its country."""
        return LANGUAGES[self.door.country]


def make_body(rng: random.Random, country: str, door: Door | None = None) -> Body:
    """Invent a body."""
    door = door or any_door(rng, country)
    naming = invent(rng, LANGUAGES[country], (door.town, door.latin_town))
    stem = full_name(replace(naming, kind="cooperative"), LANGUAGES[country], latin=True)
    telling = "".join(w for w in stem.split() if len(w) > 3)[-14:] or coin(rng).latin()
    past = None
    if rng.random() < 0.16:
        past = any_door(rng, country)
        if rng.random() < 0.65:
            past = replace(door, street=past.street, house=past.house,
                           lat=door.lat + 0.01, lon=door.lon - 0.01)  # fmt: skip
    return Body(naming, door, past, contacts(rng, country, telling), number(rng, country), day(rng))


def _family(rng: random.Random, body: Body) -> list[Body]:
    """Return a body with what stands beside it: branches, a foundation, housemates."""
    country, chance = body.door.country, rng.random()
    if chance < 0.05:
        return [body, *(_branch(rng, body) for _ in range(rng.choice((1, 2, 3, 4, 8))))]
    if chance < 0.10:
        return [body, _beside(rng, body)]
    if chance < 0.13:
        mates = [make_body(rng, country, same_house(rng, body.door))
                 for _ in range(rng.choice((1, 1, 2, 3, 5, 14)))]  # fmt: skip
        if rng.random() < 0.3:
            mates = [replace(m, reach=replace(m.reach, phone=body.reach.phone)) for m in mates]
        return [body, *mates]
    return [body]


def _branch(rng: random.Random, body: Body) -> Body:
    door = any_door(rng, body.door.country)
    reach = (
        replace(body.reach, phone=phone(rng, door.country)) if rng.random() < 0.7 else body.reach
    )
    naming = replace(
        body.naming,
        place=(door.town, door.latin_town) if rng.random() < 0.75 else body.naming.place,
        seed=body.naming.seed,
    )
    return Body(naming, door, None, reach, number(rng, door.country), day(rng))


def _beside(rng: random.Random, body: Body) -> Body:
    kinds = [kind for kind in ("foundation", "association", "social_enterprise")
             if kind != body.naming.kind]  # fmt: skip
    naming = replace(body.naming, kind=rng.choice(kinds))
    reach = (
        body.reach if rng.random() < 0.6 else contacts(rng, body.door.country, coin(rng).latin())
    )
    return Body(
        naming, same_house(rng, body.door), None, reach, number(rng, body.door.country), day(rng)
    )


def new_body(
    rng: random.Random, country: str, taken: set[object], door: Door | None = None
) -> Body:
    """Invent a body as a registrar lets it in.

    A name that is taken in its town is refused, and mostly one that is taken elsewhere.
    """
    while True:
        body = make_body(rng, country, door)
        name = replace(body.naming, seed=0)
        here = (name, body.door.town)
        if here in taken or (name in taken and rng.random() < 0.6):
            continue
        taken |= {name, here}
        return body


def make_bodies(rng: random.Random, count: int, countries: tuple[str, ...]) -> list[Body]:
    """Invent that many bodies."""
    taken: set[object] = set()
    bodies: list[Body] = []
    while len(bodies) < count:
        bodies += _family(rng, new_body(rng, rng.choice(countries), taken))
    return bodies[:count]


def _address(rng: random.Random, body: Body, old: float) -> Row:
    door = body.past if body.past and rng.random() < old else body.door
    return {
        "street": maybe_slip(rng, written_street(rng, door), 0.05),
        "city": maybe_slip(rng, door.town, 0.02),
        "postcode": door.postcode,
        "region": door.region,
        "country": door.country,
    }


def register(rng: random.Random, body: Body) -> Row:
    """Write a row of the national register."""
    row = _address(rng, body, 0.7)
    row |= {"name": registered_name(body.naming, body.language), "founded": body.founded}
    row["identifier"] = body.identifier
    return row


def directory(rng: random.Random, body: Body) -> Row:
    """Write a row of a directory: what people say, and how to reach it."""
    row = _address(rng, body, 0.1)
    row |= {
        "name": maybe_slip(rng, trade_name(body.naming, body.language), 0.06),
        "phone": written_phone(rng, body.door.country, body.reach.phone),
        "email": body.reach.email if rng.random() < 0.8 else "",
        "website": written_site(rng, body.reach.site),
    }
    if rng.random() < 0.3:
        row["street"] = ""
    if rng.random() < 0.2:
        row["postcode"] = ""
    return row


def members(rng: random.Random, body: Body) -> Row:
    """Write a row of a member list: name and town, nothing else."""
    name = rng.choice((full_name, trade_name))(body.naming, body.language)
    return {"name": maybe_slip(rng, name, 0.08), "city": body.door.town,
            "country": body.door.country}  # fmt: skip


def mapped(rng: random.Random, body: Body) -> Row:
    """Write a row of a map: a point and a website."""
    chance = rng.random()
    return {
        "name": maybe_slip(rng, trade_name(body.naming, body.language), 0.04),
        "lat": f"{body.door.lat + rng.gauss(0, 4e-4):.6f}",
        "lon": f"{body.door.lon + rng.gauss(0, 4e-4):.6f}",
        "website": written_site(rng, body.reach.site),
        "city": body.door.town if chance < 0.5 else "",
        "street": written_street(rng, body.door) if chance < 0.3 else "",
        "phone": written_phone(rng, body.door.country, body.reach.phone) if chance > 0.6 else "",
        "country": body.door.country,
    }


def funding(rng: random.Random, body: Body) -> Row:
    """Write a row of a list of grants: the registered name and a postcode."""
    name = registered_name(body.naming, body.language)
    return {
        "name": maybe_slip(rng, name.upper() if rng.random() < 0.3 else name, 0.03),
        "postcode": body.door.postcode,
        "city": body.door.town if rng.random() < 0.6 else "",
        "identifier": body.identifier if rng.random() < 0.5 else "",
        "email": body.reach.email if rng.random() < 0.2 else "",
        "country": body.door.country,
    }


def international(rng: random.Random, body: Body) -> Row:
    """Write a row of an international list: the name translated or in Latin letters."""
    return {
        "name": maybe_slip(rng, international_name(body.naming, body.language), 0.04),
        "city": body.door.latin_town,
        "country": body.door.country,
        "website": written_site(rng, body.reach.site) if rng.random() < 0.6 else "",
        "email": body.reach.email if rng.random() < 0.35 else "",
        "founded": body.founded[:4] if rng.random() < 0.3 else "",
    }


KINDS = (
    ("register", register, 0.50), ("directory", directory, 0.32), ("members", members, 0.26),
    ("map", mapped, 0.20), ("funding", funding, 0.16), ("international", international, 0.18),
)  # fmt: skip


def list_bodies(rng: random.Random, bodies: list[Body]) -> Lists:
    """Write every body in the lists that know it."""
    lists = Lists()
    for at, body in enumerate(bodies):
        seen = [kind for kind in KINDS if rng.random() < kind[2]] or [rng.choice(KINDS)]
        for name, write, _ in seen:
            source = name if name == "international" else f"{name}-{body.door.country.lower()}"
            lists.add(source, at, write(rng, body))
            if rng.random() < 0.01:
                lists.add(source, at, write(rng, body))
    return lists.shuffled(rng)


def make(records: int, seed: int) -> Lists:
    """Return about that many records."""
    rng = random.Random(f"other world {seed}")
    return list_bodies(rng, make_bodies(rng, round(records / 1.79), COUNTRIES))
