"""From a text to its chunks: what people set between spaces, each with the words in it. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from commonweave.infrastructure.search.folding import compose, fold
from commonweave.infrastructure.search.terms import (
    LONGEST,
    bigrams,
    forms,
    is_grammed,
    is_hangul,
    split_scripts,
    without_particle,
)

# fmt: off
_ELIDED = frozenset((
    "l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "dell",
    "all", "nell", "sull", "dall", "un",
))
# Beginnings written together, with a hyphen or apart: co-operative, non profit, bio-dynamic.
_BEGINNINGS = frozenset((
    "co", "re", "non", "inter", "multi", "sub", "pre", "post", "micro", "mini", "auto", "eco",
    "socio", "agro", "bio", "anti", "pro", "self",
))
# fmt: on
_SIGNS = str.maketrans(
    "’‘ʼʻ`´‐‑‒–−",
    "''''''-----",
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",  # seen by nobody
)
_ACRONYM = re.compile(r"[^\W\d_](?:[.·][^\W\d_])+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_CACHED = 30_000


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk, folded, and what is in it. `l'économie-sociale` has two parts."""

    parts: tuple[str, ...]
    """Between hyphens and apostrophes; the chunk is found by them apart and together."""
    words: tuple[str, ...]
    """The parts, also split where one script passes into another."""
    terms: tuple[str, ...]
    """What a text with this chunk is found by."""
    spellings: tuple[tuple[str, str], ...]
    """The words that may be misspelt, and how to show them."""

    together: str
    """The parts without the signs between them."""
    is_beginning: bool
    """Whether it is the first half of a word that others write as one: `co`, `non`."""
    has_digit: bool
    """Whether it is a number or part of one."""


def read_chunks(text: str) -> list[Chunk]:
    """Return the chunks of `text` in their order. Never raises."""
    text = text.lower() if text.isascii() else compose(text).translate(_SIGNS)
    found = [read_chunk(chunk) for chunk in _pattern().findall(text)]
    return [chunk for chunk in found if chunk.parts]


@cache
def _pattern() -> re.Pattern[str]:
    """Runs of letters, digits and marks, with a hyphen or apostrophe inside; or an acronym."""
    marks = "".join(
        chr(code)
        for code in range(0x300, 0x3100)
        if unicodedata.category(chr(code)) in {"Mn", "Mc"}
    )
    letter = f"[\\w{marks}]"  # with the underscore, which fold() leaves and _parts() splits at
    return re.compile(
        f"(?<!{letter})[^\\W\\d_](?:[.·][^\\W\\d_])+(?!{letter})|{letter}+(?:['-]{letter}+)*"
    )


@lru_cache(maxsize=_CACHED)
def read_chunk(shown: str) -> Chunk:
    """Read one chunk, in lower case and composed letters."""
    shown = _whole(shown)
    parts = tuple(part for part in _parts(fold(shown)) if part)
    words = tuple(word for part in parts for word in split_scripts(part))
    terms = [term for word in words for term in _terms(word)]
    together = "".join(parts)
    if len(parts) > 1:
        terms.extend(term for word in split_scripts(together) for term in _terms(word))
    umlauted = shown.translate(_UMLAUTS)
    if umlauted != shown:
        terms.extend(term for part in _parts(fold(umlauted)) for term in _terms(part) if part)
    return Chunk(
        parts=parts,
        words=words,
        terms=tuple(dict.fromkeys(terms)),
        spellings=tuple(_spellings(shown)),
        together=together,
        is_beginning=together in _BEGINNINGS,
        has_digit=any(character.isdigit() for character in together),
    )


def _whole(chunk: str) -> str:
    return re.sub("[.·]", "", chunk) if _ACRONYM.fullmatch(chunk) else chunk


def _parts(chunk: str) -> list[str]:
    """Split at hyphens and apostrophes; an elided article and an English genitive fall away."""
    parts: list[str] = []
    for piece in re.split("[-_]", chunk):
        *heads, last = piece.split("'")
        while heads and heads[0] in _ELIDED:
            heads.pop(0)
        if heads and last == "s":
            heads, last = heads[:-1], heads[-1]
        parts.extend([*heads, last])
    return parts


def _terms(word: str) -> tuple[str, ...]:
    if is_grammed(word):
        # Its last letter too: a query of one letter is found by what begins with it.
        return (*bigrams(word), word[-1]) if len(word) > 1 else (word,)
    return forms(word)


def _spellings(shown: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    written = [word for part in _parts(shown) for word in split_scripts(part)]
    for part in written:
        word = fold(part)
        if is_hangul(word):
            word = without_particle(word)
            found.append((word, word))
        elif word and not is_grammed(word) and not any(c.isdigit() for c in word):
            found.append((word[:LONGEST], part[:LONGEST]))
    return found
