"""A name taken apart: the words that tell a body from others, and those that say what it is."""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from commonweave.linkage.domain.lexicon import SENSES, Entry, Lexicon, Phrase
from commonweave.linkage.domain.text import (
    is_latin,
    is_unspaced,
    look_up_key,
    romanise,
    split_words,
)

MOST_WORDS = 12
"""Words of one name that are compared."""


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


_AS_WRITTEN = ("legal", *SENSES)
"""Kinds whose forms are compared as they are spelled."""

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|e|er|eme|o|a)?$")
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_ALIAS = re.compile(
    r"\s(?:t/a|trading as|a\.?k\.?a\.?|also known as|formerly|dba|d/b/a)\s|\s[/|]\s", re.IGNORECASE
)


def split_aliases(text: str) -> list[str]:
    """Return the names that one text holds: aliases, both sides of a slash, a bracketed acronym."""
    text = text.strip()
    parts = _ALIAS.split(f" {text} ") if _may_hold_alias(text.casefold()) else [text]
    if "(" not in text and "[" not in text and "（" not in text:
        return [name for name in dict.fromkeys(part.strip() for part in parts) if name]
    names: list[str] = []
    for part in parts:
        outside = _BRACKET.sub(" ", part).strip()
        names.append(part.strip())
        for inner in (found.strip() for found in _BRACKET.findall(part)):
            if outside and (_is_acronym(inner) or len(inner.split()) > 2):
                names[-1] = outside
                names.append(inner)
    return [name for name in dict.fromkeys(names) if name]


def _may_hold_alias(text: str) -> bool:
    """Look for what every alternative of `_ALIAS` holds; most names hold none of it."""
    return (
        "/" in text
        or "|" in text
        or " as" in text
        or "ka" in text
        or "k.a" in text
        or "dba" in text
        or "formerly" in text
    )


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


def _look_up(words: list[str], lexicon: Lexicon) -> list[_Piece]:
    tokens = [_read_token(word, lexicon) for word in words]
    out: list[_Piece] = []
    after = 0
    for at, token in enumerate(tokens):
        if at < after:
            continue
        phrase = _phrase_at(tokens, at) if token.phrases else None
        if phrase:
            after = at + len(phrase[0])
            out.append(_piece("".join(romanise(w) for w in words[at:after]), phrase[1]))
        else:
            out += token.alone
    return out


def _phrase_at(tokens: list[_Token], at: int) -> Phrase | None:
    """Return the longest form of several words that starts at a token."""
    if at + 1 == len(tokens):
        return None
    for phrase in tokens[at].phrases.get(tokens[at + 1].key, ()):
        keys = phrase[0]
        if tuple([token.key for token in tokens[at : at + len(keys)]]) == keys:
            return phrase
    return None


def _drop_legal(pieces: list[_Piece]) -> list[Entry]:
    """Take legal forms off both ends; elsewhere they are ordinary words."""
    legal: list[_Piece] = []
    while pieces and pieces[-1].kind in ("legal", "stop"):
        legal.append(pieces.pop())
    while len(pieces) > 1 and pieces[0].kind == "legal" and len(pieces[0].raw) > 2:
        legal.append(pieces.pop(0))
    return [piece.entry for piece in legal if piece.entry and piece.kind == "legal"]


def read_name(text: str, lexicon: Lexicon) -> NameForm:
    """Take one name apart with the lexicon.

    A name made of type words alone (“The Co-operative Group”) keeps them as its words.
    """
    pieces = _look_up(split_words(text), lexicon)
    legal = _drop_legal(pieces)
    words: list[str] = []
    flags: list[int] = []
    shown: list[str] = []
    compact = initials = ""
    types = [entry.implies for entry in legal if entry.implies] if legal else []
    for raw, entry, kind, word, flag, show, glued in pieces:
        if kind == "stop":
            continue
        if word:
            words.append(word)
            flags.append(flag)
        if kind == "type" and entry:
            types.append(entry.concept)
        shown.append(show)
        compact += glued
        initials += raw[:1]
    if not words:
        words = [f"~{piece.entry.concept}" for piece in pieces if _is_said(piece) and piece.entry]
        flags = [int(Flag.CONCEPT)] * len(words)
    return NameForm(
        words=tuple(words[:MOST_WORDS]),
        flags=tuple(flags[:MOST_WORDS]),
        types=frozenset(types),
        legal=frozenset([entry.concept for entry in legal]) if legal else frozenset(),
        full=" ".join(shown) or text.strip().casefold()[:80],
        compact=compact or "".join([piece.raw for piece in pieces if _is_said(piece)]),
        acronym=initials if 3 <= len(initials) <= 9 else "",
        latin=is_latin(text),
    )


def _is_said(piece: _Piece) -> bool:
    return piece.kind != "stop"


def _word(raw: str, entry: Entry | None) -> tuple[str, int]:
    """Return what is compared of a part, "" where nothing is, and its `Flag` as a number."""
    if entry is None or entry.kind in _AS_WRITTEN:
        number = _ORDINAL.match(raw) if raw[:1].isdigit() else None
        if number:
            return number.group(1).lstrip("0") or "0", int(Flag.NUMBER)
        return raw, int(Flag.WORD)
    if entry.kind == "number":
        return entry.concept if entry.concept != "number" else "", int(Flag.NUMBER)
    return f"~{entry.concept}", int(Flag.MARK if entry.kind == "mark" else Flag.CONCEPT)
