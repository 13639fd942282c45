"""Which pairs to ask a person about: spread over doubt and kinds of evidence, drawn by chance.

The compared pairs fall into cells by stratum of probability and by how much an answer decides.
Each cell gets a number of questions; inside a cell every pair has the same chance, so that answers
can be weighted back to all pairs. The draw is systematic (Madow & Madow 1944) over the pairs in
order of their evidence: it spreads over kinds of evidence without changing anybody's chance.
Chance comes from a hash of the record ids, never from the order of rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from commonweave.linkage.domain.clustering import DisjointSets
from commonweave.linkage.domain.fitting import Levels, Reals
from commonweave.linkage.domain.scorecard import LEVELS

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LOWEST = 0.01
"""Pairs of a smaller probability are not asked about."""
EDGES = (0.05, 0.15, 0.35, 0.5, 0.75, 0.9, 0.97)
"""Bounds of the strata of probability; the first stratum runs from LOWEST."""
SHARES = (5, 12, 13, 13, 13, 12, 13, 19)
"""Questions for each stratum of 100: doubt first, and a few on both confident ends."""
WIDE = 3
"""From so many pairs of records that hang on an answer on, a pair is asked about twice as often."""
CELLS = 2 * len(SHARES)
_SEED = b"commonweave questions 1"
_KINDS = ("name", "place", "list", "type", "homonyms", "identifier", "site", "phone", "email")


@dataclass(frozen=True)
class Candidates:
    """Compared pairs that may be asked about: rows of `left` and `right` number the records."""

    left: Numbers
    right: Numbers
    logit: Reals
    levels: Levels

    def __len__(self) -> int:
        return len(self.left)


def strata_of(probability: Reals) -> Numbers:
    """Return the stratum of each probability, from 0 (kept apart) to len(SHARES) - 1 (linked)."""
    return np.digitize(probability, EDGES).astype(np.int64)


def deciding(left: Numbers, right: Numbers, logit: Reals, cut: float) -> Numbers:
    """Return how many pairs of records hang on each pair: the product of both sides' sizes.

    A side is what likely links (log-odds from `cut` on) join, and inside one such side the pair
    decides about its whole size.
    """
    sets: DisjointSets[int] = DisjointSets()
    likely = logit >= cut
    for a, b in zip(left[likely].tolist(), right[likely].tolist(), strict=True):
        sets.join(a, b)
    side = np.arange(int(max(left.max(initial=-1), right.max(initial=-1))) + 1)
    for group in sets.groups():
        side[group] = group[0]
    size = np.bincount(side, minlength=1)
    one, two = size[side[left]], size[side[right]]
    return np.asarray(np.where(side[left] == side[right], one - 1, one * two), np.int64)


def cells_of(probability: Reals, pairs_decided: Numbers) -> Numbers:
    """Return the cell of each pair: stratum × whether much hangs on it."""
    return np.asarray(2 * strata_of(probability) + (pairs_decided >= WIDE))


def record_hashes(record_ids: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return 64 bits of chance for each record id."""
    digests = (
        hashlib.blake2b(name.encode(), digest_size=8, key=_SEED).digest() for name in record_ids
    )
    return np.frombuffer(b"".join(digests), np.uint64)


def pair_hashes(
    left: npt.NDArray[np.uint64], right: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint64]:
    """Return 64 bits of chance for each pair, whichever end comes first.

    The mixing is the finaliser of SplitMix64 (Steele, Lea & Flood 2014).
    """
    mixed = np.minimum(left, right) * np.uint64(0x9E3779B97F4A7C15) + np.maximum(left, right)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(mixed ^ (mixed >> np.uint64(31)))


def allot(wanted: int, cells: Numbers) -> list[int]:
    """Return the number of questions for each cell, at most `wanted` in all.

    What a stratum cannot use goes to the others by their shares; inside a stratum a pair on which
    much hangs counts double.
    """
    sizes = np.bincount(cells, minlength=CELLS).reshape(-1, 2)
    given = _fill(wanted, np.array(SHARES, np.float64), sizes.sum(axis=1))
    out: list[int] = []
    for questions, (few, many) in zip(given.tolist(), sizes.tolist(), strict=True):
        split = _fill(questions, np.array([few, 2.0 * many]), np.array([few, many]))
        out += split.tolist()
    return out


def _fill(wanted: int, weights: Reals, room: Numbers) -> Numbers:
    """Share a number out by weights, nobody over their room: one by one, to who lags most."""
    given = np.zeros(len(weights), np.int64)
    for _ in range(min(wanted, int(room[weights > 0].sum()))):
        open_ = (given < room) & (weights > 0)
        lag = np.where(open_, (given + 0.5) / np.where(weights > 0, weights, 1), np.inf)
        given[int(np.argmin(lag))] += 1
    return given


def choose_questions(
    candidates: Candidates,
    cells: Numbers,
    chance: npt.NDArray[np.uint64],
    *,
    wanted: int,
    joined: Iterable[tuple[int, int]] = (),
) -> list[int]:
    """Return the positions of the pairs to ask about, in the order of asking.

    `candidates` are free of answered and implied pairs; `joined` are records already known to be
    one. A pair whose ends other questions already connect is passed over for the next in order,
    as its answer may follow from theirs.
    """
    sets: DisjointSets[int] = DisjointSets()
    for a, b in joined:
        sets.join(a, b)
    chosen: list[int] = []
    kinds = [candidates.levels[:, list(LEVELS).index(kind)] for kind in reversed(_KINDS)]
    keys: list[npt.NDArray[Any]] = [chance, *kinds, cells]
    order = np.lexsort(keys)
    bounds = np.searchsorted(cells[order], np.arange(CELLS + 1))
    for cell, questions in enumerate(allot(wanted, cells)):
        row = order[bounds[cell] : bounds[cell + 1]].tolist()
        start = int(np.bitwise_xor.reduce(chance[row], initial=0)) / 2**64
        chosen += _draw(row, questions, start, candidates, sets)
    return sorted(chosen, key=lambda at: int(chance[at]))


def _draw(
    row: list[int], questions: int, start: float, pairs: Candidates, sets: DisjointSets[int]
) -> list[int]:
    """Take every n-th of a row from a start by chance (0 to 1), the next where one is no use."""
    taken: dict[int, None] = {}
    for number in range(questions):
        first = int((number + start) * len(row) / questions)
        for step in range(len(row)):
            at = row[(first + step) % len(row)]
            a, b = int(pairs.left[at]), int(pairs.right[at])
            if at not in taken and sets.find(a) != sets.find(b):
                sets.join(a, b)
                taken[at] = None
                break
    return list(taken)
