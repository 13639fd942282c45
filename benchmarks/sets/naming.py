"""Names of bodies in ten languages: what a register writes, and what people say."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from benchmarks.sets.making import Brand, coin, initials, skewed, table

LEGAL = {
    "en": ("Limited|Ltd|Ltd.|Society Limited|CIC|Inc.", "Limited|Inc.|CIO|"),
    "fr": ("SCIC|SCOP SARL|SA|SCIC SAS|SCRL", "|ASBL|"),
    "es": ("S. Coop.|S. Coop. And.|SCCL|S.C. de R.L.|S.L.L.", "|A.C.|"),
    "it": ("soc. coop. sociale|s.c.a r.l.|soc. coop. a r.l.", "ONLUS|ETS|"),
    "pt": ("CRL|C.R.L.|Ltda|Lda", "IPSS||"),
    "de": ("eG|e. G.", "e.V.|gGmbH|"),
    "bg": ("ЕООД|ООД|", "СНЦ|"),
    "uk": ("ТОВ|СТ|", "ГО|"),
    "ar": ("ش.م.م|", ""),
    "ko": ("(주)|", "|"),
}
"""Language → legal forms of co-operatives and the like, and of all others."""
_JOIN = {"en": "of", "fr": "de", "es": "de", "it": "di", "pt": "de", "de": "", "bg": "", "uk": "",
         "ar": "", "ko": ""}  # fmt: skip
_HEAD_FIRST = ("fr", "es", "it", "pt", "ar", "bg", "uk")
TYPES = ["cooperative", "association", "foundation", "social_enterprise", "federation",
         "mutual", "credit_union"]  # fmt: skip


@dataclass(frozen=True)
class Naming:
    """What a body's names are made of; `legal` and the spelling chosen by `seed` stay its own."""

    kind: str
    activity: str
    theme: str
    brand: Brand | None
    person: tuple[str, str] | None
    place: tuple[str, str] | None
    number: str
    seed: int


@cache
def _words() -> dict[tuple[str, str, str], list[str]]:
    return {
        (row["kind"], row["concept"], language): text.split("|")
        for row in table("words")
        for language, text in row.items()
        if language not in ("kind", "concept")
    }


@cache
def concepts(kind: str) -> tuple[str, ...]:
    """Return the concepts of a kind of word."""
    return tuple(row["concept"] for row in table("words") if row["kind"] == kind)


@cache
def persons(language: str) -> tuple[tuple[str, str], ...]:
    """Return family and other proper names as (own script, Latin)."""
    text = next(row["names"] for row in table("persons") if row["language"] == language)
    pairs = (name.partition("/") for name in text.split("|"))
    return tuple((own, latin or own) for own, _, latin in pairs)


def word(kind: str, concept: str, language: str, rng: random.Random) -> str:
    """Return a word for a concept."""
    return rng.choice(_words()[kind, concept, language]) if concept else ""


def invent(rng: random.Random, language: str, place: tuple[str, str]) -> Naming:
    """Invent what a body is called after."""
    kind = rng.choices(TYPES, [40, 28, 7, 8, 6, 5, 6])[0]
    activity = skewed(rng, list(concepts("activity")), 1.3) if rng.random() < 0.62 else ""
    theme = brand = person = number = ""
    here = None
    style = rng.choices(
        ("place", "theme", "brand", "person", "theme_place", "two", "numbered"),
        (24, 20, 24, 12, 9, 7, 4),
    )[0]
    if style in ("place", "theme_place", "numbered"):
        here = place
    if style in ("theme", "theme_place"):
        theme = skewed(rng, list(concepts("theme")), 1.3)
    if style in ("brand", "two"):
        brand = coin(rng)
    if style in ("person", "two"):
        person = rng.choice(persons(language))
    if style == "numbered":
        number = str(rng.randint(1, 40))
    if style == "place" and not activity:
        activity = rng.choice(concepts("activity"))
    return Naming(
        kind, activity, theme, brand or None, person or None, here, number, rng.getrandbits(32)
    )


def proper(naming: Naming, language: str, rng: random.Random, *, latin: bool) -> list[str]:
    """Return the words by which a body differs from others."""
    words: list[str] = []
    if naming.theme:
        words.append(word("theme", naming.theme, language, rng))
    if naming.brand:
        words.append(naming.brand.latin() if latin else naming.brand.in_script(language))
    if naming.person:
        words.append(naming.person[latin])
    if naming.place:
        words.append(naming.place[latin])
    return words


def full_name(naming: Naming, language: str, *, latin: bool = False, another: int = 0) -> str:
    """Write the whole name in a language; `another` gives other words for the same things."""
    rng = random.Random(naming.seed + another)
    kind = word("type", naming.kind, language, rng)
    activity = word("activity", naming.activity, language, rng)
    own = proper(naming, language, rng, latin=latin)
    if language == "de" and activity and naming.kind in ("cooperative", "association"):
        kind, activity = f"{activity.removesuffix('-')}{kind.lower()}", ""
    if language in _HEAD_FIRST:
        parts = [kind, activity, *own]
        if naming.place and len(own) == 1 and language in ("fr", "es", "it", "pt"):
            parts.insert(2, _JOIN[language])
    else:
        parts = [*own, activity, kind]
    parts.append(naming.number)
    gap = "" if language == "ko" else " "
    name = gap.join(part for part in parts if part)
    return name[0].upper() + name[1:]


def registered_name(naming: Naming, language: str) -> str:
    """Write the name as a register does: with the legal form, often in capitals."""
    rng = random.Random(naming.seed * 3 + 1)
    name = full_name(naming, language)
    trades = naming.kind in ("cooperative", "social_enterprise", "credit_union")
    legal = rng.choice(LEGAL[language][not trades].split("|"))
    if legal:
        name = f"{name}{', ' if rng.random() < 0.1 else ' '}{legal}"
    return name.upper() if rng.random() < 0.35 else name


def trade_name(naming: Naming, language: str) -> str:
    """Write what people say: shorter, an acronym, another word order, or something else at all."""
    rng = random.Random(naming.seed * 5 + 2)
    own = proper(naming, language, random.Random(naming.seed), latin=False)
    activity = word("activity", naming.activity, language, rng)
    full = full_name(naming, language, another=rng.choice((0, 0, 1)))
    choice = rng.random()
    gap = "" if language == "ko" else " "
    only_place = bool(naming.place) and len(own) == 1
    if choice < 0.36 or (only_place and choice < 0.74 and not activity):
        return full
    if choice < 0.62 and own:
        short = [*own, activity] if language in ("en", "de", "ko") else [activity, *own]
        return gap.join(part for part in short if part).strip().capitalize()
    if choice < 0.74 and own and not only_place:
        return gap.join(own)
    if choice < 0.82 and len(initials(full)) >= 3:
        return initials(full)
    other = coin(rng).in_script(language)
    return gap.join(part for part in (other, activity if rng.random() < 0.6 else "") if part)


def international_name(naming: Naming, language: str) -> str:
    """Write the name as a list in English does: translated, or put in Latin letters."""
    rng = random.Random(naming.seed * 7 + 3)
    if language not in ("bg", "uk", "ar", "ko") and rng.random() < 0.45:
        return full_name(naming, language, latin=True)
    translated = full_name(naming, "en", latin=True)
    if naming.theme and rng.random() < 0.5:
        own = word("theme", naming.theme, language, random.Random(naming.seed))
        if language not in ("bg", "uk", "ar", "ko"):
            english = word("theme", naming.theme, "en", random.Random(naming.seed))
            translated = translated.replace(english, own)
    return translated
