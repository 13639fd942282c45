"""What people are asked about a run, and what their answers say of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from commonweave.infrastructure.engines.port import Engine
from commonweave.linkage.columns import build_columns, rows_of
from commonweave.linkage.compare import compare_pairs
from commonweave.linkage.domain.estimates import Estimate, Population, Sample, estimate_links
from commonweave.linkage.domain.fitting import Levels, Reals, shares
from commonweave.linkage.domain.judgements import Judgement, effective, settle_judgements
from commonweave.linkage.domain.questions import (
    CELLS,
    LOWEST,
    Candidates,
    Flags,
    Numbers,
    cells_of,
    choose_questions,
    deciding,
    pair_hashes,
    record_hashes,
    strata_of,
)
from commonweave.linkage.domain.refit import Answers, Refit, refit_weights
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.reasons import write_reasons
from commonweave.linkage.scoring import log_odds, weigh
from commonweave.linkage.standing import STANDING

Names = npt.NDArray[np.object_]

_CELL_MOST = 2_000
"""Pairs of one cell whose evidence is looked at to spread questions; drawn by chance."""
_OPEN, _SAME, _DIFFERENT, _CLOSED = -1, 1, 0, 2


@dataclass(frozen=True)
class Question:
    """A pair worth an answer; `reasons` is JSON as in `Linkage.pairs`."""

    left: str
    right: str
    probability: float
    reasons: str


@dataclass(frozen=True)
class Frame:
    """The compared pairs from which questions are drawn, and what is answered of them.

    `left` and `right` number `record_ids`; `logit` is by the weights before any re-fit, `standing`
    the level beside rivals that it counts. `verdict`
    is 1 for same, 0 for different, 2 for what is not to be asked (unsure, or implied by answers),
    -1 for what is open. `outside` counts answers on pairs that were never compared.
    """

    record_ids: list[str]
    rids: npt.NDArray[np.int32]
    left: Numbers
    right: Numbers
    logit: Reals
    standing: Levels
    cells: Numbers
    chance: npt.NDArray[np.uint64]
    verdict: npt.NDArray[np.int8]
    joined: list[tuple[int, int]]
    outside: int

    @property
    def answered(self) -> Numbers:
        """Return the positions of the pairs that were answered same or different."""
        return np.flatnonzero((self.verdict == _SAME) | (self.verdict == _DIFFERENT))

    def part(self, rows: Flags) -> Frame:
        """Return the frame of some of the pairs; what is answered of the others is not in it."""
        return replace(
            self,
            left=self.left[rows],
            right=self.right[rows],
            logit=self.logit[rows],
            standing=self.standing[rows],
            cells=self.cells[rows],
            chance=self.chance[rows],
            verdict=self.verdict[rows],
        )

    def sampled(self, drawn: Collection[tuple[str, str]]) -> Frame:
        """Return the frame as if only pairs that were `drawn` (ids in order) were answered."""
        verdict = self.verdict.copy()
        for at in self.answered.tolist():
            ends = (self.record_ids[self.left[at]], self.record_ids[self.right[at]])
            if (min(ends), max(ends)) not in drawn:
                verdict[at] = _OPEN
        return replace(self, verdict=verdict)

    def weights(self, at: Numbers) -> Reals:
        """Return how many pairs of its cell each answered pair stands for."""
        pairs = np.bincount(self.cells, minlength=CELLS)
        answers = np.bincount(self.cells[self.answered], minlength=CELLS)
        return np.asarray((pairs / np.maximum(answers, 1))[self.cells[at]])


def read_frame(
    engine: Engine,
    judgements: Sequence[Judgement],
    settings: LinkSettings,
    *,
    pairs: str = "scored",
    where: str = "TRUE",
) -> Frame:
    """Read the pairs that may be asked about, with answers beside them.

    `pairs` is the table (l, r, logit) they are in, which must be in `standing`; `where` a condition
    on `rid` that holds of their records.
    """
    import pyarrow as pa

    rec = engine.fetch(f"SELECT rid, record_id FROM rec WHERE {where} ORDER BY rid")
    rids = rec.column("rid").to_numpy()
    record_ids: list[str] = rec.column("record_id").to_pylist()
    position = {name: at for at, name in enumerate(record_ids)}
    answers = _answers(judgements, position)
    ends = [(int(rids[a]), int(rids[b])) for a, b in answers]
    engine.load(
        "answered",
        pa.table(
            {
                name: pa.array([sorted(pair)[at] for pair in ends], pa.int32())
                for at, name in enumerate(("l", "r"))
            }
        ),
    )
    found = engine.fetch(
        "SELECT s.l AS l, s.r AS r, coalesce(t.logit, s.logit) AS logit, "
        f"coalesce(t.level, 0) AS level FROM {pairs} AS s "
        "LEFT JOIN standing AS t ON t.l = s.l AND t.r = s.r "
        "LEFT JOIN answered AS a ON a.l = s.l AND a.r = s.r "
        f"WHERE s.logit >= {log_odds(LOWEST)!r} OR a.l IS NOT NULL ORDER BY 1, 2"
    )
    left = np.searchsorted(rids, found.column("l").to_numpy()).astype(np.int64)
    right = np.searchsorted(rids, found.column("r").to_numpy()).astype(np.int64)
    logit = found.column("logit").to_numpy().astype(np.float64)
    verdict, joined, compared = _verdicts(left, right, answers, judgements, record_ids)
    hashes = record_hashes(record_ids)
    cut = log_odds(settings.link_threshold)
    return Frame(
        record_ids, rids, left, right, logit, found.column("level").to_numpy().astype(np.uint8),
        cells_of(shares(logit), deciding(left, right, logit, cut)),
        pair_hashes(hashes[left], hashes[right]),
        verdict, joined, len(answers) - compared,
    )  # fmt: skip


def _answers(
    judgements: Sequence[Judgement], position: Mapping[str, int]
) -> dict[tuple[int, int], int]:
    """Return the verdict that holds of each pair of known records, by position."""
    settled = settle_judgements(judgements, known=position.__contains__)
    overruled = {(c.overruled.pair, c.overruled.verdict) for c in settled.contradictions}
    codes = {"same": _SAME, "different": _DIFFERENT, "unsure": _CLOSED}
    found: dict[tuple[int, int], int] = {}
    for pair, verdict in effective(judgements).items():
        if pair[0] in position and pair[1] in position and (pair, verdict) not in overruled:
            a, b = sorted((position[pair[0]], position[pair[1]]))
            found[a, b] = codes[verdict]
    return found


def _verdicts(
    left: Numbers,
    right: Numbers,
    answers: Mapping[tuple[int, int], int],
    judgements: Sequence[Judgement],
    record_ids: Sequence[str],
) -> tuple[npt.NDArray[np.int8], list[tuple[int, int]], int]:
    """Return (verdict of each pair, records known to be one, number of answers that were found)."""
    position = {name: at for at, name in enumerate(record_ids)} if judgements else {}
    settled = settle_judgements(judgements, known=position.__contains__)
    group = np.arange(len(record_ids), dtype=np.int64)
    joined: list[tuple[int, int]] = []
    for members in settled.together.groups():
        places = sorted(position[name] for name in members)
        group[places] = places[0]
        joined += [(places[0], other) for other in places[1:]]
    fences = {
        tuple(sorted((int(group[position[a]]), int(group[position[b]])))) for a, b in settled.apart
    }
    code = np.int64(len(record_ids))
    low, high = np.minimum(group[left], group[right]), np.maximum(group[left], group[right])
    closed = (low == high) | np.isin(
        low * code + high, np.array([a * code + b for a, b in fences], np.int64)
    )
    verdict = np.where(closed, _CLOSED, _OPEN).astype(np.int8)
    pairs = np.minimum(left, right) * code + np.maximum(left, right)
    known = np.array([a * code + b for a, b in answers], np.int64)
    order = np.argsort(pairs)
    at = np.searchsorted(pairs[order], known)
    hit = at < len(pairs)
    hit[hit] = pairs[order[at[hit]]] == known[hit]
    verdict[order[at[hit]]] = np.array(list(answers.values()), np.int8)[hit]
    return verdict, joined, int(hit.sum())


def read_sources(engine: Engine, frame: Frame) -> tuple[Names, Names]:
    """Return the sources of both records of each pair of a frame, "" where a record has none."""
    rec = engine.fetch("SELECT source FROM rec ORDER BY rid").column("source")
    names = np.array(rec.fill_null("").to_pylist(), object)
    return names[frame.left], names[frame.right]


def read_levels(engine: Engine, frame: Frame, at: Numbers) -> Levels:
    """Compare the pairs at some positions of a frame again."""
    import pyarrow as pa

    left, right = frame.rids[frame.left[at]], frame.rids[frame.right[at]]
    engine.load("needed", pa.table({"rid": pa.array(np.union1d(left, right), pa.int32())}))
    columns = build_columns(engine, where="rid IN (SELECT rid FROM needed)")
    rows = (rows_of(columns, pa.array(ends)) for ends in (left, right))
    levels = compare_pairs(columns, *rows).levels
    levels[:, STANDING] = frame.standing[at]
    return levels


def refit_answers(
    engine: Engine, frame: Frame, scorecard: Scorecard, settings: LinkSettings, source: str = ""
) -> Refit:
    """Re-fit the weights to the answers of a frame; for one source, to those on its records.

    What other sources add to a pair stays as it is; what this one added before is left aside.
    """
    at = frame.answered
    if source:
        left, right = (names[at] for names in read_sources(engine, frame))
        mine = (left == source) | (right == source)
        at, left, right = at[mine], left[mine], right[mine]
    if not len(at):
        return Refit("few", 0, 0)
    levels = read_levels(engine, frame, at)
    offset = np.zeros(len(at))
    if source:
        for row, others in enumerate(zip(left, right, strict=True)):
            card = scorecard.for_sources({*others} - {source})
            offset[row] = weigh(levels[row : row + 1], card)[0]
        offset -= weigh(levels, scorecard)
    answers = Answers(
        levels,
        (frame.verdict[at] == _SAME).astype(np.float64),
        frame.weights(at),
        frame.chance[at],
        offset,
    )
    return refit_weights(answers, scorecard, cut=log_odds(settings.link_threshold))


def estimate_run(frame: Frame, now: Flags, without: Flags) -> Estimate | None:
    """Estimate precision and recall of the links among the compared pairs that were kept.

    `now` says of each pair of the frame whether the run links it, `without` whether it would by the
    same weights without obeying the answers. Pairs below the first stratum of doubt are left out.
    """
    stratum = strata_of(shares(frame.logit))
    kept = stratum > 0
    answered = np.zeros(len(kept), np.bool_)
    answered[frame.answered] = True
    rest, told = kept & ~answered, np.flatnonzero(kept & answered)
    return estimate_links(
        Population(stratum[rest], now[rest]),
        Sample(
            stratum[told],
            without[told],
            (frame.verdict[told] == _SAME).astype(np.float64),
            frame.weights(told),
            now[told],
        ),
    )


def together(frame: Frame, clusters: Mapping[str, str]) -> Flags:
    """Say of each pair of a frame whether clusters (record id → cluster) hold both records."""
    numbers: dict[str, int] = {}
    of_record = np.array(
        [numbers.setdefault(clusters[name], len(numbers)) for name in frame.record_ids], np.int64
    )
    return np.asarray(of_record[frame.left] == of_record[frame.right])


def pick_questions(
    engine: Engine, frame: Frame, wanted: int, scorecard: Scorecard
) -> list[Question]:
    """Return at most `wanted` questions, in the order of asking."""
    import pyarrow as pa

    open_ = np.flatnonzero(frame.verdict == _OPEN)
    order = open_[np.lexsort((frame.chance[open_], frame.cells[open_]))]
    cells = frame.cells[order]
    rank = np.arange(len(order)) - np.searchsorted(cells, cells)
    most = max(_CELL_MOST, wanted)
    looked = order[rank < most]
    if not wanted or not len(looked):
        return []
    candidates = Candidates(
        frame.left[looked],
        frame.right[looked],
        frame.logit[looked],
        read_levels(engine, frame, looked),
    )
    picked = choose_questions(
        candidates,
        frame.cells[looked],
        frame.chance[looked],
        wanted=wanted,
        joined=frame.joined,
    )
    at = looked[picked]
    ends = (frame.rids[frame.left[at]], frame.rids[frame.right[at]])
    columns = build_columns(engine, where="rid IN (SELECT rid FROM needed)")
    left, right = (rows_of(columns, pa.array(end)) for end in ends)
    return [
        Question(
            frame.record_ids[frame.left[place]],
            frame.record_ids[frame.right[place]],
            float(shares(frame.logit[place])),
            reasons,
        )
        for place, reasons in zip(
            at.tolist(),
            write_reasons(columns, left, right, scorecard, frame.standing[at]),
            strict=True,
        )
    ]
