"""What an update changes in the stored tables, and which components it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.linkage.blocking_keys import make_keys
from commonweave.linkage.domain.judgements import Judgement, effective
from commonweave.linkage.domain.lexicon import Row
from commonweave.linkage.gazetteer import GAZETTEER, fill_towns, is_any_wanting
from commonweave.linkage.preparation import prepare_records
from commonweave.linkage.running import Run
from commonweave.linkage.scoring import log_odds
from commonweave.linkage.standing import weigh_standing
from commonweave.linkage.state import show_state, stored_judgements
from commonweave.linkage.statistics import no_statistics, split_names


def replace_records(
    engine: Engine, upserts: ArrowTable, removed: Iterable[str], words: tuple[Row, ...]
) -> None:
    """Prepare changed records under new numbers and make the old numbers of all of them void.

    `words` are the rows that a network adds to the lexicon.
    Leaves behind `new_TABLE` for each table of the state (those that later steps fill are empty),
    `fresh_frm` (all name forms of the fresh records), and `fresh` (rid), `gone` (rid), `incoming`
    (record_id) and `affected` (component).
    """
    import pyarrow as pa

    incoming = upserts.column("record_id").to_pylist()
    engine.load("incoming", pa.table({"record_id": pa.array([*incoming, *removed], pa.string())}))
    engine.run(
        "CREATE OR REPLACE TABLE gone AS SELECT rid FROM old_rec SEMI JOIN incoming "
        "USING (record_id) WHERE rid NOT IN (SELECT rid FROM void)"
    )
    engine.run("INSERT INTO void SELECT rid FROM gone")
    highest = engine.fetch("SELECT max(rid) AS rid FROM old_rec").to_pylist()[0]["rid"]
    first = 0 if highest is None else highest + 1
    rids = range(first, first + len(incoming))
    engine.load("fresh", pa.table({"rid": pa.array(rids, pa.int32())}))
    prepared = prepare_records(upserts, rids=rids, words=words)
    for name, table in prepared.tables():
        engine.load(f"new_{name}" if name != "frm" else "fresh_frm", table)
    engine.load("new_rec", _with_towns(engine, prepared.rec))
    engine.run(
        "CREATE OR REPLACE TABLE new_frm AS SELECT * FROM fresh_frm "
        "WHERE form NOT IN (SELECT form FROM old_frm)"
    )
    split_names(engine)
    no_statistics(engine)
    for table in ("keys", "scored"):
        engine.run(f"CREATE OR REPLACE TABLE new_{table} AS SELECT * FROM old_{table} LIMIT 0")
    engine.run("CREATE OR REPLACE TABLE new_clusters AS SELECT * FROM old_clusters_0 LIMIT 0")


def find_affected(engine: Engine) -> None:
    """Fill `affected` with the components of the records that change."""
    engine.run(
        "CREATE OR REPLACE TABLE affected AS SELECT DISTINCT component FROM clusters "
        "SEMI JOIN incoming USING (record_id)"
    )


def make_fresh_keys(engine: Engine, meta: Mapping[str, Any]) -> None:
    """Fill `new_keys` with the keys of the fresh records, reading no other."""
    for table in ("rec", "nam", "con", "tok"):
        engine.view(table, f"SELECT * FROM new_{table}")
    engine.view("frm", "SELECT * FROM fresh_frm")
    make_keys(engine, into="new_keys")
    show_state(engine, meta)


def clusters_before(engine: Engine) -> dict[str, str]:
    """Return record id → cluster id, before the update, of all that it touches or removes."""
    found = engine.fetch(
        "SELECT record_id, cluster FROM clusters "
        "WHERE component IN (SELECT component FROM affected)"
    )
    return dict(
        zip(found.column("record_id").to_pylist(), found.column("cluster").to_pylist(), strict=True)
    )


def close_clusters(engine: Engine) -> None:
    """Add to `new_clusters` that the removed records are in none."""
    engine.run(
        "INSERT INTO new_clusters SELECT record_id, NULL, NULL FROM incoming "
        "WHERE record_id NOT IN (SELECT record_id FROM new_clusters)"
    )


def _with_towns(engine: Engine, rec: ArrowTable) -> ArrowTable:
    """Fill in the towns of fresh records by all that tell theirs, those that stay included."""
    import pyarrow as pa

    if not is_any_wanting(rec):
        return rec
    stay = engine.fetch(
        f"SELECT {', '.join(GAZETTEER)} FROM old_rec "
        "WHERE told AND rid NOT IN (SELECT rid FROM void)"
    )
    known = [stay, rec.select(GAZETTEER)]
    return fill_towns(rec, pa.concat_tables(known, promote_options="permissive"))


def changed_judgements(
    meta: dict[str, Any], judgements: Sequence[Judgement], engine: Engine
) -> set[str]:
    """Return the records whose judgements changed, or came to life with a new record."""
    before, now = effective(stored_judgements(meta)), effective(judgements)
    changed = {pair for pair in before.keys() | now.keys() if before.get(pair) != now.get(pair)}
    fresh = set(engine.fetch("SELECT record_id FROM incoming").column("record_id").to_pylist())
    revived = {pair for pair in now if pair[0] in fresh or pair[1] in fresh}
    return {record for pair in changed | revived for record in pair}


def touch_components(run: Run, judged: set[str]) -> None:
    """Fill `touched` (rid): new records and the components that a change reaches."""
    import pyarrow as pa

    engine = run.engine
    engine.load("judged", pa.table({"record_id": pa.array(sorted(judged), pa.string())}))
    _find_moved(run)
    engine.run(
        "INSERT INTO affected SELECT DISTINCT component FROM clusters "
        "WHERE record_id IN (SELECT record_id FROM judged) OR record_id IN ("
        "SELECT record_id FROM rec WHERE rid IN (SELECT rid FROM moved))"
    )
    engine.run(
        "CREATE OR REPLACE TABLE touched AS SELECT rid FROM fresh UNION "
        "SELECT rid FROM rec JOIN clusters USING (record_id) "
        "WHERE component IN (SELECT component FROM affected)"
    )


def _find_moved(run: Run) -> None:
    """Fill `moved` (rid): records that gained or lost a candidate, and what they now link to.

    Such a change moves how all pairs of a record stand, so that any of them may now be a link.
    """
    engine = run.engine
    keep, cut = log_odds(run.settings.keep_threshold), log_odds(run.settings.link_threshold)
    gone = "(SELECT rid FROM gone)"
    engine.run(
        "CREATE OR REPLACE TABLE moved AS "
        f"SELECT l AS rid FROM new_scored WHERE logit >= {keep} UNION "
        f"SELECT r FROM new_scored WHERE logit >= {keep} UNION "
        f"SELECT l FROM old_scored WHERE logit >= {keep} AND r IN {gone} UNION "
        f"SELECT r FROM old_scored WHERE logit >= {keep} AND l IN {gone}"
    )
    weigh_standing(engine, run.scorecard, run.settings, "rid IN (SELECT rid FROM moved)")
    engine.run(
        "INSERT INTO moved SELECT l FROM standing "
        f"WHERE logit >= {cut} UNION SELECT r FROM standing WHERE logit >= {cut}"
    )
