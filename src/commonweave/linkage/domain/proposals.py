"""Words that answers of the clerical review propose for the lexicon.

Where people say “same” again and again of names that differ by one and the same word, that word
does not tell bodies apart; where they say “different” of such a pair, it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import product

from commonweave.linkage.domain.lexicon import Lexicon
from commonweave.linkage.domain.names import Flag, read_name
from commonweave.linkage.domain.text import romanise, split_words

MOST_EXTRA = 2
"""Words by which two names may differ for the answer to speak of these words."""
FEWEST_SUPPORT = 2
"""Different names of which “same” was said before a word is proposed."""
_SLIP = 0.7
"""Likeness of two words (0 to 1) from which one is a spelling of the other."""


@dataclass(frozen=True)
class AnsweredPair:
    """Two records with their names and towns, and `same` or `different` as a person answered."""

    ids: tuple[str, str]
    names: tuple[tuple[str, ...], tuple[str, ...]]
    towns: tuple[str, str]
    verdict: str


@dataclass(frozen=True)
class ProposedWord:
    """A word with the answers that speak for it and those that speak against it."""

    form: str
    support: int
    against: int
    pairs: tuple[tuple[str, str], ...]


@dataclass
class _Tally:
    cores: set[frozenset[str]] = field(default_factory=set)
    apart: set[frozenset[str]] = field(default_factory=set)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    spellings: dict[str, int] = field(default_factory=dict)


def propose_words(answers: Iterable[AnsweredPair], lexicon: Lexicon) -> list[ProposedWord]:
    """Return words that answers propose, those with the most support over objection first.

    Support counts different names, not answers, so that one body in many lists counts once. A word
    of the town, a slip of the pen and a word that the lexicon knows are not proposed.
    """
    tallies: dict[str, _Tally] = {}
    for answer in answers:
        if answer.verdict not in ("same", "different"):
            continue
        core, extra = _difference(answer, lexicon)
        for word, spelling in extra.items():
            tally = tallies.setdefault(word, _Tally())
            if answer.verdict == "different":
                tally.apart.add(core)
            else:
                tally.cores.add(core)
                tally.pairs.append(answer.ids)
                tally.spellings[spelling] = tally.spellings.get(spelling, 0) + 1
    proposed = [
        ProposedWord(
            form=max(sorted(tally.spellings), key=lambda text: tally.spellings[text]),
            support=len(tally.cores),
            against=len(tally.apart),
            pairs=tuple(sorted(set(tally.pairs))),
        )
        for tally in tallies.values()
        if len(tally.cores) >= FEWEST_SUPPORT and len(tally.cores) > len(tally.apart)
    ]
    return sorted(proposed, key=lambda word: (word.against - word.support, word.form))


def _difference(answer: AnsweredPair, lexicon: Lexicon) -> tuple[frozenset[str], dict[str, str]]:
    """Return the words shared by the two likest names and, by word, how the others are spelt.

    There are no others where the names differ too much, or not by a word.
    """
    towns = {romanise(word) for town in answer.towns for word in split_words(town)}
    best: tuple[int, frozenset[str], dict[str, str]] | None = None
    for names in product(*answer.names):
        left, right = (_telling_words(name, lexicon) for name in names)
        core = frozenset(left.keys() & right.keys())
        extra = {**left, **right}
        for word in core:
            del extra[word]
        if core and (best is None or len(extra) < best[0]):
            best = len(extra), core, extra
            slip = _is_slip(left.keys() - core, right.keys() - core)
            if len(extra) > MOST_EXTRA or slip:
                best = len(extra), core, {}
    if best is None:
        return frozenset(), {}
    return best[1], {word: text for word, text in best[2].items() if word not in towns}


def _telling_words(name: str, lexicon: Lexicon) -> dict[str, str]:
    """Return the words of a name that the lexicon does not know, with their spelling."""
    form = read_name(name, lexicon)
    spelt = {romanise(word): word for word in split_words(name)}
    told = {w for w, flag in zip(form.words, form.flags, strict=True) if flag == Flag.WORD}
    return {word: spelt[word] for word in form.words if word in told & spelt.keys()}


def _is_slip(left: Iterable[str], right: Iterable[str]) -> bool:
    return any(SequenceMatcher(None, a, b).ratio() >= _SLIP for a, b in product(left, right))
