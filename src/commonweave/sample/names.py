"""How bodies are named: a theme, a head that says the kind, an order of words for each language."""

from __future__ import annotations

import random
from dataclasses import dataclass

from commonweave.sample.coin import Coined, coin
from commonweave.sample.places import Town
from commonweave.sample.words import LANG_INDEX, LANGS, Activity, heads, phrases

# Each body draws one number; it chooses the order here and the head in `heads.csv`.
_ORDERS = {
    "en": ("{theme} {head}", "{theme} {head}", "{town} {theme} {head}", "{theme} {head} of {town}"),
    "fr": ("{head} {theme}", "{head} {theme}", "{head} {theme} {of_town}", "{theme}, {lower}"),
    "es": ("{head} {theme}", "{head} {theme}", "{head} {theme} de {town}", "{theme}, {head}"),
    "pt": ("{head} {theme}", "{head} {theme}", "{head} {theme} de {town}", "{theme} – {head}"),
    "ko": ("{theme} {head}", "{theme}{head}", "{town} {theme} {head}", "{theme} {head}"),
    "ar": ("{head} {theme}", "{head} {theme}", "{head} {theme} - {town}", "{head} {theme}"),
}
_SHORT = {
    "en": "{theme} {short}",
    "fr": "{short} {theme}",
    "es": "{short} {theme}",
    "pt": "{short} {theme}",
    "ko": "{theme} {short}",
    "ar": "{short} {theme}",
}
_BRANCH = {
    "en": "{name} – {town} branch",
    "fr": "{name}, point de service {of_town}",
    "es": "{name}, sucursal {town}",
    "pt": "{name} – delegação de {town}",
    "ko": "{name} {town} 지점",
    "ar": "{name} - فرع {town}",
}
_SUFFIX_JOINT = {"en": " ", "fr": " ", "es": ", ", "pt": ", ", "ko": " ", "ar": " "}


@dataclass(frozen=True, slots=True)
class Theme:
    """The proper part of a name in the order of `LANGS`; `placed` where it holds a town already."""

    words: tuple[str, ...]
    placed: bool = False

    def in_lang(self, lang: str) -> str:
        """Return the words in a language."""
        return self.words[LANG_INDEX[lang]]


def of_town(town: str) -> str:
    """Return French "de" or "d'" with the town's name."""
    return f"d'{town}" if town[0] in "AEIOUÉÈÎaeiou" else f"de {town}"


def plain_theme(rng: random.Random) -> Theme:
    """Draw a theme from the word lists: a noun, mostly with a complement (2,132 in all)."""
    noun = rng.choice(phrases("nouns.csv"))
    if rng.random() < 0.06:
        return Theme(noun)
    return Theme(_join(noun, rng.choice(phrases("complements.csv"))))


def coined_theme(rng: random.Random) -> Theme:
    """Coin a theme: a word alone or behind a noun (millions)."""
    word = coin(rng, rng.choice((2, 3, 3)))
    if rng.random() < 0.5:
        return Theme(_spell(word))
    return Theme(_join(rng.choice(phrases("nouns.csv")), _spell(word)))


def placed_theme(activity: Activity, town: Town) -> Theme:
    """Name what is done and where: "Home Care" and a town."""
    en, fr, es, pt, ko, ar = activity.labels
    return Theme(
        (
            f"{town.name} {en}",
            f"{fr} {of_town(town.name)}",
            f"{es} de {town.name}",
            f"{pt} de {town.name}",
            f"{town.name_in('ko')} {ko}",
            f"{ar} {town.name_in('ar')}",
        ),
        placed=True,
    )


def _spell(word: Coined) -> tuple[str, ...]:
    by_lang = {"ko": word.hangul, "ar": word.arabic}
    return tuple(by_lang.get(lang, word.latin) for lang in LANGS)


def _join(noun: tuple[str, ...], complement: tuple[str, ...]) -> tuple[str, ...]:
    """English and Korean put the complement first, the others behind."""
    return tuple(
        f"{second} {first}" if lang in ("en", "ko") else f"{first} {second}"
        for lang, first, second in zip(LANGS, noun, complement, strict=True)
    )


def full_name(kind: str, lang: str, theme: Theme, town: Town, variant: int) -> str:
    """Compose the registered name; equal arguments give equal names, `variant` chooses the form."""
    head = heads()[kind, lang]
    orders = _ORDERS[lang]
    order = orders[variant % len(orders)]
    if theme.placed and "town}" in order:
        order = orders[0]
    word = head.heads[variant // 4 % len(head.heads)]
    place = town.name_in(lang)
    name = order.format(
        theme=theme.in_lang(lang),
        head=word,
        lower=word[0].lower() + word[1:],
        town=place,
        of_town=of_town(place),
    )
    suffix = head.suffixes[variant // 16 % len(head.suffixes)]
    return f"{name}{_SUFFIX_JOINT[lang]}{suffix}" if suffix else name


def short_name(kind: str, lang: str, theme: Theme, variant: int) -> str:
    """Compose the name in use: with a short head or none."""
    words = theme.in_lang(lang)
    if variant % 5 < 2 or theme.placed:
        return words
    return _SHORT[lang].format(short=heads()[kind, lang].short, theme=words)


def branch_name(name: str, lang: str, town: Town) -> str:
    """Name the branch of a body in a town."""
    place = town.name_in(lang)
    return _BRANCH[lang].format(name=name, town=place, of_town=of_town(place))


def acronym_of(name: str) -> str:
    """Return the initials of the words of a name that count, or "" where they are too few."""
    words = name.replace("'", " ").replace("-", " ").split()
    initials = [word[0].upper() for word in words if len(word) > 3 and word[0].isalpha()]
    return "".join(initials) if 3 <= len(initials) <= 6 and all(x < "ɏ" for x in initials) else ""
