"""Mending a query that finds nothing: unknown words are read as the nearest known ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product

from commonweave.infrastructure.search.analyser import Group, Query, analyse_query
from commonweave.infrastructure.search.spelling import nearby_syllables
from commonweave.infrastructure.search.terms import bigrams, is_hangul, without_particle

_MOST_CANDIDATES = 12
_MOST_SHOWN = 3
_MOST_TRIES = 6
Nearest = Callable[[str], list[tuple[int, str, str]]]
"""(edits, word, word as shown) of known words, nearest first."""


@dataclass(frozen=True)
class Mended:
    """A query read otherwise than typed, and how to say so."""

    query: Query
    words: str


def mended_queries(
    query: Query, *, nearest: Nearest, is_known: Callable[[Group], bool]
) -> Iterator[Mended]:
    """Yield readings of a query that found nothing, the likeliest first.

    A single letter at the end is a word just begun, and left out. Then every unknown word is read
    as the known words nearest to it, then as all that are near; where all words are known but
    never together, one after the other is taken for a slip.
    """
    *before, last = query.groups
    if before and len(last.word) == 1:
        query = Query(tuple(before), query.left_out)
        yield Mended(query, " ".join(group.word for group in before))
    unknown = [not is_known(group) for group in query.groups]
    if any(unknown):
        for widely in (False, True):
            if mended := _mend(query, unknown, nearest, is_known, widely):
                yield mended
        return
    for slip in range(min(len(query.groups), _MOST_TRIES)):
        only = [place == slip for place in range(len(query.groups))]
        if mended := _mend(query, only, nearest, is_known, True):
            yield mended


def _mend(
    query: Query,
    wrong: list[bool],
    nearest: Nearest,
    is_known: Callable[[Group], bool],
    widely: bool,
) -> Mended | None:
    groups: list[Group] = []
    said: list[str] = []
    for group, is_wrong in zip(query.groups, wrong, strict=True):
        if not is_wrong:
            groups.append(group)
            said.append(group.word)
            continue
        found = _readings(group, nearest, is_known, widely)
        if not found:
            return None
        terms = tuple(dict.fromkeys(terms for _, readings in found for terms in readings))
        groups.append(Group(group.word, terms))
        said.append(" / ".join(shown for shown, _ in found[:_MOST_SHOWN]))
    return Mended(Query(tuple(groups), query.left_out), " ".join(said))


Reading = tuple[str, tuple[tuple[str, ...], ...]]  # as shown, and its alternatives of terms


def _readings(
    group: Group, nearest: Nearest, is_known: Callable[[Group], bool], widely: bool
) -> list[Reading]:
    whole = _near(group.word.replace(" ", ""), nearest, widely)
    if not whole and is_hangul(group.word):
        whole = _inside_compounds(without_particle(group.word), is_known)
    if " " not in group.word:
        return whole
    parts: list[list[Reading]] = []
    for part in group.word.split(" "):
        alternatives = tuple(
            terms for found in analyse_query(part).groups for terms in found.alternatives
        )
        if is_known(Group(part, alternatives)):
            parts.append([(part, alternatives)])
        else:
            parts.append(_near(part, nearest, widely))
    apart: list[Reading] = [
        (
            " ".join(shown for shown, _ in reading),
            (tuple(term for _, alternatives in reading for term in alternatives[0]),),
        )
        for reading in islice(product(*parts), _MOST_CANDIDATES)
    ]
    return [*apart, *whole]


def _near(word: str, nearest: Nearest, widely: bool) -> list[Reading]:
    found = nearest(word)[:_MOST_CANDIDATES]
    return [
        (
            shown,
            tuple(terms for group in analyse_query(near).groups for terms in group.alternatives),
        )
        for edits, near, shown in found
        if widely or edits == found[0][0]
    ]


def _inside_compounds(word: str, is_known: Callable[[Group], bool]) -> list[Reading]:
    """Mend one syllable of a Hangul word that is known only inside longer ones.

    The wrong syllable is the one in all unknown pairs; tried are those that differ in one letter.
    """
    wrong = [at for at, pair in enumerate(bigrams(word)) if not is_known(Group(pair, ((pair,),)))]
    places = [
        at for at in range(len(word)) if wrong and all(pair in (at - 1, at) for pair in wrong)
    ]
    found: list[Reading] = []
    for place in places:
        for syllable in nearby_syllables(word[place]):
            meant = word[:place] + syllable + word[place + 1 :]
            if is_known(Group(meant, (bigrams(meant),))):
                found.append((meant, (bigrams(meant),)))
    return found[:_MOST_CANDIDATES]
