"""A name taken apart: the words that tell a body from others, and those that say what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from commonweave.linkage.domain.lexicon import Entry, Lexicon
from commonweave.linkage.domain.text import is_unspaced, look_up_key, romanise, split_words

MOST_WORDS = 12
"""Words of one name that are compared."""


class Flag(IntEnum):
    """What a compared word is."""

    WORD = 0
    CONCEPT = 1
    NUMBER = 2
    MARK = 3


@dataclass(frozen=True)
class NameForm:
    """One name, ready to be compared.

    `words` are romanised; a word of the lexicon stands as `~concept`, so that it is the same in
    every language. `full` also holds the type words, but neither legal forms nor articles.
    """

    words: tuple[str, ...]
    flags: tuple[int, ...]
    types: frozenset[str]
    legal: frozenset[str]
    full: str
    compact: str
    acronym: str


_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th|e|er|eme|o|a)?$")
_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_ALIAS = re.compile(
    r"\s(?:t/a|trading as|a\.?k\.?a\.?|also known as|formerly|dba|d/b/a)\s|\s[/|]\s", re.IGNORECASE
)


def split_aliases(text: str) -> list[str]:
    """Return the names that one text holds: aliases, both sides of a slash, a bracketed acronym."""
    names: list[str] = []
    for part in _ALIAS.split(f" {text.strip()} "):
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


@dataclass
class _Parts:
    """Tokens of a name with what the lexicon makes of them."""

    tokens: list[tuple[str, Entry | None]]

    def drop_legal(self) -> set[Entry]:
        """Take legal forms off both ends; elsewhere they are ordinary words."""
        legal: set[Entry] = set()
        while self.tokens and _is(self.tokens[-1], "legal", "stop"):
            self._take(-1, legal)
        while len(self.tokens) > 1 and _is(self.tokens[0], "legal") and len(self.tokens[0][0]) > 2:
            self._take(0, legal)
        return legal

    def _take(self, at: int, legal: set[Entry]) -> None:
        entry = self.tokens.pop(at)[1]
        if entry and entry.kind == "legal":
            legal.add(entry)


def _is(token: tuple[str, Entry | None], *kinds: str) -> bool:
    return token[1] is not None and token[1].kind in kinds


def _look_up(words: list[str], lexicon: Lexicon) -> list[tuple[str, Entry | None]]:
    keys = [look_up_key(word) for word in words]
    out: list[tuple[str, Entry | None]] = []
    at = 0
    while at < len(words):
        phrase = lexicon.phrase_at(keys, at)
        if phrase:
            out.append(("".join(romanise(w) for w in words[at : at + phrase[0]]), phrase[1]))
            at += phrase[0]
            continue
        out += _inside_word(words[at], keys[at], lexicon)
        at += 1
    return out


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


def read_name(text: str, lexicon: Lexicon) -> NameForm:
    """Take one name apart with the lexicon.

    A name made of type words alone (“The Co-operative Group”) keeps them as its words.
    """
    parts = _Parts(_look_up(split_words(text), lexicon))
    legal = parts.drop_legal()
    tokens = [token for token in parts.tokens if not _is(token, "stop")]
    types = frozenset(e.concept for _, e in tokens if e and e.kind == "type")
    kept = [_word(*token) for token in tokens if not _is(token, "type")]
    words = [word for word in kept if word] or [(f"~{e.concept}", 1) for _, e in tokens if e]
    words = words[:MOST_WORDS]
    ordered = [f"~{e.concept}" if e and e.kind == "type" else raw for raw, e in tokens]
    initials = "".join(raw[0] for raw, _ in tokens if raw)
    return NameForm(
        words=tuple(word for word, _ in words),
        flags=tuple(int(flag) for _, flag in words),
        types=types | {entry.implies for entry in legal if entry.implies},
        legal=frozenset(entry.concept for entry in legal),
        full=" ".join(ordered) or text.strip().casefold()[:80],
        compact="".join(raw for raw, e in tokens if not (e and e.kind == "type"))
        or "".join(raw for raw, _ in tokens),
        acronym=initials if 3 <= len(initials) <= 9 else "",
    )


def _word(raw: str, entry: Entry | None) -> tuple[str, int] | None:
    if entry is None or entry.kind == "legal":
        number = _ORDINAL.match(raw)
        if number:
            return (number.group(1).lstrip("0") or "0", Flag.NUMBER)
        return (raw, Flag.WORD) if raw else None
    if entry.kind == "number":
        return (entry.concept, Flag.NUMBER) if entry.concept != "number" else None
    return (f"~{entry.concept}", Flag.MARK if entry.kind == "mark" else Flag.CONCEPT)
