"""Thousands of credit unions that share few names: main offices, and the sites of a later year.

As the published lists of one country's credit unions: no number is shared, the second list gives
the name of the site (“Main Office”, the town, the whole name with its legal form), offices moved,
telephones were given out anew by area.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.sets.making import Lists, coin, initials, maybe_slip, skewed
from benchmarks.sets.world import Door, door_in, towns_of, written_phone, written_street

_FIRST = ("First", "United", "Community", "Members", "Peoples", "Family", "Heritage", "Unity",
          "Alliance", "Liberty", "Pioneer", "Horizon", "Central", "Premier", "Patriot")  # fmt: skip
_SECOND = ("Community", "Choice", "First", "Federal", "Financial", "Trust", "One", "Advantage",
           "Savings", "Valley")  # fmt: skip
_PARISHES = ("Holy Rosary", "St. Mary's", "St. Joseph", "Sacred Heart", "Holy Family",
             "St. Francis", "St. Anthony of Padua", "Our Lady of Mercy", "Mount Zion Baptist",
             "Bethel A.M.E.", "Greater New Hope")  # fmt: skip
_TRADES = ("Farmers Union", "Teachers", "Postal Employees", "Firefighters", "City Employees",
           "County Employees", "Railroad Workers", "Telephone Employees", "Municipal Employees",
           "Steelworkers Local", "Electrical Workers", "School Employees", "Hospital Employees",
           "Police", "Utilities Employees", "Grain Growers", "Dairymen's")  # fmt: skip
_SITES = ("Main Office", "Main Branch", "Headquarters", "Corporate Office", "Main", "Home Office")


@dataclass(frozen=True)
class _Union:
    name: str
    door: Door
    phone: str


def _name(rng: random.Random, town: str) -> str:
    style = rng.random()
    if style < 0.30:
        return f"{skewed(rng, list(_FIRST))} {skewed(rng, list(_SECOND))}"
    if style < 0.42:
        return skewed(rng, list(_PARISHES))
    if style < 0.60:
        trade = skewed(rng, list(_TRADES), 1.2)
        return f"{trade} {rng.randint(2, 900)}" if "Local" in trade else trade
    if style < 0.74:
        return f"{town} {rng.choice(_TRADES[:10]).removesuffix(' Local')}"
    if style < 0.82:
        return f"{town} Community"
    if style < 0.94:
        return (
            f"{coin(rng).latin()} {rng.choice(('Employees', 'Community', 'Workers', ''))}".strip()
        )
    return "".join(rng.choice("ABCEFIMNOPRSTU") for _ in range(rng.choice((3, 3, 4))))


def _places(rng: random.Random, count: int) -> list[dict[str, str]]:
    """Return towns of one country: the known ones, and many more that grow with the lists."""
    towns = towns_of("US")
    for _ in range(count):
        near = rng.choice(towns[:13])
        name = coin(rng).latin() + rng.choice(("", "", "ville", "ton", "burg", " City", " Falls"))
        area = f"{near['area'][:2]}{rng.randint(0, 999):03d}"
        towns.append({
            **near, "native": name, "latin": "", "area": area,
            "lat": str(float(near["lat"]) + rng.uniform(-2, 2)),
            "lon": str(float(near["lon"]) + rng.uniform(-2, 2)),
        })  # fmt: skip
    return towns


def _site(rng: random.Random, union: _Union) -> str:
    choice = rng.random()
    if choice < 0.34:
        return f"{union.name} {rng.choice(('Federal Credit Union', 'FCU', 'Credit Union', 'CU'))}"
    if choice < 0.56:
        return union.name
    if choice < 0.76:
        return rng.choice(_SITES)
    if choice < 0.86:
        return rng.choice(
            (union.door.town, f"{union.door.town} Branch", f"{union.door.town} Office")
        )
    if choice < 0.93 and len(initials(union.name)) > 1:
        return f"{initials(union.name)}{rng.choice(('FCU', 'CU', ''))}"
    return union.door.street


def make(records: int, seed: int) -> Lists:
    """Return about that many records in two lists."""
    rng = random.Random(f"homonyms {seed}")
    count = round(records / 1.94)
    towns = _places(rng, round(count * 0.35))
    lists = Lists()
    for at in range(count):
        town = skewed(rng, towns, 1.3)
        door = door_in(rng, town)
        area = 201 + sum(map(ord, door.region)) % 780
        union = _Union(_name(rng, door.town), door, f"{area}{rng.randint(2000000, 9999999)}")
        in_first, in_second = rng.random() < 0.985, rng.random() < 0.955
        if in_first:
            lists.add("2017", at, _record(rng, union, union.name.upper()))
        if in_second:
            later = _moved(rng, union, town, towns)
            lists.add("2019", at, _record(rng, later, maybe_slip(rng, _site(rng, later), 0.02)))
    return lists.shuffled(rng)


def _moved(
    rng: random.Random, union: _Union, town: dict[str, str], towns: list[dict[str, str]]
) -> _Union:
    chance = rng.random()
    if chance < 0.10:
        union = replace(union, door=door_in(rng, town))
    elif chance < 0.14:
        union = replace(union, door=door_in(rng, rng.choice(towns)))
    if rng.random() < 0.2:
        union = replace(union, phone=f"{union.phone[:3]}{rng.randint(2000000, 9999999)}")
    return union


def _record(rng: random.Random, union: _Union, name: str) -> dict[str, str]:
    door = union.door
    street = written_street(rng, door)
    if rng.random() < 0.06:
        street = f"PO Box {rng.randint(10, 9999)}"
    plus_four = f"-{rng.randint(1000, 9999)}" if rng.random() < 0.3 else ""
    return {
        "name": name, "street": street.upper() if rng.random() < 0.4 else street,
        "city": maybe_slip(rng, door.town, 0.02), "region": door.region,
        "postcode": door.postcode + plus_four, "country": "US",
        "phone": written_phone(rng, "US", union.phone) if rng.random() < 0.9 else "",
    }  # fmt: skip
