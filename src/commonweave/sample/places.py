"""The invented province: territories, regions, towns, streets, postcodes and coordinates."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from commonweave.sample.chance import Wheel
from commonweave.sample.coin import Coined, coin
from commonweave.sample.words import LANG_INDEX, LANGS, streets, toml

# No O and no I in a postcode: an O is always a slip for 0.
_SECTOR_LETTERS = "ABCDEGHJKLMNPRSTVWXZ"


@dataclass(frozen=True, slots=True)
class Territory:
    """A part of the province; its name in each official language."""

    code: str
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class Region:
    """A region of a territory; `letter` begins every postcode in it."""

    letter: str
    name: str
    territory: Territory
    weight: float
    langs: dict[str, float]


@dataclass(frozen=True, slots=True)
class Town:
    """A town: names in the order of `LANGS`, centre in degrees WGS 84, postal sector."""

    number: int
    names: tuple[str, ...]
    lang: str
    region: Region
    lat: float
    lon: float
    sector: int
    weight: float

    @property
    def name(self) -> str:
        """The name in Latin letters."""
        return self.names[0]

    def name_in(self, lang: str) -> str:
        """The name as a language spells it."""
        return self.names[LANG_INDEX[lang]]


@dataclass(frozen=True, slots=True)
class Address:
    """Where a body has its seat; equal addresses are one house."""

    street: str
    postcode: str
    lat: float
    lon: float


@dataclass(frozen=True)
class Places:
    """All places of the province."""

    titles: dict[str, str]
    country: str
    territories: tuple[Territory, ...]
    regions: tuple[Region, ...]
    towns: tuple[Town, ...]
    wheel: Wheel[Town] = field(compare=False)


def make_places(rng: random.Random, *, towns: int) -> Places:
    """Invent the places; the regions are given, as many towns as asked for are coined."""
    plan = toml("places.toml")
    province = plan["province"]
    territories, regions = _divisions(plan)
    made = _towns(rng, plan, regions, towns)
    return Places(
        titles={lang: province[lang] for lang in ("en", "fr", "es")},
        country=province["country"],
        territories=territories,
        regions=regions,
        towns=made,
        wheel=Wheel([(town, town.weight) for town in made]),
    )


def _divisions(plan: dict[str, Any]) -> tuple[tuple[Territory, ...], tuple[Region, ...]]:
    territories, regions = [], []
    for part in plan["territory"]:
        names = {lang: part[lang] for lang in ("en", "fr", "es")}
        territory = Territory(part["code"], names)
        territories.append(territory)
        regions += [
            Region(one["letter"], one["name"], territory, one["weight"], one["langs"])
            for one in part["regions"]
        ]
    return tuple(territories), tuple(regions)


def _towns(
    rng: random.Random, plan: dict[str, Any], regions: tuple[Region, ...], count: int
) -> tuple[Town, ...]:
    """Coin towns with no name twice; the n-th is as large as 1 / (n + 4) ** 0.85 of the first."""
    affixes = {one["lang"]: one for one in plan["affix"]}
    wheel = Wheel([(region, region.weight) for region in regions])
    centres = _centres(plan["province"], regions)
    used: set[str] = set()
    sectors = dict.fromkeys((region.letter for region in regions), 0)
    towns: list[Town] = []
    while len(towns) < count:
        number = len(towns)
        region = regions[number] if number < len(regions) else wheel.draw(rng)
        lang = Wheel(list(region.langs.items())).draw(rng)
        names = _town_names(rng, affixes[lang])
        if names[0] in used:
            continue
        used.add(names[0])
        lat, lon = centres[region.letter]
        towns.append(
            Town(
                number=number,
                names=names,
                lang=lang,
                region=region,
                lat=round(lat + rng.uniform(-0.38, 0.38), 4),
                lon=round(lon + rng.uniform(-0.6, 0.6), 4),
                sector=sectors[region.letter] % 100,
                weight=1 / (number + 4) ** 0.85,
            )
        )
        sectors[region.letter] += 1
    return tuple(towns)


def _town_names(rng: random.Random, affix: dict[str, Any]) -> tuple[str, ...]:
    before, after = rng.choice(affix["before"]), rng.choice(affix["after"])
    stem: Coined = coin(rng, 2, closed=False)
    joined = [b + s + a for b, s, a in zip(before, stem, after, strict=True)]
    spelling = {"ko": joined[1], "ar": joined[2]}
    return tuple(spelling.get(lang, joined[0]) for lang in LANGS)


def _centres(
    province: dict[str, Any], regions: tuple[Region, ...]
) -> dict[str, tuple[float, float]]:
    """Lay the regions out as a grid of four by four over the island."""
    height = (province["north"] - province["south"]) / 4
    width = (province["east"] - province["west"]) / 4
    return {
        region.letter: (
            province["north"] - height * (number // 4 + 0.5),
            province["west"] + width * (number % 4 + 0.5),
        )
        for number, region in enumerate(regions)
    }


def new_address(rng: random.Random, town: Town) -> Address:
    """Invent a house in a town; its postcode has the shape `B07 4K`: region, sector, block."""
    number = rng.randint(1, 1200) if rng.random() < 0.3 else rng.randint(1, 160)
    street = rng.choice(streets(town.lang))
    written = f"{number}, {street}" if town.lang == "fr" else f"{number} {street}"
    if town.lang == "es":
        written = f"{street}, {number}"
    block = f"{rng.randint(0, 9)}{rng.choice(_SECTOR_LETTERS)}"
    return Address(
        street=written,
        postcode=f"{town.region.letter}{town.sector:02d} {block}",
        lat=round(town.lat + rng.gauss(0, 0.012), 5),
        lon=round(town.lon + rng.gauss(0, 0.016), 5),
    )
