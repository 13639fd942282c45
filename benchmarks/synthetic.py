"""Invented overlapping lists for fitting and measuring linkage; deterministic by a seed.

Everything here is fictional. The shares are set from what real lists show: a list names a body
once (a few duplicates aside), about one body in six moves within six years, most public names are
not the registered ones, up to a quarter of a region's register shares its exact address with
another body, and one name in sixteen is another body's too.
"""

from __future__ import annotations

import csv
import math
import random
from dataclasses import dataclass, field, replace
from importlib.resources import files

COUNTRIES = {
    # code: (language, latitude, longitude, registers' scheme, kind of postcode)
    "GB": ("en", 52.5, -1.5, "GB-COH", "fine"),
    "US": ("en", 40.0, -90.0, "", "coarse"),
    "CA": ("fr", 46.5, -72.5, "CA-NEQ", "fine"),
    "FR": ("fr", 46.5, 2.5, "SIREN", "coarse"),
    "ES": ("es", 40.0, -4.0, "", "coarse"),
    "MX": ("es", 19.5, -99.0, "", "coarse"),
    "IT": ("it", 43.5, 11.5, "IT-CF", "coarse"),
    "DE": ("de", 51.0, 10.0, "", "coarse"),
    "BR": ("pt", -15.0, -47.0, "BR-CNPJ", "fine"),
    "NL": ("nl", 52.2, 5.3, "NL-KVK", "fine"),
    "BG": ("bg", 42.7, 25.0, "BG-EIK", "coarse"),
    "UA": ("uk", 49.0, 31.0, "", "coarse"),
    "MA": ("ar", 33.0, -6.5, "", "coarse"),
    "KR": ("ko", 36.5, 127.8, "", "coarse"),
}
ONSETS = ["b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "st", "tr"]
VOWELS = ["a", "e", "i", "o", "u"]
CODAS = ["", "", "", "n", "r", "l", "s"]
THEMES = [
    "unity", "progress", "hope", "harmony", "union", "liberty", "horizon", "aurora",
    "phoenix", "pioneer", "sunrise", "alliance", "fraternity", "prosperity", "concordia",
    "victoria", "libertad", "esperanza", "amanecer", "renacer", "aurora", "minerva",
    "esperance", "avenir", "concorde", "entraide", "renouveau", "espoir", "fortuna",
    "futura", "europa", "germania", "nova", "terra", "harvest", "rainbow", "oak",
    "meadow", "riverside", "hillside", "greenfield", "lighthouse", "bridge", "valley",
    "mill", "station",
]  # fmt: skip
SURNAMES = [
    "san jose", "santa maria", "san pedro", "saint joseph", "notre dame", "st john", "st mary",
    "santa rosa", "san antonio", "sainte anne", "guadalupe", "central", "victoria", "king george",
    "royal", "queens park",
]  # fmt: skip


@dataclass
class Body:
    """A fictional organisation as it is now; `old_address` is what older lists still say."""

    number: int
    country: str
    town: str
    words: list[str]
    activity: str
    kind: str
    style: str
    street: str
    house: int
    postcode: str
    lat: float
    lon: float
    phone: str
    site: str
    email: str
    founded: str
    trade: str
    old_address: tuple[str, int, str, str] | None = None


@dataclass
class World:
    """The chance, the words and the places of one invented world."""

    rng: random.Random
    forms: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    towns: dict[str, list[tuple[str, float, float, str]]] = field(default_factory=dict)
    streets: list[str] = field(default_factory=list)
    taken: set[object] = field(default_factory=set)

    def coin(self, syllables: int) -> str:
        """Coin a word."""
        rng = self.rng
        return "".join(
            rng.choice(ONSETS) + rng.choice(VOWELS) + (rng.choice(CODAS) if at else "")
            for at in range(syllables)
        )

    def pick(self, items: list, power: float = 1.6):
        """Pick from a list, its first items far more often."""
        return items[min(int(len(items) * self.rng.random() ** power), len(items) - 1)]


def make_world(seed: int, bodies: int) -> World:
    """Make places and words, their number growing with the number of bodies."""
    world = World(random.Random(seed))
    for kind in ("type", "activity"):
        path = files("commonweave.linkage.data") / "lexicon" / f"{kind}.csv"
        with path.open(encoding="utf-8", newline="") as handle:
            for row in csv.DictReader(handle):
                if not row["form"].startswith("-"):
                    key = (row["language"], f"{kind}:{row['concept']}")
                    world.forms.setdefault(key, []).append(row["form"])
    count = max(6, int(math.sqrt(bodies) * 0.9))
    for code, (_, lat, lon, _, _) in COUNTRIES.items():
        world.towns[code] = [
            (
                world.coin(world.rng.choice((2, 2, 3))).capitalize()
                + world.rng.choice(["", "", "", " " + world.coin(2).capitalize(), "ton", "ville"]),
                lat + world.rng.uniform(-2, 2),
                lon + world.rng.uniform(-2, 2),
                f"{world.rng.randrange(10000, 99999)}",
            )
            for _ in range(count)
        ]
    world.streets = [world.coin(world.rng.choice((2, 3))).capitalize() for _ in range(count * 4)]
    return world


KINDS = (
    ["cooperative"] * 9
    + ["association"] * 5
    + [
        "society",
        "foundation",
        "mutual",
        "club",
        "credit_union",
        "social_enterprise",
        "federation",
        "trust",
    ]
)


def make_body(world: World, number: int) -> Body:
    """Invent a body with names, address and contacts."""
    rng = world.rng
    country = world.pick(list(COUNTRIES), 1.3)
    town, lat, lon, area = world.pick(world.towns[country], 1.8)
    activities = sorted({key[1] for key in world.forms if key[1].startswith("activity")})
    style = rng.choices(
        ["town", "theme", "brand", "two", "long", "plain", "numbered"], [24, 26, 16, 8, 12, 8, 6]
    )[0]
    words = {
        "town": [town] if rng.random() < 0.6 else [rng.choice(world.streets)],
        "theme": rng.choice([[world.pick(THEMES)], world.pick(SURNAMES).split()]),
        "brand": [world.coin(rng.choice((2, 3)))],
        "two": [world.coin(2), world.coin(rng.choice((2, 3)))],
        "long": [world.coin(2), world.pick(THEMES, 1.0), world.pick(THEMES, 1.0)],
        "plain": [town],
        "numbered": [world.pick(THEMES), str(rng.randrange(1, 30))],
    }[style]
    site = ""
    if rng.random() < 0.6:
        ending = rng.choice([".org", ".coop", ".com", f".{country.lower()}"])
        site = "".join(words)[:14].replace(" ", "").lower() + ending
    if rng.random() < 0.06:
        site = rng.choice(["facebook.com/", "linktr.ee/"]) + "".join(words).lower()
    own_mail = site and "/" not in site and rng.random() < 0.7
    return Body(
        number=number,
        country=country,
        town=town,
        words=words,
        activity=world.pick(activities, 2.2) if rng.random() < 0.65 else "",
        kind=rng.choice(KINDS),
        style=style,
        street=world.pick(world.streets, 1.2),
        house=rng.randrange(1, 160),
        postcode=_postcode(world, country, area),
        lat=lat + rng.gauss(0, 0.02),
        lon=lon + rng.gauss(0, 0.02),
        phone=f"0{rng.randrange(10**8, 10**9)}",
        site=site,
        email=f"info@{site}" if own_mail else f"{world.coin(3)}{rng.randrange(99)}@gmail.com",
        founded=_day(rng),
        trade=" ".join(world.coin(2).capitalize() for _ in range(rng.choice((1, 2)))),
    )


def _day(rng: random.Random) -> str:
    return f"{rng.randrange(1900, 2016)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"


def _postcode(world: World, country: str, area: str) -> str:
    rng = world.rng
    if COUNTRIES[country][4] == "coarse":
        return area
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    if country == "BR":
        return f"{area}-{rng.randrange(100, 999)}"
    return (
        f"{letters[int(area[0])]}{letters[int(area[1])]}{int(area[2]) + 1} "
        f"{rng.randrange(1, 10)}{rng.choice(letters)}{rng.choice(letters)}"
    )


def new_body(world: World, number: int) -> Body:
    """Invent a body whose name no other has in its town, and few have elsewhere.

    Registrars refuse a name that is taken, so that homonyms mostly live in other towns.
    """
    while True:
        body = make_body(world, number)
        name = (body.country, *body.words, body.activity, body.kind)
        if (name, body.town) in world.taken or (name in world.taken and world.rng.random() < 0.5):
            continue
        world.taken |= {name, (name, body.town)}
        return body


def make_bodies(world: World, count: int) -> list[Body]:
    """Invent bodies with their relations: branches, siblings, shared houses, moves."""
    rng = world.rng
    bodies: list[Body] = []
    while len(bodies) < count:
        body = new_body(world, len(bodies))
        if rng.random() < 0.16:
            other = make_body(world, body.number)
            area = body.postcode[:5] if body.postcode[:5].isdigit() else "23456"
            stays = rng.random() < 0.7
            town = body.town if stays else rng.choice(world.towns[body.country])[0]
            postcode = _postcode(world, body.country, area)
            body.old_address = (other.street, other.house, postcode, town)
        bodies.append(body)
        chance = rng.random()
        if chance < 0.05:
            bodies += _branches(world, body, len(bodies))
        elif chance < 0.11:
            bodies.append(_sibling(world, body, len(bodies)))
        elif chance < 0.14:
            for _ in range(rng.choice((1, 2, 3, 4, 12))):
                bodies.append(_housemate(world, body, new_body(world, len(bodies))))
    return bodies[:count]


def _sibling(world: World, body: Body, number: int) -> Body:
    """Invent the foundation (or the like) beside a body: same name, house and often contacts."""
    rng = world.rng
    others = ["foundation", "association", "federation", "trust", "cooperative"]
    return replace(
        body,
        number=number,
        kind=rng.choice([other for other in others if other != body.kind]),
        founded=_day(rng),
        site=body.site if rng.random() < 0.5 else "",
        old_address=None,
        trade=world.coin(3).capitalize(),
    )


def _housemate(world: World, body: Body, guest: Body) -> Body:
    """Move a body of another name into the same house."""
    return replace(
        guest,
        country=body.country,
        town=body.town,
        street=body.street,
        house=body.house,
        postcode=body.postcode,
        lat=body.lat,
        lon=body.lon,
        phone=body.phone if world.rng.random() < 0.3 else guest.phone,
    )


def _branches(world: World, body: Body, first: int) -> list[Body]:
    rng = world.rng
    found = []
    shared_site, shared_phone = rng.random() < 0.8, rng.random() < 0.3
    for at in range(rng.choice((1, 2, 3, 5, 9))):
        home = make_body(world, first + at)
        mark = rng.choice([[home.town], [home.town], [str(at + 2)], ["north"], ["south"], []])
        found.append(
            replace(
                home,
                words=body.words + mark,
                activity=body.activity,
                kind=body.kind,
                style="brand",
                site=body.site if shared_site else home.site,
                phone=body.phone if shared_phone else home.phone,
                country=body.country,
                **_move(world, body.country),
            )
        )
    return found


def _move(world: World, country: str) -> dict:
    town, lat, lon, area = world.pick(world.towns[country], 1.2)
    return {"town": town, "lat": lat, "lon": lon, "postcode": _postcode(world, country, area)}
