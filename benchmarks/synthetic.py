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
    "GB": ("en", 52.5, -1.5, "GB-COH", "fine"), "US": ("en", 40.0, -90.0, "", "coarse"),
    "CA": ("fr", 46.5, -72.5, "CA-NEQ", "fine"), "FR": ("fr", 46.5, 2.5, "SIREN", "coarse"),
    "ES": ("es", 40.0, -4.0, "", "coarse"), "MX": ("es", 19.5, -99.0, "", "coarse"),
    "IT": ("it", 43.5, 11.5, "IT-CF", "coarse"), "DE": ("de", 51.0, 10.0, "", "coarse"),
    "BR": ("pt", -15.0, -47.0, "BR-CNPJ", "fine"), "NL": ("nl", 52.2, 5.3, "NL-KVK", "fine"),
    "BG": ("bg", 42.7, 25.0, "BG-EIK", "coarse"), "UA": ("uk", 49.0, 31.0, "", "coarse"),
    "MA": ("ar", 33.0, -6.5, "", "coarse"), "KR": ("ko", 36.5, 127.8, "", "coarse"),
}  # fmt: skip
LATIN = ("en", "fr", "es", "it", "de", "pt", "nl")
ONSETS = "b d f g k l m n p r s t v z br st tr".split()
VOWELS = "a e i o u".split()
CODAS = ["", "", "", "n", "r", "l", "s"]
THEMES = """unity progress hope harmony union liberty horizon aurora phoenix pioneer sunrise alliance
fraternity prosperity concordia victoria libertad esperanza amanecer renacer aurora minerva
esperance avenir concorde entraide renouveau espoir fortuna futura europa germania nova terra
harvest rainbow oak meadow riverside hillside greenfield lighthouse bridge valley mill station""".split()
SURNAMES = """san jose|santa maria|san pedro|saint joseph|notre dame|st john|st mary|santa rosa|san
antonio|sainte anne|guadalupe|central|victoria|king george|royal|queens park""".replace(
    "\n", " "
).split("|")
LEGAL = {"en": "Limited|Ltd|CIC|Inc||", "fr": "SCIC|SCOP|OBNL|SA||", "es": "S. Coop.|SCL|A.C.||",
         "it": "soc. coop.|s.c.a.r.l.|onlus||", "de": "eG|e.V.|gGmbH||", "pt": "CRL|Ltda||",
         "nl": "U.A.|VZW||", "bg": "СНЦ|ЕООД||", "uk": "ГО|ТОВ||", "ar": "||", "ko": "||"}  # fmt: skip
LINKS = {"en": "and|of|for", "fr": "de|et|pour", "es": "de|y|para", "it": "di|e|per",
         "de": "und|für|der", "pt": "de|e|para", "nl": "en|van|voor", "bg": "и|за", "uk": "та|для",
         "ar": "", "ko": ""}  # fmt: skip
CYRILLIC = dict(zip("abcdefghijklmnoprstuvwz", "абцдефгхижклмнопрстуввз", strict=True))
ARABIC = dict(zip("bdfgklmnprstvzhjwc", "بدفغكلمنبرستفزهجوك", strict=True))


@dataclass
class Body:
    """A fictional organisation as it is now; `before` holds what older lists still say."""

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
    path = files("commonweave.linkage.data") / "lexicon.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if row["kind"] in ("type", "activity") and not row["form"].startswith("-"):
                key = (row["language"], f"{row['kind']}:{row['concept']}")
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


def word_in(world: World, language: str, concept: str) -> str:
    """Return a type or activity word in a language (English where it has none)."""
    forms = world.forms.get((language, concept)) or world.forms[("en", concept)]
    return world.pick(forms, 2.0)


def script_of(word: str, language: str) -> str:
    """Write a coined word in a language's script."""
    if language in ("bg", "uk"):
        return "".join(CYRILLIC.get(c, c) for c in word.lower()).capitalize()
    if language == "ar":
        return "".join(ARABIC.get(c, "" if c in "aeiou" else c) for c in word.lower())
    if language == "ko":
        return _hangul(word.lower())
    return word


_HEADS = dict(
    zip("gndrmbsjhkltpvfz", (0, 2, 3, 5, 6, 7, 9, 12, 18, 15, 5, 16, 17, 7, 17, 12), strict=True)
)
_MIDDLES = {"a": 0, "e": 5, "i": 20, "o": 8, "u": 13}
_TAILS = {"n": 4, "l": 8, "r": 8, "s": 19, "m": 16}


def _hangul(word: str) -> str:
    out, at = "", 0
    while at < len(word):
        if word[at] not in _HEADS and word[at] not in _MIDDLES:
            out, at = out + word[at], at + 1
            continue
        head = _HEADS.get(word[at], 11)
        at += word[at] in _HEADS
        middle = _MIDDLES.get(word[at], 18) if at < len(word) else 18
        at += at < len(word) and word[at] in _MIDDLES
        tail = 0
        if (
            at < len(word)
            and word[at] in _TAILS
            and (at + 1 == len(word) or word[at + 1] not in _MIDDLES)
        ):
            tail, at = _TAILS[word[at]], at + 1
        out += chr(0xAC00 + (head * 21 + middle) * 28 + tail)
    return out


KINDS = ["cooperative"] * 9 + ["association"] * 5 + ["society", "foundation", "mutual", "club",
         "credit_union", "social_enterprise", "federation", "trust"]  # fmt: skip


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
        site = "".join(words)[:14].replace(" ", "").lower() + rng.choice(
            [".org", ".coop", ".com", f".{country.lower()}"]
        )
    if rng.random() < 0.06:
        site = rng.choice(["facebook.com/", "linktr.ee/"]) + "".join(words).lower()
    return Body(
        number, country, town, words, world.pick(activities, 2.2) if rng.random() < 0.65 else "", rng.choice(KINDS), style,
        world.pick(world.streets, 1.2), rng.randrange(1, 160), _postcode(world, country, area),
        lat + rng.gauss(0, 0.02), lon + rng.gauss(0, 0.02),
        f"0{rng.randrange(10**8, 10**9)}", site,
        (f"info@{site}" if site and "/" not in site and rng.random() < 0.7
         else f"{world.coin(3)}{rng.randrange(99)}@gmail.com"),
        f"{rng.randrange(1900, 2016)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
        " ".join([world.coin(2).capitalize()] * rng.choice((1, 1, 1)) + ([world.coin(2).capitalize()] if rng.random() < 0.5 else [])),
    )  # fmt: skip


def _postcode(world: World, country: str, area: str) -> str:
    rng = world.rng
    if COUNTRIES[country][4] == "coarse":
        return area
    letters = "ABDEFGHJLNPQRSTUWXYZ"
    if country == "BR":
        return f"{area}-{rng.randrange(100, 999)}"
    return (f"{letters[int(area[0])]}{letters[int(area[1])]}{int(area[2]) + 1} "
            f"{rng.randrange(1, 10)}{rng.choice(letters)}{rng.choice(letters)}")  # fmt: skip


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
            body.old_address = (other.street, other.house, _postcode(world, body.country, body.postcode[:5].ljust(5, "1") if body.postcode[:5].isdigit() else "23456"), body.town if rng.random() < 0.7 else rng.choice(world.towns[body.country])[0])  # fmt: skip
        bodies.append(body)
        chance = rng.random()
        if chance < 0.05:
            bodies += _branches(world, body, len(bodies))
        elif chance < 0.11:
            others = ["foundation", "association", "federation", "trust", "cooperative"]
            kind = rng.choice([other for other in others if other != body.kind])
            bodies.append(replace(body, number=len(bodies), kind=kind, founded=make_body(world, 0).founded,
                                  site=body.site if rng.random() < 0.5 else "", old_address=None,
                                  trade=world.coin(3).capitalize()))  # fmt: skip
        elif chance < 0.14:
            for _ in range(rng.choice((1, 2, 3, 4, 12))):
                guest = new_body(world, len(bodies))
                bodies.append(replace(guest, country=body.country, town=body.town, street=body.street,
                                      house=body.house, postcode=body.postcode, lat=body.lat, lon=body.lon,
                                      phone=body.phone if rng.random() < 0.3 else guest.phone))  # fmt: skip
    return bodies[:count]


def _branches(world: World, body: Body, first: int) -> list[Body]:
    rng = world.rng
    found = []
    shared_site, shared_phone = rng.random() < 0.8, rng.random() < 0.3
    for at in range(rng.choice((1, 2, 3, 5, 9))):
        home = make_body(world, first + at)
        mark = rng.choice([[home.town], [home.town], [str(at + 2)], ["north"], ["south"], []])
        found.append(replace(
            home, words=body.words + mark, activity=body.activity, kind=body.kind, style="brand",
            site=body.site if shared_site else home.site,
            phone=body.phone if shared_phone else home.phone, country=body.country,
            **_move(world, body.country),
        ))  # fmt: skip
    return found


def _move(world: World, country: str) -> dict:
    town, lat, lon, area = world.pick(world.towns[country], 1.2)
    return {"town": town, "lat": lat, "lon": lon, "postcode": _postcode(world, country, area)}


def name_of(world: World, body: Body, language: str, *, legal: bool) -> str:
    """Write a body's name in a language, its parts in a usual order."""
    variant = world.rng.choice((0, 0, 0, 1, 2))
    rng = random.Random(body.number * 31 + variant)
    kind = word_in_fixed(world, language, f"type:{body.kind}", rng)
    if variant and rng.random() < 0.25:
        kind = ""
    activity = (
        word_in_fixed(world, language, body.activity, rng)
        if body.activity and (body.style != "theme" or rng.random() < 0.5)
        else ""
    )
    words = [script_of(word, language).capitalize() for word in body.words]
    if language in ("en", "de", "nl", "ko"):
        parts = [*words, activity, kind]
    else:
        parts = [kind, activity, *words]
    if language == "ko":
        return "".join(part for part in parts if part)
    if len(parts) > 2 and rng.random() < 0.35 and LINKS[language]:
        parts.insert(1, rng.choice(LINKS[language].split("|")))
    name = " ".join(part for part in parts if part)
    if rng.random() < 0.1 and body.kind == "cooperative" and language == "en":
        name = name.replace("cooperative", rng.choice(["Co-operative", "Co-op"]))
    name = name[0].upper() + name[1:]
    return f"{name} {rng.choice(LEGAL[language].split('|'))}".strip() if legal else name


def word_in_fixed(world: World, language: str, concept: str, rng: random.Random) -> str:
    """Return one form of a concept; the same body mostly keeps the same form."""
    forms = world.forms.get((language, concept)) or world.forms[("en", concept)]
    return forms[min(int(len(forms) * rng.random() ** 4), len(forms) - 1)]


def distort(world: World, name: str, body: Body) -> str:
    """Write a name as another list would: shorter, mistyped, in capitals, as initials."""
    rng = world.rng
    words = name.split()
    chance = rng.random()
    if chance < 0.06 and len(words) > 2:
        words.pop(rng.randrange(len(words)))
    elif chance < 0.12 and len(words) > 2:
        words = words[:-1]
    elif chance < 0.2:
        words = _typo(rng, words)
    elif chance < 0.23 and len(words) > 2:
        return (
            "".join(word[0] for word in words if word[0].isupper() or len(word) > 3).upper() or name
        )
    elif chance < 0.28:
        words = [*words, rng.choice([body.town, f"- {body.town}", "and District", "Community"])]
    elif chance < 0.32 and len(words) > 1:
        words = [words[0] + words[1].lower(), *words[2:]]
    text = " ".join(words)
    return text.upper() if rng.random() < 0.12 else text


def _typo(rng: random.Random, words: list[str]) -> list[str]:
    at = max(range(len(words)), key=lambda i: len(words[i]))
    word = words[at]
    if len(word) < 4:
        return words
    place = rng.randrange(1, len(word) - 1)
    mistyped = rng.choice([
        word[:place] + word[place + 1 :],
        word[:place] + word[place] * 2 + word[place + 1 :],
        word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        word[:place] + rng.choice("aeiourst") + word[place + 1 :],
    ])  # fmt: skip
    return [*words[:at], mistyped, *words[at + 1 :]]


@dataclass(frozen=True)
class Kind:
    """What a kind of list says: share of bodies in it, and of rows that have a field."""

    share: float
    legal: float = 0.0
    street: float = 0.0
    postcode: float = 0.0
    point: float = 0.0
    site: float = 0.0
    email: float = 0.0
    phone: float = 0.0
    number: float = 0.0
    founded: float = 0.0
    alt: float = 0.0
    old: float = 0.0
    foreign: float = 0.0
    trade: float = 0.0
    double: float = 0.0


LISTS = {
    "register": Kind(0.55, legal=0.9, street=0.97, postcode=0.98, number=0.97, founded=0.9, old=0.5, alt=0.15),
    "register_new": Kind(0.4, legal=0.6, street=0.95, postcode=0.97, point=0.7, number=0.3, site=0.4, trade=0.03),
    "members": Kind(0.22, legal=0.1, street=0.6, postcode=0.6, site=0.7, email=0.6, phone=0.7, old=0.1, trade=0.05),
    "directory": Kind(0.3, street=0.8, postcode=0.8, site=0.7, email=0.5, phone=0.6, alt=0.2, trade=0.05, double=0.03),
    "funder": Kind(0.15, legal=0.5, postcode=0.1, number=0.15, old=0.3),
    "map": Kind(0.2, street=0.5, postcode=0.4, point=0.95, site=0.6, trade=0.05, double=0.02),
    "diaspora": Kind(0.12, site=0.3, foreign=0.9, phone=0.2, postcode=0.1),
}  # fmt: skip


def make_lists(seed: int, records: int) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Return (rows with the columns of `commonweave link`, record id → body)."""
    count = max(20, int(records / sum(kind.share for kind in LISTS.values())))
    world = make_world(seed, count)
    rng = world.rng
    rows: list[dict[str, str]] = []
    truth: dict[str, str] = {}
    bodies = make_bodies(world, count)
    for source, kind in LISTS.items():
        for body in bodies:
            times = (rng.random() < kind.share) * (1 + (rng.random() < kind.double))
            for _ in range(times):
                record_id = f"r{len(rows):07d}"
                truth[record_id] = str(body.number)
                rows.append({"record_id": record_id, "source": source, **_row(world, body, kind)})
    rng.shuffle(rows)
    return rows, truth


def _row(world: World, body: Body, kind: Kind) -> dict[str, str]:
    rng = world.rng
    home, _, _, scheme, _ = COUNTRIES[body.country]
    language = rng.choice(LATIN) if rng.random() < kind.foreign else home
    registered = name_of(world, body, language, legal=rng.random() < kind.legal)
    name = distort(world, registered, body)
    row: dict[str, str] = {"country": body.country}
    if rng.random() < kind.trade:
        name, registered = body.trade, name
        if rng.random() < 0.4:
            row["alt_name"] = registered
    elif rng.random() < kind.alt:
        row["alt_name"] = distort(world, name_of(world, body, language, legal=False), body)
        if rng.random() < 0.3:
            row["alt_name"] = body.trade
    street, house, postcode, town = body.street, body.house, body.postcode, body.town
    if body.old_address and rng.random() < kind.old:
        street, house, postcode, town = body.old_address
    row |= {"name": name, "city": script_of(town, language) if language == home else town}
    if rng.random() < 0.06:
        row["city"] = rng.choice(world.towns[body.country])[0]
    has = lambda share: rng.random() < share  # noqa: E731
    if has(kind.street):
        row["street"] = rng.choice(
            [f"{house} {street} Street", f"{house}, {street} St", f"{street} Street {house}"]
        )
        if rng.random() < 0.1:
            row["street"] = f"{world.coin(3).capitalize()} House, {row['street']}"
    if has(kind.postcode):
        row["postcode"] = postcode.replace(" ", "") if rng.random() < 0.15 else postcode
    if has(kind.point):
        row |= {
            "lat": f"{body.lat + rng.gauss(0, 0.0003):.5f}",
            "lon": f"{body.lon + rng.gauss(0, 0.0003):.5f}",
        }
    if has(kind.site) and body.site:
        row["website"] = rng.choice(["http://www.", "https://", "www.", ""]) + body.site
    if has(kind.email):
        row["email"] = body.email if rng.random() < 0.85 else f"{world.coin(3)}@gmail.com"
    if has(kind.phone):
        row["phone"] = body.phone if rng.random() < 0.8 else f"0{rng.randrange(10**8, 10**9)}"
    if has(kind.number):
        value = f"{(body.number * 7919 + 1000003) % 10**8:08d}"
        row["identifier"] = f"{scheme}:{value}" if scheme and rng.random() < 0.9 else value
    if has(kind.founded):
        row["founded"] = body.founded if rng.random() < 0.8 else body.founded[:4]
    return row
