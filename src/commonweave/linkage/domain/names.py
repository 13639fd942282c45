"""A name taken apart: the words that tell a body from others, and those that say what it is.

What a word is by itself is read once for each distinct word, here; what runs for each name is
compiled: `kernels/reading.pyx`.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from commonweave.linkage.domain.lexicon import Entry, Lexicon, Phrase
from commonweave.linkage.domain.text import (
    is_latin,
    is_unspaced,
    look_up_key,
    romanise,
    split_words,
)
from commonweave.linkage.kernels.reading import is_one_name, look_up, put_together


class Flag(IntEnum):
    """What a compared word is."""

    WORD = 0
    CONCEPT = 1
    NUMBER = 2
    MARK = 3


class NameForm(NamedTuple):
    """One name, ready to be compared.

    `words` are romanised; a word of the lexicon stands as `~concept`, so that it is the same in
    every language. `full` also holds the type words, but neither legal forms nor articles; `latin`
    says whether the name is written in Latin letters.
    """

    words: tuple[str, ...]
    flags: tuple[int, ...]
    types: frozenset[str]
    legal: frozenset[str]
    full: str
    compact: str
    acronym: str
    latin: bool


_WORD, _NUMBER = int(Flag.WORD), int(Flag.NUMBER)
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|e|er|eme|o|a)?$")
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_ALIAS = re.compile(
    r"\s(?:t/a|trading as|a\.?k\.?a\.?|also known as|formerly|dba|d/b/a)\s|\s[/|]\s", re.IGNORECASE
)


def split_aliases(text: str) -> list[str]:
    """Return the names that one text holds: aliases, both sides of a slash, a bracketed acronym."""
    text = text.strip()
    if is_one_name(text):
        return [text] if text else []
    parts = _ALIAS.split(f" {text} ")
    names: list[str] = []
    for part in parts:
        outside = _BRACKET.sub(" ", part).strip()
        names.append(part.strip())
        for inner in (found.strip() for found in _BRACKET.findall(part)):
            if outside and (_is_acronym(inner) or len(inner.split()) > 2):
                names[-1] = outside
                names.append(inner)
    return [name for name in dict.fromkeys(names) if name]


def _is_acronym(text: str) -> bool:
    letters = text.replace(".", "")
    return 2 <= len(letters) <= 9 and letters.isalpha() and letters.isupper()


class _Piece(NamedTuple):
    """A part of a name with what the lexicon makes of it, ready for every use of it.

    `word` is what is compared, "" where nothing is, and `flag` its `Flag`; `shown` stands in the
    full name, `glued` in the compact one, where type words are left out.
    """

    raw: str
    entry: Entry | None
    kind: str
    word: str
    flag: int
    shown: str
    glued: str


def _piece(raw: str, entry: Entry | None) -> _Piece:
    if entry is None:
        return _Piece(raw, None, "", *_word(raw, None), raw, raw)
    if entry.kind == "type":
        return _Piece(raw, entry, "type", "", int(Flag.CONCEPT), f"~{entry.concept}", "")
    return _Piece(raw, entry, entry.kind, *_word(raw, entry), raw, raw)


class _Token(NamedTuple):
    """One folded word: the forms that it may begin, by their second word, and what it is alone."""

    key: str
    phrases: dict[str, list[Phrase]]
    alone: tuple[_Piece, ...]


@lru_cache(maxsize=1 << 17)
def _read_token(word: str, lexicon: Lexicon) -> _Token:
    key = look_up_key(word)
    entry = lexicon.meaning_of(key)
    alone = [(romanise(word), entry)] if entry else _inside_word(word, key, lexicon)
    return _Token(key, lexicon.phrases_from(key), tuple([_piece(*part) for part in alone]))


def _inside_word(word: str, key: str, lexicon: Lexicon) -> list[tuple[str, Entry | None]]:
    if is_unspaced(word):
        return [
            (piece.concept, piece) if isinstance(piece, Entry) else (romanise(piece), None)
            for piece in lexicon.pieces_of(word)
        ]
    split = lexicon.ending_of(key)
    if split:
        head = split[0].removesuffix("s")
        return [(head, lexicon.meaning_of(head)), (key[len(split[0]) :], split[1])]
    return [(romanise(word), None)]


def _glue(words: list[str], entry: Entry) -> _Piece:
    return _piece("".join(map(romanise, words)), entry)


def read_name(text: str, lexicon: Lexicon) -> NameForm:
    """Take one name apart with the lexicon.

    A name made of type words alone (“The Co-operative Group”) keeps them as its words.
    """
    words = split_words(text)
    pieces = look_up(words, [_read_token(word, lexicon) for word in words], _glue)
    return NameForm(*put_together(pieces, text, is_latin(text)))


def _word(raw: str, entry: Entry | None) -> tuple[str, int]:
    """Return what is compared of a part, "" where nothing is, and its `Flag` as a number."""
    if entry is None or entry.kind == "legal":
        number = _ORDINAL.match(raw) if raw[:1].isdigit() else None
        if number:
            return number.group(1).lstrip("0") or "0", _NUMBER
        return raw, _WORD
    if entry.kind == "number":
        return entry.concept if entry.concept != "number" else "", _NUMBER
    return f"~{entry.concept}", int(Flag.MARK if entry.kind == "mark" else Flag.CONCEPT)
