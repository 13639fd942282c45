"""The steps that full runs and updates share: score, group, keep."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.blocking import KeyReport
from commonweave.linkage.columns import build_columns, rows_of
from commonweave.linkage.domain.clustering import Rules
from commonweave.linkage.domain.judgements import Judgement, Settled, settle_judgements
from commonweave.linkage.domain.scorecard import Scorecard
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.grouping import Ends, Groups, PairList, group_records, join_records
from commonweave.linkage.layout import Ints, save_columns
from commonweave.linkage.reasons import write_reasons
from commonweave.linkage.scoring import PairScorer, log_odds, score_batch

Progress = Callable[[str, float], None]
"""Told (step, share done from 0 to 1) as a run goes on."""


@dataclass
class Run:
    """Keeps the clock and the report of one run."""

    engine: Engine
    settings: LinkSettings
    progress: Progress
    reasons: bool = True
    scorecard: Scorecard = field(default_factory=load_scorecard)
    report: dict[str, Any] = field(default_factory=lambda: {"seconds": {}})
    started: float = field(default_factory=perf_counter)

    def step(self, name: str, share: float) -> None:
        """Say which step begins; the time since the last call belongs to the step before."""
        now = perf_counter()
        last = self.report.get("step")
        if last:
            self.report["seconds"][last] = round(now - self.started, 3)
        self.started = now
        self.report["step"] = name
        self.progress(name, share)

    def finish(self) -> None:
        """Close the report."""
        self.step("done", 1.0)
        self.report.pop("step")


def report_keys(run: Run, keys: dict[str, KeyReport]) -> None:
    run.report["keys"] = {name: vars(report) for name, report in keys.items()}
    run.report["caps"] = {name: report.dropped for name, report in keys.items() if report.dropped}


def score_pairs(
    run: Run,
    where: str,
    start: float,
    end: float,
    *,
    into: str,
    score: Callable[[Engine, str], None] | None = None,
) -> None:
    """Score the table `pairs` into the table `into` (l, r, logit), by `score` if given."""
    engine = run.engine
    run.report["pairs"] = engine.fetch("SELECT count(*) AS n FROM pairs").column("n")[0].as_py()
    if score is not None:
        score(engine, into)
        return
    columns = build_columns(engine, where=where)
    folder = None if engine.in_process else engine.scratch / "columns"
    if folder is not None:
        save_columns(columns, folder)
    scorer = PairScorer(
        folder or columns,
        run.scorecard,
        slice_pairs=run.settings.slice_pairs,
        threads=None if engine.in_process else 1,
    )
    each = (end - start) / max(1, run.report["pairs"])
    engine.map_batches(
        "SELECT l, r FROM pairs ORDER BY l, r",
        into,
        partial(score_batch, scorer),
        progress=lambda done: run.progress("compare", start + each * done),
    )


@dataclass(frozen=True)
class Grouping:
    """Clusters of records: `ids` is the Arrow column of their record ids, in order."""

    ids: Any
    groups: Groups

    def by_record(self) -> dict[str, str]:
        """Return record id → cluster id, the smallest record id of the cluster."""
        ids = self.ids.to_pylist()
        return dict(zip(ids, map(ids.__getitem__, self.groups.cluster.tolist()), strict=True))


def group_touched(run: Run, where: str, judgements: Sequence[Judgement]) -> Grouping:
    """Cluster the records that a condition names, which must be whole components.

    Their pairs must be in `standing`.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    rec = run.engine.fetch(
        f"SELECT rid, record_id, source FROM rec WHERE {where} ORDER BY record_id"
    )
    rid = rec.column("rid").to_numpy()
    ids = rec.column("record_id").combine_chunks()
    sources = pc.dictionary_encode(rec.column("source").combine_chunks(), null_encoding="encode")
    named = pa.array(sorted({end for judged in judgements for end in judged.pair}), pa.string())
    at = dict(zip(named.to_pylist(), pc.index_in(named, ids).to_pylist(), strict=True))
    settled = settle_judgements(judgements, known=lambda record: at[record] is not None)
    _report_judgements(run, settled, whole=where == "TRUE")
    rules = Rules(
        log_odds(run.settings.link_threshold),
        run.settings.unscored,
        run.settings.unscored_same_list,
        run.settings.component_cap,
    )
    same = _ends(((g[0], end) for g in settled.together.groups() for end in g), at)
    groups = group_records(
        sources.indices.to_numpy(),
        _pairs_inside(run.engine, rid, same, rules.cut, where),
        same=same,
        apart=_ends(settled.apart, at),
        rules=rules,
    )
    run.report["cut_components"] = groups.cut_components
    return Grouping(ids, groups)


def _pairs_inside(engine: Engine, rid: Ints, same: Ends, cut: float, where: str) -> PairList:
    """Return the scored pairs inside components: all that clustering reads, few beside all.

    `rid` are the record numbers by position, `where` the condition that named them.
    """
    import numpy as np
    import pyarrow as pa

    position = np.zeros(int(rid.max(initial=-1)) + 1, np.int32)
    position[rid] = np.arange(len(rid), dtype=np.int32)

    def placed(sql: str) -> PairList:
        scored = engine.fetch(sql)
        left, right = (position[scored.column(side).to_numpy()] for side in ("l", "r"))
        return PairList(left, right, scored.column("logit").to_numpy())

    among = f"(SELECT rid FROM rec WHERE {where})"
    asked = "TRUE" if where == "TRUE" else f"l IN {among} AND r IN {among}"
    links = placed(f"SELECT l, r, logit FROM standing WHERE logit >= {cut} AND {asked}")
    part = join_records(len(rid), links, same=same, cut=cut)
    joined = np.flatnonzero(np.bincount(part, minlength=len(part))[part] > 1)
    engine.load("joined", pa.table({"rid": rid[joined], "part": part[joined]}))
    return placed(
        "SELECT l, r, logit FROM weighed JOIN joined AS a ON a.rid = l "
        "JOIN joined AS b ON b.rid = r AND a.part = b.part"
    )


def _ends(pairs: Iterable[tuple[str, str]], at: Mapping[str, int]) -> Ends:
    import numpy as np

    ends = [(at[left], at[right]) for left, right in pairs]
    left, right = np.array(ends, np.int32).reshape(-1, 2).T
    return Ends(np.ascontiguousarray(left), np.ascontiguousarray(right))


def _report_judgements(run: Run, settled: Settled, *, whole: bool) -> None:
    """Report answers that do not hold; in an update, those between touched records."""
    run.report["contradictions"] = [
        (c.overruled.left, c.overruled.right, c.overruled.verdict) for c in settled.contradictions
    ]
    unknown = settled.unknown if whole else []
    run.report["unknown_judgements"] = [(j.left, j.right, j.verdict) for j in unknown]


def store_clusters(engine: Engine, grouping: Grouping, name: str) -> None:
    import pyarrow as pa

    ids, groups = grouping.ids, grouping.groups
    engine.load(
        name,
        pa.table(
            {
                "record_id": ids,
                "cluster": ids.take(pa.array(groups.cluster)),
                "component": ids.take(pa.array(groups.component)),
            }
        ),
    )


def kept_pairs(run: Run, where: str) -> ArrowTable:
    """Return the pairs at or above the keep threshold that a condition on `l, r` names.

    They must be in `standing`.
    """
    import numpy as np
    import pyarrow as pa

    settings = run.settings
    keep, ask, link = (
        log_odds(threshold)
        for threshold in (settings.keep_threshold, settings.ask_threshold, settings.link_threshold)
    )
    run.engine.run(
        "CREATE OR REPLACE TABLE kept AS "
        f"SELECT l, r, logit, level FROM standing WHERE logit >= {keep} AND ({where})"
    )
    pairs = run.engine.fetch(
        "SELECT least(a.record_id, b.record_id) AS record_id_l, "
        "greatest(a.record_id, b.record_id) AS record_id_r, "
        "1 / (1 + exp(-CAST(logit AS DOUBLE))) AS probability, "
        f"CASE WHEN logit >= {link} THEN 'link' WHEN logit >= {ask} THEN 'ask' "
        "ELSE 'apart' END AS band, l, r, level "
        "FROM kept JOIN rec AS a ON a.rid = l JOIN rec AS b ON b.rid = r ORDER BY 1, 2"
    )
    if not run.reasons:
        return pairs.drop_columns(["l", "r", "level"])
    either = "rid IN (SELECT l FROM kept UNION SELECT r FROM kept)"
    columns = build_columns(run.engine, where=either)
    left, right = (rows_of(columns, pairs.column(side)) for side in ("l", "r"))
    levels = pairs.column("level").to_numpy().astype(np.uint8)
    reasons = write_reasons(columns, left, right, run.scorecard, levels)
    told = pa.array(reasons, pa.string())
    return pairs.drop_columns(["l", "r", "level"]).append_column("reasons", told)
