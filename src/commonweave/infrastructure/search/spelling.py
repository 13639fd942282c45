"""Spelling: which known words may be meant by an unknown one. Pure.

Candidates are found by shared deletions: two words one edit apart are equal after at most one
letter is taken from each (M. Mor and A. Fraenkel, A hash code method for detecting and correcting
spelling errors, CACM 25, 1982; T. Bocek et al., Fast similarity search in large dictionaries,
2007). Unlike trigrams this also works on words of three to five letters, in every script, on any
database. Long words are compared by their beginning and their end, so that two edits may be found.
The distance is optimal string alignment: insertion, deletion, exchange, and swap of neighbours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from commonweave.infrastructure.search.terms import is_arabic, is_hangul, without_article

SHORTEST = 3
"""Letters below which a word is not mended: too many others are one edit away."""
_WHOLE = 7  # letters up to which a word is compared whole, and one edit is allowed
_AFFIX = 6


def index_keys(word: str) -> set[str]:
    """Return the keys under which a known word is kept for those who misspell it."""
    letters = _letters(word)
    if len(letters) < SHORTEST:
        return set()
    keys = _deletions(letters) if len(letters) <= _WHOLE else _affixes(letters)
    return keys | _syllables(word)


def query_keys(word: str) -> set[str]:
    """Return the keys under which the words meant by a misspelt one may be kept."""
    letters = _letters(word)
    if len(letters) < SHORTEST:
        return set()
    keys = _syllables(word)
    if len(letters) <= _WHOLE + 1:
        keys |= _deletions(letters)
    if len(letters) >= _WHOLE:
        keys |= _affixes(letters)
    return keys


def nearest_words(word: str, candidates: Iterable[str]) -> list[tuple[int, str]]:
    """Return (edits, candidate) for those near enough, nearest first.

    One edit for words of up to seven letters, two for longer ones. Hangul is compared by its
    letters (jamo), and a whole syllable counts as two edits. Among equals, words with the same
    first letter and the same length come first.
    """
    from rapidfuzz.distance import OSA

    letters = _letters(word)
    allowed = 1 if len(letters) <= _WHOLE else 2
    found: list[tuple[int, bool, int, str]] = []
    for candidate in candidates:
        other = _letters(candidate)
        edits = OSA.distance(letters, other, score_cutoff=allowed)
        if edits > allowed and len(word) > 2 and is_hangul(word):
            edits = 2 * OSA.distance(word, candidate, score_cutoff=1)
        if edits <= max(allowed, 2 * is_hangul(word)):
            alike = letters[0] != other[0]
            found.append((edits, alike, abs(len(letters) - len(other)), candidate))
    return [(edits, candidate) for edits, _, _, candidate in sorted(found)]


def nearby_syllables(syllable: str) -> list[str]:
    """Return the syllables of Hangul that differ from one in a single letter (at most 65).

    A syllable is numbered by its three letters (Unicode Standard, section 3.12): 19 initials by
    21 vowels by 28 finals, of which the first is none.
    """
    initial, rest = divmod(ord(syllable) - 0xAC00, 588)
    vowel, final = divmod(rest, 28)
    near = [(i, vowel, final) for i in range(19)]
    near += [(initial, v, final) for v in range(21)]
    near += [(initial, vowel, f) for f in range(28)]
    codes = (
        0xAC00 + i * 588 + v * 28 + f for i, v, f in near if (i, v, f) != (initial, vowel, final)
    )
    return [chr(code) for code in codes]


def _letters(word: str) -> str:
    if is_hangul(word):
        return unicodedata.normalize("NFD", word)
    return without_article(word) if is_arabic(word) else word


def _deletions(letters: str) -> set[str]:
    return {letters} | {letters[:i] + letters[i + 1 :] for i in range(len(letters))}


def _affixes(letters: str) -> set[str]:
    heads = {f"^{key}" for key in _deletions(letters[:_AFFIX])}
    return heads | {f"{key}$" for key in _deletions(letters[-_AFFIX:])}


def _syllables(word: str) -> set[str]:
    return _deletions(word) if is_hangul(word) and len(word) > 2 else set()
