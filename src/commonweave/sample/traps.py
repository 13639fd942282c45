"""The faults of real lists, as functions of a text; each was met in a published list.

Seen in the United Kingdom, Québec, France, Spain and on a map of Europe in ten languages:
Windows-1252 with no-break spaces, text encoded twice, HTML entities, `NA` for nothing, O for 0 in
postcodes, a country spelled in forty ways, names in capitals or without accents.
"""

from __future__ import annotations

import random
import unicodedata
from html.entities import codepoint2name

COUNTRY_SPELLINGS = (
    "Canada",
    "CANADA",
    "canada",
    "CA",
    "ca",
    "CAN",
    "Canadá",
    "Kanada",
    "Canadà",
    "캐나다",
    "كندا",
    "Καναδάς",
)
_NEAR = {"a": "s", "e": "r", "i": "o", "o": "p", "n": "m", "r": "t", "s": "d", "t": "r", "l": "k"}
_TOWN_SHORT = (("Saint-", "St-"), ("Sainte-", "Ste-"), ("Great ", "Gt "), ("Puerto ", "Pto. "))


def mistype(rng: random.Random, text: str) -> str:
    """Swap, drop, double or replace one letter behind the first of a word."""
    spots = [n for n in range(1, len(text) - 1) if text[n].isalpha() and text[n - 1].isalpha()]
    if not spots:
        return text
    at = rng.choice(spots)
    letter = text[at]
    slip = rng.randrange(4)
    if slip == 0:
        return text[:at] + text[at + 1] + letter + text[at + 2 :]
    if slip == 1:
        return text[:at] + text[at + 1 :]
    if slip == 2:
        return text[:at] + letter + text[at:]
    return text[:at] + _NEAR.get(letter, "e") + text[at + 1 :]


def encode_twice(text: str) -> str:
    """Read the UTF-8 bytes of a text as Windows-1252, where that can be done: "é" as "Ã©"."""
    try:
        return text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return text


def with_entities(rng: random.Random, text: str) -> str:
    """Write letters beyond ASCII as HTML entities: by name, by number, or cut before the ";"."""
    style = rng.randrange(3)
    written = []
    for letter in text:
        code = ord(letter)
        if code < 128 and letter != "&":
            written.append(letter)
        elif style == 0 and code in codepoint2name:
            written.append(f"&{codepoint2name[code]};")
        else:
            written.append(f"&#{code}" if style == 2 else f"&#{code};")
    return "".join(written)


def with_no_break_space(rng: random.Random, text: str) -> str:
    """Put a no-break space for one of the spaces."""
    spots = [number for number, letter in enumerate(text) if letter == " "]
    if not spots:
        return text
    at = rng.choice(spots)
    return f"{text[:at]}\N{NO-BREAK SPACE}{text[at + 1 :]}"


def without_accents(text: str) -> str:
    """Drop the accents of Latin letters."""
    if not any("\u00c0" <= letter <= "\u024f" for letter in text):
        return text
    parts = unicodedata.normalize("NFD", text)
    plain = "".join(part for part in parts if not "\u0300" <= part <= "\u036f")
    return unicodedata.normalize("NFC", plain)


def slip_in_postcode(rng: random.Random, postcode: str) -> str:
    """Write O for 0, small letters, or no space."""
    if "0" in postcode and rng.random() < 0.4:
        return postcode.replace("0", "O", 1)
    return postcode.lower() if rng.random() < 0.5 else postcode.replace(" ", "")


def respell_town(rng: random.Random, town: str) -> str:
    """Shorten "Saint", write capitals, drop accents or hyphens."""
    for long, short in _TOWN_SHORT:
        if town.startswith(long) and rng.random() < 0.6:
            return short + town.removeprefix(long)
    style = rng.randrange(3)
    if style == 0:
        return town.upper()
    return without_accents(town) if style == 1 else town.replace("-", " ")
