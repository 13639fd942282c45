"""How alike two records' names are: shared words weighed by rarity, typos and sounds included."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweave.linkage.columns import Columns, Flags, Floats, Ints
from commonweave.linkage.domain.names import Flag
from commonweave.linkage.domain.scorecard import LEVELS

_NAME = {level: code for code, level in enumerate(LEVELS["name"])}
_OWN_TOWN = 0.15
"""What a word that only one name has still weighs where it is the town of either record."""


@dataclass(frozen=True)
class NameEvidence:
    """Level codes by pair, and the number of the rarest shared word (-1 for none)."""

    name: Ints
    word: Ints
    homonyms: Ints
    told: Ints
    number: Ints
    mark: Ints
    extra: Ints
    shared_word: Ints


@dataclass(frozen=True)
class _Overlap:
    dice: Floats
    within: Floats
    rarest: Ints
    number: Ints
    mark: Ints
    extra: Floats
    told: Floats


def compare_names(columns: Columns, left: Ints, right: Ints) -> NameEvidence:
    """Compare each pair of records by the best pair of their name forms."""
    pair, a, b = _form_pairs(columns, left, right)
    overlap = _overlap(columns, a, b, _towns(columns, left[pair], right[pair]))
    level = _levels(columns, a, b, overlap)
    best = _best_of(pair, level + overlap.dice * 0.5 - 0.2 * (overlap.number == 2), len(left))
    forms = columns.forms
    out = np.zeros(len(left), np.int32)
    fa, fb, name = a[best], b[best], level[best]
    homonyms = np.where(
        name >= _NAME["near"],
        1 + np.digitize(np.maximum(forms.bodies[fa], forms.bodies[fb]), [2, 5, 21]),
        0,
    )
    rarest = overlap.rarest[best]
    bodies = np.where(rarest >= 0, columns.vocabulary.bodies[np.maximum(rarest, 0)], 0)
    word = np.where(rarest >= 0, 5 - np.digitize(bodies, [2, 5, 16, 61]), 0)
    return NameEvidence(
        name=out + name,
        word=out + word,
        homonyms=out + homonyms,
        told=np.where(name >= _NAME["near"], 1 + np.digitize(overlap.told[best], [5.0, 10.0]), 0),
        number=overlap.number[best],
        mark=overlap.mark[best],
        extra=np.digitize(overlap.extra[best], [0.5, 4.0]).astype(np.int32)
        * (name < _NAME["acronym"]),
        shared_word=rarest,
    )


def _form_pairs(columns: Columns, left: Ints, right: Ints) -> tuple[Ints, Ints, Ints]:
    """Return (pair, form, form) for every combination of the names of each pair."""
    counts = (columns.names >= 0).sum(1)
    parts: list[tuple[Ints, Ints, Ints]] = []
    for x in range(columns.names.shape[1]):
        for y in range(columns.names.shape[1]):
            rows = np.flatnonzero((counts[left] > x) & (counts[right] > y)).astype(np.int32)
            if len(rows):
                parts.append((rows, columns.names[left[rows], x], columns.names[right[rows], y]))
    pair, a, b = (np.concatenate([part[at] for part in parts]) for at in range(3))
    order = np.argsort(pair, kind="stable")
    return pair[order], a[order], b[order]


def _best_of(pair: Ints, score: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.int64]:
    """Return the row of the highest score of each pair; every pair has one."""
    order = np.lexsort((score, pair))
    last = np.searchsorted(pair[order], np.arange(count), side="right") - 1
    return order[last]


def _towns(columns: Columns, left: Ints, right: Ints) -> Ints:
    return np.concatenate([columns.town_words[left], columns.town_words[right]], axis=1)


def _overlap(columns: Columns, a: Ints, b: Ints, towns: Ints) -> _Overlap:
    vocabulary, forms = columns.vocabulary, columns.forms
    wa, wb = forms.words[a], forms.words[b]
    same = (wa[:, :, None] == wb[:, None, :]) & (wa >= 0)[:, :, None]
    hit_a, hit_b = same.any(2).astype(np.float32), same.any(1).astype(np.float32)
    exact_a = hit_a > 0
    _add_alike(columns, (wa, wb), (hit_a, hit_b), (forms.flags[a], forms.flags[b]))
    weight_a = _weights(vocabulary.weight, wa, hit_a, towns)
    weight_b = _weights(vocabulary.weight, wb, hit_b, towns)
    shared_a, shared_b = (hit_a * weight_a).sum(1), (hit_b * weight_b).sum(1)
    all_a, all_b = weight_a.sum(1), weight_b.sum(1)
    total = np.maximum(all_a + all_b, 1e-6)
    within = np.maximum(shared_a / np.maximum(all_a, 1e-6), shared_b / np.maximum(all_b, 1e-6))
    rarest = _rarest(vocabulary.bodies, wa, hit_a > 0.75)
    left_a = ((1 - hit_a) * weight_a).sum(1)
    left_b = ((1 - hit_b) * weight_b).sum(1)
    flags = forms.flags[a], forms.flags[b]
    return _Overlap(
        dice=((shared_a + shared_b) / total).astype(np.float32),
        within=within.astype(np.float32),
        rarest=np.where(exact_a.any(1) | (hit_a > 0.75).any(1), rarest, -1),
        number=_one_or_both(flags, (wa, wb), (hit_a, hit_b), Flag.NUMBER),
        mark=_one_or_both(flags, (wa, wb), (hit_a, hit_b), Flag.MARK),
        extra=np.maximum(left_a, left_b).astype(np.float32),
        told=np.minimum(shared_a, shared_b),
    )


def _weights(weight: Floats, words: Ints, hit: Floats, towns: Ints) -> Floats:
    """Weigh words by rarity; an unmatched word that is either's town counts for little."""
    base = np.where(words >= 0, weight[np.maximum(words, 0)], 0).astype(np.float32)
    town = ((words[:, :, None] == towns[:, None, :]) & (words >= 0)[:, :, None]).any(2)
    return np.where(town & (hit == 0), base * _OWN_TOWN, base).astype(np.float32)


def _rarest(bodies: Ints, words: Ints, hit: Flags) -> Ints:
    rarity = np.where(hit, bodies[np.maximum(words, 0)], 1 << 30)
    at = rarity.argmin(1)
    return np.asarray(words[np.arange(len(words)), at])


def _one_or_both(
    flags: tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]],
    words: tuple[Ints, Ints],
    hits: tuple[Floats, Floats],
    flag: Flag,
) -> Ints:
    """Return 0, 1 (one side has an unmatched number or mark) or 2 (both have: they differ)."""
    lone = [
        ((side == flag) & (word >= 0) & (hit == 0)).any(1)
        for side, word, hit in zip(flags, words, hits, strict=True)
    ]
    return np.asarray(lone[0].astype(np.int32) + lone[1])


def _add_alike(
    columns: Columns,
    words: tuple[Ints, Ints],
    hits: tuple[Floats, Floats],
    flags: tuple[npt.NDArray[np.int8], npt.NDArray[np.int8]],
) -> None:
    """Credit unmatched words that a typo, an abbreviation or another script keeps apart."""
    open_a = (words[0] >= 0) & (hits[0] == 0) & (flags[0] == Flag.WORD)
    open_b = (words[1] >= 0) & (hits[1] == 0) & (flags[1] == Flag.WORD)
    first, sounds = columns.vocabulary.first, columns.vocabulary.sounds
    fa, fb = first[np.maximum(words[0], 0)], first[np.maximum(words[1], 0)]
    sa, sb = sounds[np.maximum(words[0], 0)], sounds[np.maximum(words[1], 0)]
    may = (fa[:, :, None] == fb[:, None, :]) | (
        (sa[:, :, None] == sb[:, None, :]) & (sa >= 0)[:, :, None]
    )
    row, x, y = np.nonzero(may & open_a[:, :, None] & open_b[:, None, :])
    if not len(row):
        return
    word_a, word_b = words[0][row, x], words[1][row, y]
    codes, inverse = np.unique(
        word_a.astype(np.int64) << 32 | word_b.astype(np.int64), return_inverse=True
    )
    alike = _word_similarity(columns, (codes >> 32).astype(np.int32), codes.astype(np.int32))
    credit = alike[inverse]
    np.maximum.at(hits[0], (row, x), credit)
    np.maximum.at(hits[1], (row, y), credit)


def _word_similarity(columns: Columns, a: Ints, b: Ints) -> Floats:
    """Return 0 to 1 for pairs of different words; under 0.75 is taken as no likeness."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    vocabulary = columns.vocabulary
    texts_a = [vocabulary.words[at] for at in a.tolist()]
    texts_b = [vocabulary.words[at] for at in b.tolist()]
    similarity = cpdist(texts_a, texts_b, scorer=OSA.normalized_similarity, score_cutoff=0.7)
    similarity = np.asarray(similarity, np.float32)
    shorter = np.minimum(vocabulary.length[a], vocabulary.length[b])
    similarity[shorter < 4] = 0
    sounds = vocabulary.sounds
    similarity[(sounds[a] == sounds[b]) & (sounds[a] >= 0) & (similarity < 0.85)] = 0.8
    begins = np.fromiter(
        (
            len(p) >= 3 and len(q) >= 3 and (p.startswith(q) or q.startswith(p))
            for p, q in zip(texts_a, texts_b, strict=True)
        ),
        np.bool_,
        len(a),
    )
    similarity = np.where(begins, np.maximum(similarity, 0.8), similarity)
    return np.where(similarity < 0.75, 0, similarity).astype(np.float32)


def _levels(columns: Columns, a: Ints, b: Ints, overlap: _Overlap) -> Ints:
    forms = columns.forms
    compact_a, compact_b = forms.compact[a], forms.compact[b]
    glued = (compact_a == compact_b) & (compact_a >= 0)
    acronym_a, acronym_b = forms.acronym[a], forms.acronym[b]
    acronym = ((acronym_a == compact_b) & (acronym_a >= 0) & forms.single[b]) | (
        (acronym_b == compact_a) & (acronym_b >= 0) & forms.single[a]
    )
    spelled = _spelled_alike(columns, a, b, overlap.dice)
    dice = np.maximum(overlap.dice, spelled)
    core = (forms.core[a] == forms.core[b]) & (forms.core[a] >= 0)
    conditions = [
        forms.full[a] == forms.full[b],
        core | glued,
        dice >= 0.9,
        acronym,
        (overlap.within >= 0.95) & (dice >= 0.45),
        dice >= 0.7,
        (dice >= 0.5) | (overlap.within >= 0.8),
        dice >= 0.25,
    ]
    names = ("same", "core", "near", "acronym", "within", "strong", "partial", "weak")
    return np.select(conditions, [_NAME[name] for name in names], 0).astype(np.int32)


def _spelled_alike(columns: Columns, a: Ints, b: Ints, dice: Floats) -> Floats:
    """Compare whole names without spaces, where words alone leave it open."""
    from rapidfuzz.distance import OSA
    from rapidfuzz.process import cpdist

    out = np.zeros(len(a), np.float32)
    rows = np.flatnonzero((dice > 0.2) & (dice < 0.9))
    if not len(rows):
        return out
    codes, inverse = np.unique(
        a[rows].astype(np.int64) << 32 | b[rows].astype(np.int64), return_inverse=True
    )
    texts = columns.forms.compact_text
    similarity = cpdist(
        [texts[at] for at in (codes >> 32).tolist()],
        [texts[at] for at in (codes & 0xFFFFFFFF).tolist()],
        scorer=OSA.normalized_similarity,
        score_cutoff=0.9,
    )
    long_enough = np.array([len(texts[at]) >= 8 for at in (codes >> 32).tolist()])
    out[rows] = np.where(long_enough, similarity, 0)[inverse]
    return out
