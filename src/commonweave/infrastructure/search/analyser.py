"""The analyser: what a text is found by, and how a query is read. Pure; the same for every index.

One analyser for all languages and no language detection: names of organisations are short, mixed
and often without a language. What a text is indexed by (`analyse`) is a little more than what a
query asks for (`analyse_query`), so that a text is always found by its own words.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
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

LONGEST_TEXT = 20_000
"""Characters of a text that are indexed; the rest of a longer one is not."""
LONGEST_QUERY = 400
MOST_GROUPS = 16
"""Words of a query that are asked for; those after them are reported as left out."""

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
_LONGEST_RUN = 4  # a SIRET is written as four numbers
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_QUOTES = str.maketrans("’‘ʼ‐‑", "'''--")
_fold_word = lru_cache(maxsize=100_000)(fold)
_UMLAUTED = re.compile(r"\w*[äöüåø]\w*")


@dataclass(frozen=True)
class Group:
    """One word of a query: found where all terms of one of its alternatives are."""

    word: str
    """The folded word or words that the group was read from."""
    alternatives: tuple[tuple[str, ...], ...]
    prefix: bool = False
    """Whether the last term of each alternative may go on: `coop` finds `cooperative`."""


@dataclass(frozen=True)
class Query:
    """A query as it was read: groups that must all be found."""

    groups: tuple[Group, ...]
    left_out: tuple[str, ...] = ()
    """Words beyond what a query may hold."""


def analyse(text: str) -> list[str]:
    """Return the terms that `text` is found by, in its order, with repetitions.

    Letters and digits only, each of at most 64 characters; the same for any case, accent or
    composition of the text. Never raises.
    """
    text = text[:LONGEST_TEXT]
    terms = list(_index_terms(_chunks(fold(text))))
    if not text.isascii():
        for word in _UMLAUTED.findall(compose(text)):
            terms.extend(forms(fold(word.translate(_UMLAUTS))))
    return terms


def analyse_query(text: str) -> Query:
    """Read what somebody typed: every word must be found, the last may be incomplete.

    Never raises; signs and operators have no meaning. A query without letters or digits has no
    groups.
    """
    chunks = _chunks(fold(text[:LONGEST_QUERY]))
    groups: list[Group] = []
    for run in _runs(chunks):
        groups.extend([_joined_group(run)] if len(run) > 1 else _groups_of(run[0]))
    kept, left = groups[:MOST_GROUPS], groups[MOST_GROUPS:]
    if kept and not left:
        kept[-1] = _open_ended(kept[-1])
    return Query(tuple(kept), tuple(group.word for group in left))


def words_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the words of a text that may be misspelt: folded, and as written in lower case.

    Without elided articles and particles; without numbers, and without scripts that set no spaces.
    """
    for chunk in _chunks(compose(text[:LONGEST_TEXT]).translate(_QUOTES)):
        for shown in (word for part in _parts(chunk) for word in split_scripts(part)):
            word = _fold_word(shown)
            if is_hangul(word):
                word = without_particle(word)
                yield word, word
            elif not is_grammed(word) and not any(c.isdigit() for c in word):
                yield word[:LONGEST], shown[:LONGEST]


def whole_key(text: str) -> str:
    """Return one term for a whole name, by which exactly this name is found first."""
    return "≡" + "".join(part for chunk in _chunks(fold(text)) for part in _parts(chunk))[:LONGEST]


@cache
def _chunk_pattern() -> re.Pattern[str]:
    """Runs of letters, digits and marks, with single signs inside: `l'entraide`, `s.c.o.p`."""
    marks = "".join(
        chr(code)
        for code in range(0x300, 0x3100)
        if unicodedata.category(chr(code)) in {"Mn", "Mc"}
    )
    letter = f"(?:[^\\W_]|[{marks}])"
    return re.compile(f"{letter}+(?:['.·-]{letter}+)*")


_ACRONYM = re.compile(r"[^\W\d_](?:[.·][^\W\d_])+")


def _chunks(folded: str) -> list[str]:
    found: list[str] = []
    for chunk in _chunk_pattern().findall(folded):
        if _ACRONYM.fullmatch(chunk):
            found.append(re.sub("[.·]", "", chunk))
        else:
            found.extend(sys.intern(piece) for piece in re.split("[.·]", chunk))
    return found


def _parts(chunk: str) -> list[str]:
    """Split at hyphens and apostrophes; an elided article and an English genitive fall away."""
    if chunk.isalnum():
        return [chunk]
    parts: list[str] = []
    for piece in chunk.split("-"):
        *heads, last = piece.split("'")
        while heads and heads[0] in _ELIDED:
            heads.pop(0)
        if heads and last == "s":
            heads, last = heads[:-1], heads[-1]
        parts.extend([*heads, last])
    return parts


def _index_terms(chunks: list[str]) -> Iterator[str]:
    previous = ""
    for chunk in chunks:
        parts = _parts(chunk)
        for word in (word for part in parts for word in split_scripts(part)):
            if is_grammed(word):
                # A compound is written with and without spaces: the pair across the gap too.
                if previous and is_hangul(previous[-1]) and is_hangul(word[0]):
                    yield previous[-1] + word[0]
                yield from bigrams(word)
                if len(word) > 1:
                    yield word[-1]
                previous = word
            else:
                yield from forms(word)
                previous = ""
        if len(parts) > 1:
            yield from forms("".join(parts))
    for run in _runs(chunks):
        for size in range(2, min(len(run), _LONGEST_RUN) + 1):
            for start in range(len(run) - size + 1):
                yield from forms("".join(run[start : start + size]))


def _runs(chunks: Iterable[str]) -> Iterator[list[str]]:
    """Put together neighbours that others write as one: numbers (`552 100 554`), `co operative`."""
    run: list[str] = []
    for chunk in chunks:
        if run and _belong(run, chunk):
            run.append(chunk)
            continue
        if run:
            yield from _settled(run)
        run = [chunk]
    if run:
        yield from _settled(run)


def _belong(run: list[str], chunk: str) -> bool:
    if len(run) == 1 and run[0] in _BEGINNINGS:
        return len(chunk) > 3 and chunk.isalpha()
    return _in_number(run[-1]) and _in_number(chunk)


def _in_number(chunk: str) -> bool:
    return chunk.isalnum() and (any(c.isdigit() for c in chunk) or len(chunk) <= 2)


def _settled(run: list[str]) -> Iterator[list[str]]:
    if run[0] in _BEGINNINGS or any(c.isdigit() for chunk in run for c in chunk):
        yield run
    else:
        yield from ([chunk] for chunk in run)


def _groups_of(chunk: str) -> list[Group]:
    parts = _parts(chunk)
    if len(parts) > 1:
        return [_joined_group(parts)]
    return [_word_group(word) for word in split_scripts(parts[0])]


def _word_group(word: str) -> Group:
    if is_grammed(word):
        bare = without_particle(word) if is_hangul(word) else word
        return Group(word, (bigrams(bare),))
    return Group(word[:LONGEST], tuple((form,) for form in forms(word)))


def _joined_group(chunks: list[str]) -> Group:
    parts = [word for chunk in chunks for part in _parts(chunk) for word in split_scripts(part)]
    apart = tuple(term for part in parts for term in _word_group(part).alternatives[0])
    joined = forms("".join(part for chunk in chunks for part in _parts(chunk)))
    return Group(" ".join(parts), (apart, *((form,) for form in joined)))


def _open_ended(group: Group) -> Group:
    """Let the last word go on, by its cut form and by its letters as typed (`city`: `citi`)."""
    last = group.alternatives[0][-1]
    typed = group.word.rpartition(" ")[2]
    if len(typed) < 2 and not is_grammed(typed):
        return group
    alternatives = group.alternatives
    if not is_grammed(typed) and not typed.startswith(last):
        alternatives = (*alternatives, (*alternatives[0][:-1], typed))
    return replace(group, alternatives=alternatives, prefix=True)
