"""Link records into bodies: in full, or as an update of what was linked before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.kernel.refusals import InputRefused, gettext_noop
from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.blocking import KeyReport, make_keys, make_pairs
from commonweave.linkage.columns import build_columns
from commonweave.linkage.domain.judgements import (
    Judgement,
    Settled,
    effective,
    settle_judgements,
)
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.grouping import Grouping, PairList, group_records
from commonweave.linkage.preparation import RECORD_COLUMNS, prepare_records
from commonweave.linkage.scoring import log_odds, score_pairs
from commonweave.linkage.state import (
    PendingState,
    StateStale,
    open_state,
    state_token,
    write_state,
)
from commonweave.linkage.statistics import count_statistics

__all__ = [
    "RECORD_COLUMNS",
    "Judgement",
    "LinkSettings",
    "Linkage",
    "StateStale",
    "link_records",
    "state_token",
    "update_linkage",
]

Progress = Callable[[str, float], None]
"""Told (step, share done from 0 to 1) as a run goes on."""


@dataclass
class Linkage:
    """What a run found.

    `clusters`: record id → cluster id, which is the smallest record id of the cluster; all records
    after a full run, those of `touched` after an update.
    `pairs`: Arrow table record_id_l < record_id_r, probability, band (`link`, `ask`, `apart`),
    reasons (JSON list of {code, weight, values}), of the pairs at or above the keep threshold; after
    an update those with a touched record.
    `report`: counts, seconds by step, what each blocking key brought and what its cap cost,
    components cut, judgements that contradict later ones or name unknown records.
    """

    clusters: dict[str, str]
    pairs: ArrowTable
    report: dict[str, Any]
    touched: set[str]
    _pending: PendingState | None = field(default=None, repr=False)

    def commit_state(self) -> None:
        """Make the state that the run wrote the one that holds; nothing where none was written."""
        if self._pending is not None:
            self._pending.commit()
            self._pending = None


@dataclass
class _Run:
    """Keeps the clock and the report of one run."""

    engine: Engine
    settings: LinkSettings
    progress: Progress
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

    def finish(self) -> dict[str, Any]:
        """Return the report."""
        self.step("done", 1.0)
        self.report.pop("step")
        return self.report


def _checked(records: ArrowTable) -> ArrowTable:
    """Return the records sorted by id; refuse missing columns and ids that are not unique."""
    import pyarrow.compute as pc

    for name in ("record_id", "name"):
        if name not in records.column_names:
            raise InputRefused(
                "linkage.column_missing",
                gettext_noop("The column “%(column)s” is missing."),
                remedy=gettext_noop("Give each record a record_id and a name."),
                values={"column": name},
            )
    ids = records.column("record_id")
    if ids.null_count or pc.count_distinct(ids).as_py() != len(ids):
        raise InputRefused(
            "linkage.ids_not_unique",
            gettext_noop("Some records have no id, or share one."),
            remedy=gettext_noop("Give each record an id that no other has."),
        )
    return records.take(pc.sort_indices(ids))


def link_records(
    records: ArrowTable,
    *,
    engine: Engine,
    settings: LinkSettings | None = None,
    judgements: Iterable[Judgement] = (),
    progress: Progress | None = None,
    state: Path | None = None,
    token: str = "",
    commit: bool = True,
) -> Linkage:
    """Link all records (columns RECORD_COLUMNS) into clusters.

    With a `state` folder, what an update needs is written there under the caller's `token`; with
    `commit=False` it holds only after `Linkage.commit_state()`. The engine's tables are
    overwritten. Raises InputRefused for records without unique ids.
    """
    settings = settings or LinkSettings()
    judgements = list(judgements)
    run = _Run(engine, settings, progress or (lambda _step, _share: None))
    run.step("prepare", 0.0)
    records = _checked(records)
    prepared = prepare_records(records, rids=range(records.num_rows))
    for name, table in prepared.tables():
        engine.load(name, table)
    run.step("block", 0.3)
    engine.run("DROP TABLE IF EXISTS keys")
    count_statistics(engine)
    make_keys(engine)
    _report_keys(run, make_pairs(engine, settings))
    run.step("compare", 0.5)
    _score(run, "TRUE", 0.5, 0.85)
    engine.run("CREATE OR REPLACE TABLE scored AS SELECT * FROM new_scored")
    run.step("cluster", 0.85)
    grouping = _group(run, "TRUE", judgements)
    _store_clusters(engine, grouping, replace=True)
    run.report |= {
        "records": records.num_rows,
        "clusters": len(set(grouping.cluster.values())),
    }
    linkage = Linkage(grouping.cluster, _kept_pairs(run, "TRUE"), {}, set(grouping.cluster))
    return _finish(run, linkage, state, token, judgements, commit=commit)


def update_linkage(
    upserts: ArrowTable,
    removed: Iterable[str],
    *,
    state: Path,
    engine: Engine,
    settings: LinkSettings | None = None,
    judgements: Iterable[Judgement] = (),
    progress: Progress | None = None,
    token: str = "",
    commit: bool = True,
) -> Linkage:
    """Bring a stored linkage up to date with new, changed and removed records.

    `judgements` are all that hold now. Only keys and pairs of changed records are computed, and
    only the components they touch are clustered again; clusters elsewhere cannot move. Raises
    StateStale where there is no state to continue from.
    """
    settings = settings or LinkSettings()
    judgements = list(judgements)
    run = _Run(engine, settings, progress or (lambda _step, _share: None))
    run.step("load", 0.0)
    meta = open_state(engine, state, settings)
    run.step("prepare", 0.2)
    upserts = _checked(upserts)
    _replace_records(engine, upserts, removed)
    run.step("block", 0.4)
    count_statistics(engine)
    make_keys(engine, where="rid IN (SELECT rid FROM fresh)")
    _report_keys(run, make_pairs(engine, settings, only_new=True))
    run.step("compare", 0.6)
    engine.run(
        "CREATE OR REPLACE TABLE needed AS SELECT l AS rid FROM pairs UNION SELECT r FROM pairs"
    )
    _score(run, "rid IN (SELECT rid FROM needed)", 0.6, 0.8)
    engine.run("INSERT INTO scored SELECT * FROM new_scored")
    run.step("cluster", 0.8)
    _touch(run, _changed_judgements(meta, judgements, engine))
    grouping = _group(run, "rid IN (SELECT rid FROM touched)", judgements)
    _store_clusters(engine, grouping, replace=False)
    run.report |= {
        "records": len(grouping.cluster),
        "clusters": len(set(grouping.cluster.values())),
    }
    linkage = Linkage(
        grouping.cluster,
        _kept_pairs(run, "l IN (SELECT rid FROM touched) OR r IN (SELECT rid FROM touched)"),
        {},
        set(grouping.cluster),
    )
    return _finish(run, linkage, state, token, judgements, commit=commit)


def _finish(
    run: _Run,
    linkage: Linkage,
    state: Path | None,
    token: str,
    judgements: Sequence[Judgement],
    *,
    commit: bool,
) -> Linkage:
    run.report["kept_pairs"] = linkage.pairs.num_rows
    if state is not None:
        run.step("store", 0.95)
        linkage._pending = write_state(
            run.engine, state, settings=run.settings, token=token, judgements=effective(judgements)
        )
        if commit:
            linkage.commit_state()
    linkage.report = run.finish()
    return linkage


def _report_keys(run: _Run, keys: dict[str, KeyReport]) -> None:
    run.report["keys"] = {name: vars(report) for name, report in keys.items()}
    run.report["caps"] = {name: report.dropped for name, report in keys.items() if report.dropped}


def _score(run: _Run, where: str, start: float, end: float) -> None:
    """Score the table `pairs` into the table `new_scored` (l, r, logit, reasons)."""
    import pyarrow as pa

    pairs = run.engine.fetch("SELECT l, r FROM pairs ORDER BY l, r")
    run.report["pairs"] = pairs.num_rows
    empty = pa.table({"l": pa.array([], pa.int32()), "r": pa.array([], pa.int32()),
                      "logit": pa.array([], pa.float32()),
                      "reasons": pa.array([], pa.string())})  # fmt: skip
    if not pairs.num_rows:
        run.engine.load("new_scored", empty)
        return
    scored = score_pairs(
        build_columns(run.engine, where=where),
        pairs,
        scorecard=load_scorecard(),
        settings=run.settings,
        progress=lambda share: run.progress("compare", start + (end - start) * share),
    )
    run.engine.load(
        "new_scored",
        pa.table(
            {
                "l": pairs.column("l"),
                "r": pairs.column("r"),
                "logit": pa.array(scored.logit),
                "reasons": pa.array(scored.reasons, pa.string()),
            }
        ),
    )


def _group(run: _Run, where: str, judgements: Sequence[Judgement]) -> Grouping:
    """Cluster the records that a condition names, which must be whole components."""
    import numpy as np

    rec = run.engine.fetch(f"SELECT rid, record_id, source FROM rec WHERE {where} ORDER BY rid")
    rid = rec.column("rid").to_numpy()
    record_ids = rec.column("record_id").to_pylist()
    sources: dict[str, int] = {}
    lists = [sources.setdefault(name, len(sources)) for name in rec.column("source").to_pylist()]
    inside = (
        f"l IN (SELECT rid FROM rec WHERE {where}) AND r IN (SELECT rid FROM rec WHERE {where})"
    )
    scored = run.engine.fetch(
        f"SELECT l, r, logit FROM scored WHERE {inside if where != 'TRUE' else 'TRUE'}"
    )
    pairs = PairList(
        np.searchsorted(rid, scored.column("l").to_numpy()).astype(np.int32),
        np.searchsorted(rid, scored.column("r").to_numpy()).astype(np.int32),
        scored.column("logit").to_numpy(),
    )
    known = set(record_ids)
    settled = settle_judgements(judgements, known=known.__contains__)
    if where == "TRUE":
        _report_judgements(run, settled)
    grouping = group_records(record_ids, lists, pairs, settled, run.settings)
    run.report["cut_components"] = grouping.cut_components
    return grouping


def _report_judgements(run: _Run, settled: Settled) -> None:
    run.report["contradictions"] = [
        (c.overruled.left, c.overruled.right, c.overruled.verdict) for c in settled.contradictions
    ]
    run.report["unknown_judgements"] = [(j.left, j.right, j.verdict) for j in settled.unknown]


def _store_clusters(engine: Engine, grouping: Grouping, *, replace: bool) -> None:
    import pyarrow as pa

    ids = list(grouping.cluster)
    engine.load(
        "new_clusters",
        pa.table(
            {
                "record_id": pa.array(ids, pa.string()),
                "cluster": pa.array([grouping.cluster[i] for i in ids], pa.string()),
                "component": pa.array([grouping.component[i] for i in ids], pa.string()),
            }
        ),
    )
    if replace:
        engine.run("CREATE OR REPLACE TABLE clusters AS SELECT * FROM new_clusters")
        return
    engine.run(
        "DELETE FROM clusters WHERE record_id NOT IN (SELECT record_id FROM rec) "
        "OR record_id IN (SELECT record_id FROM new_clusters)"
    )
    engine.run("INSERT INTO clusters SELECT * FROM new_clusters")


def _kept_pairs(run: _Run, where: str) -> ArrowTable:
    settings = run.settings
    bands = (log_odds(settings.link_threshold), log_odds(settings.ask_threshold))
    return run.engine.fetch(
        "SELECT least(a.record_id, b.record_id) AS record_id_l, "
        "greatest(a.record_id, b.record_id) AS record_id_r, "
        "1 / (1 + exp(-CAST(logit AS DOUBLE))) AS probability, "
        f"CASE WHEN logit >= {bands[0]} THEN 'link' WHEN logit >= {bands[1]} THEN 'ask' "
        "ELSE 'apart' END AS band, reasons "
        f"FROM (SELECT * FROM scored WHERE reasons IS NOT NULL AND ({where})) "
        "JOIN rec AS a ON a.rid = l JOIN rec AS b ON b.rid = r ORDER BY 1, 2"
    )


def _replace_records(engine: Engine, upserts: ArrowTable, removed: Iterable[str]) -> None:
    """Take changed and removed records out of all tables and put the new rows in.

    Leaves the tables `fresh` (rid) and `affected` (component) behind.
    """
    import pyarrow as pa

    incoming = upserts.column("record_id").to_pylist()
    gone = [*incoming, *removed]
    engine.load("incoming", pa.table({"record_id": pa.array(gone, pa.string())}))
    engine.run(
        "CREATE OR REPLACE TABLE affected AS SELECT DISTINCT component FROM clusters "
        "SEMI JOIN incoming USING (record_id)"
    )
    old = engine.fetch("SELECT rid, record_id FROM rec SEMI JOIN incoming USING (record_id)")
    known = dict(
        zip(old.column("record_id").to_pylist(), old.column("rid").to_pylist(), strict=True)
    )
    highest = engine.fetch(
        "SELECT (SELECT max(rid) FROM rec) AS rid, (SELECT max(form) FROM frm) AS form"
    ).to_pylist()[0]
    first = -1 if highest["rid"] is None else highest["rid"]
    rids = []
    for record_id in incoming:
        if record_id not in known:
            first += 1
        rids.append(known.get(record_id, first))
    engine.load("old_rids", pa.table({"rid": pa.array(known.values(), pa.int32())}))
    engine.load("fresh", pa.table({"rid": pa.array(rids, pa.int32())}))
    for table in ("rec", "nam", "con", "keys"):
        engine.run(f"DELETE FROM {table} WHERE rid IN (SELECT rid FROM old_rids)")
    engine.run(
        "DELETE FROM scored WHERE l IN (SELECT rid FROM old_rids) OR r IN (SELECT rid FROM old_rids)"
    )
    next_form = 0 if highest["form"] is None else highest["form"] + 1
    for name, table in prepare_records(upserts, rids=rids, first_form=next_form).tables():
        engine.load(f"new_{name}", table)
        engine.run(f"INSERT INTO {name} SELECT * FROM new_{name}")


def _changed_judgements(
    meta: dict[str, Any], judgements: Sequence[Judgement], engine: Engine
) -> set[str]:
    """Return the records whose judgements changed, or came to life with a new record."""
    before = {(left, right): verdict for left, right, verdict in meta["judgements"]}
    now: dict[tuple[str, str], str] = dict(effective(judgements))
    changed = {pair for pair in before.keys() | now.keys() if before.get(pair) != now.get(pair)}
    fresh = set(engine.fetch("SELECT record_id FROM incoming").column("record_id").to_pylist())
    revived = {pair for pair in now if pair[0] in fresh or pair[1] in fresh}
    return {record for pair in changed | revived for record in pair}


def _touch(run: _Run, judged: set[str]) -> None:
    """Fill `touched` (rid): new records and the components that a change reaches."""
    import pyarrow as pa

    engine = run.engine
    engine.load("judged", pa.table({"record_id": pa.array(sorted(judged), pa.string())}))
    cut = log_odds(run.settings.link_threshold)
    engine.run(
        "INSERT INTO affected SELECT DISTINCT component FROM clusters "
        "WHERE record_id IN (SELECT record_id FROM judged) OR record_id IN ("
        "SELECT record_id FROM rec WHERE rid IN ("
        f"SELECT l FROM new_scored WHERE logit >= {cut} UNION "
        f"SELECT r FROM new_scored WHERE logit >= {cut}))"
    )
    engine.run(
        "CREATE OR REPLACE TABLE touched AS SELECT rid FROM fresh UNION "
        "SELECT rid FROM rec JOIN clusters USING (record_id) "
        "WHERE component IN (SELECT component FROM affected)"
    )
