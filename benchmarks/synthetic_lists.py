"""Writes invented bodies as overlapping lists do: by kind of list, with its gaps and errors."""

from __future__ import annotations

import random
from dataclasses import dataclass

from benchmarks.synthetic import COUNTRIES, Body, World, make_bodies, make_world

LATIN = ("en", "fr", "es", "it", "de", "pt", "nl")
LEGAL = {
    "en": "Limited|Ltd|CIC|Inc||",
    "fr": "SCIC|SCOP|OBNL|SA||",
    "es": "S. Coop.|SCL|A.C.||",
    "it": "soc. coop.|s.c.a.r.l.|onlus||",
    "de": "eG|e.V.|gGmbH||",
    "pt": "CRL|Ltda||",
    "nl": "U.A.|VZW||",
    "bg": "СНЦ|ЕООД||",
    "uk": "ГО|ТОВ||",
    "ar": "||",
    "ko": "||",
}
LINKS = {
    "en": "and|of|for",
    "fr": "de|et|pour",
    "es": "de|y|para",
    "it": "di|e|per",
    "de": "und|für|der",
    "pt": "de|e|para",
    "nl": "en|van|voor",
    "bg": "и|за",
    "uk": "та|для",
    "ar": "",
    "ko": "",
}
CYRILLIC = dict(zip("abcdefghijklmnoprstuvwz", "абцдефгхижклмнопрстуввз", strict=True))
ARABIC = dict(zip("bdfgklmnprstvzhjwc", "بدفغكلمنبرستفزهجوك", strict=True))


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
    mistyped = rng.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] * 2 + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + rng.choice("aeiourst") + word[place + 1 :],
        ]
    )
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
    "register": Kind(
        0.55, legal=0.9, street=0.97, postcode=0.98, number=0.97, founded=0.9, old=0.5, alt=0.15
    ),
    "register_new": Kind(
        0.4, legal=0.6, street=0.95, postcode=0.97, point=0.7, number=0.3, site=0.4, trade=0.03
    ),
    "members": Kind(
        0.22,
        legal=0.1,
        street=0.6,
        postcode=0.6,
        site=0.7,
        email=0.6,
        phone=0.7,
        old=0.1,
        trade=0.05,
    ),
    "directory": Kind(
        0.3,
        street=0.8,
        postcode=0.8,
        site=0.7,
        email=0.5,
        phone=0.6,
        alt=0.2,
        trade=0.05,
        double=0.03,
    ),
    "funder": Kind(0.15, legal=0.5, postcode=0.1, number=0.15, old=0.3),
    "map": Kind(0.2, street=0.5, postcode=0.4, point=0.95, site=0.6, trade=0.05, double=0.02),
    "diaspora": Kind(0.12, site=0.3, foreign=0.9, phone=0.2, postcode=0.1),
}


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
    row = {"country": body.country, **_names(world, body, kind, language)}
    moved = body.old_address if body.old_address and rng.random() < kind.old else None
    street, house, postcode, town = moved or (body.street, body.house, body.postcode, body.town)
    row["city"] = script_of(town, language) if language == home else town
    if rng.random() < 0.06:
        row["city"] = rng.choice(world.towns[body.country])[0]
    filled = {
        "street": _street(world, street, house),
        "postcode": postcode.replace(" ", "") if rng.random() < 0.15 else postcode,
        "site": body.site and rng.choice(["http://www.", "https://", "www.", ""]) + body.site,
        "email": body.email if rng.random() < 0.85 else f"{world.coin(3)}@gmail.com",
        "phone": body.phone if rng.random() < 0.8 else f"0{rng.randrange(10**8, 10**9)}",
        "number": _number(body, scheme if rng.random() < 0.9 else ""),
        "founded": body.founded if rng.random() < 0.8 else body.founded[:4],
    }
    columns = {"site": "website", "number": "identifier"}
    for name, value in filled.items():
        if value and rng.random() < getattr(kind, name):
            row[columns.get(name, name)] = value
    if rng.random() < kind.point:
        row["lat"] = f"{body.lat + rng.gauss(0, 0.0003):.5f}"
        row["lon"] = f"{body.lon + rng.gauss(0, 0.0003):.5f}"
    return row


def _names(world: World, body: Body, kind: Kind, language: str) -> dict[str, str]:
    rng = world.rng
    registered = name_of(world, body, language, legal=rng.random() < kind.legal)
    name = distort(world, registered, body)
    if rng.random() < kind.trade:
        return {"name": body.trade, **({"alt_name": name} if rng.random() < 0.4 else {})}
    if rng.random() >= kind.alt:
        return {"name": name}
    other = distort(world, name_of(world, body, language, legal=False), body)
    return {"name": name, "alt_name": body.trade if rng.random() < 0.3 else other}


def _street(world: World, street: str, house: int) -> str:
    rng = world.rng
    text = rng.choice(
        [f"{house} {street} Street", f"{house}, {street} St", f"{street} Street {house}"]
    )
    return f"{world.coin(3).capitalize()} House, {text}" if rng.random() < 0.1 else text


def _number(body: Body, scheme: str) -> str:
    value = f"{(body.number * 7919 + 1000003) % 10**8:08d}"
    return f"{scheme}:{value}" if scheme else value
