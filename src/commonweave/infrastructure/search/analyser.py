"""The analyser: what a text is found by, and how a query is read. Pure; the same for every index.

One analyser for all languages and no language detection: names of organisations are short, mixed
and often without a language. What a text is indexed by (`analyse`) is a little more than what a
query asks for (`analyse_query`), so that a text is always found by its own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from commonweave.infrastructure.search.chunks import Chunk, read_chunks
from commonweave.infrastructure.search.terms import (
    LONGEST,
    bigrams,
    forms,
    is_grammed,
    is_hangul,
    is_syllable,
    split_scripts,
    without_particle,
)

LONGEST_TEXT = 20_000
"""Characters of a text that are indexed; the rest of a longer one is not."""
LONGEST_QUERY = 400
"""Characters of a query that are read."""
MOST_GROUPS = 16
"""Words of a query that are asked for; those after them are reported as left out."""
_LONGEST_RUN = 4  # a SIRET is written as four numbers


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


@dataclass(frozen=True)
class Analysis:
    """What a text is found by, and its words for the mending of queries."""

    terms: list[str]
    spellings: list[tuple[str, str]]
    """Words folded, without articles, particles and numbers, and as written in lower case."""


def analyse(text: str) -> list[str]:
    """Return the terms that `text` is found by.

    Letters, digits and vowel signs only, each of at most 64 characters; the same for any case,
    accent or composition of the text. A word that comes twice has its terms twice. Never raises.
    """
    return analyse_fully(text).terms


def analyse_fully(text: str) -> Analysis:
    """Return the terms that `text` is found by together with its words, in one reading."""
    chunks = read_chunks(text[:LONGEST_TEXT])
    terms = [term for chunk in chunks for term in chunk.terms]
    terms.extend(_across_gaps(chunks))
    return Analysis(terms, [pair for chunk in chunks for pair in chunk.spellings])


def analyse_query(text: str) -> Query:
    """Read what somebody typed: every word must be found, the last may be incomplete.

    Never raises; signs and operators have no meaning. A query without letters or digits has no
    groups.
    """
    groups: list[Group] = []
    for run in _runs(read_chunks(text[:LONGEST_QUERY])):
        if len(run) > 1 or len(run[0].parts) > 1:
            groups.append(_joined_group(run))
        else:
            groups.extend(_word_group(word) for word in run[0].words)
    kept, left = groups[:MOST_GROUPS], groups[MOST_GROUPS:]
    if kept and not left:
        kept[-1] = _open_ended(kept[-1])
    return Query(tuple(kept), tuple(group.word for group in left))


def whole_key(text: str) -> str:
    """Return one term for a whole name, by which exactly this name is found first."""
    return "≡" + "".join(chunk.together for chunk in read_chunks(text[:LONGEST_QUERY]))[:LONGEST]


def _across_gaps(chunks: Sequence[Chunk]) -> Iterator[str]:
    """Yield terms for what others write as one: compounds of Hangul, numbers, `co operative`."""
    for one, other in pairwise(chunks):
        last, first = one.words[-1][-1], other.words[0][0]
        if is_syllable(last) and is_syllable(first):
            yield last + first
    if not any(chunk.has_digit or chunk.is_beginning for chunk in chunks):
        return
    for run in _runs(chunks):
        for size in range(2, min(len(run), _LONGEST_RUN) + 1):
            for start in range(len(run) - size + 1):
                yield from forms("".join(chunk.together for chunk in run[start : start + size]))


def _runs(chunks: Sequence[Chunk]) -> Iterator[list[Chunk]]:
    """Put together neighbours that others write as one: `552 100 554`, `525 R`, `co operative`."""
    run: list[Chunk] = []
    for chunk in chunks:
        if run and (_completes(run, chunk) or (_in_number(run[-1]) and _in_number(chunk))):
            run.append(chunk)
            continue
        yield from _settled(run)
        run = [chunk]
    yield from _settled(run)


def _completes(run: Sequence[Chunk], chunk: Chunk) -> bool:
    return len(run) == 1 and run[0].is_beginning and len(chunk.parts[0]) > 3


def _in_number(chunk: Chunk) -> bool:
    return len(chunk.parts) == 1 and (len(chunk.parts[0]) <= 2 or chunk.has_digit)


def _settled(run: list[Chunk]) -> Iterator[list[Chunk]]:
    if not run:
        return
    if run[0].is_beginning or any(chunk.has_digit for chunk in run):
        yield run
    else:
        yield from ([chunk] for chunk in run)


def _word_group(word: str) -> Group:
    word = word[:LONGEST]
    if is_grammed(word):
        bare = without_particle(word) if is_hangul(word) else word
        return Group(word, (bigrams(bare),))
    return Group(word, tuple((form,) for form in forms(word)))


def _joined_group(run: Sequence[Chunk]) -> Group:
    words = [word for chunk in run for word in chunk.words]
    apart = tuple(term for word in words for term in _word_group(word).alternatives[0])
    together = split_scripts("".join(chunk.together for chunk in run))
    if len(together) > 1 or is_grammed(together[0]):
        return Group(" ".join(words), (apart,))
    return Group(" ".join(words), (apart, *((form,) for form in forms(together[0]))))


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
