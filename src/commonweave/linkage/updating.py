"""What an update changes in the stored tables, and which components it reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.linkage.domain.judgements import Judgement, effective
from commonweave.linkage.gazetteer import GAZETTEER, fill_towns, is_any_wanting
from commonweave.linkage.preparation import prepare_records
from commonweave.linkage.running import Run
from commonweave.linkage.scoring import log_odds


def replace_records(engine: Engine, upserts: ArrowTable, removed: Iterable[str]) -> None:
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
    highest = engine.fetch("SELECT max(rid) AS rid FROM rec").to_pylist()[0]["rid"]
    first = -1 if highest is None else highest
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
        "DELETE FROM scored "
        "WHERE l IN (SELECT rid FROM old_rids) OR r IN (SELECT rid FROM old_rids)"
    )
    prepared = prepare_records(upserts, rids=rids)
    for name, table in prepared.tables():
        engine.load(f"new_{name}", _with_towns(engine, table) if name == "rec" else table)
    engine.run("DELETE FROM new_frm WHERE form IN (SELECT form FROM frm)")
    for name in ("rec", "nam", "frm", "con"):
        engine.run(f"INSERT INTO {name} SELECT * FROM new_{name}")


def _with_towns(engine: Engine, rec: ArrowTable) -> ArrowTable:
    """Fill in the towns of new records by all that tell theirs, those that stay included."""
    import pyarrow as pa

    if not is_any_wanting(rec):
        return rec
    stay = engine.fetch(f"SELECT {', '.join(GAZETTEER)} FROM rec WHERE told")
    return fill_towns(rec, pa.concat_tables([stay, rec.select(GAZETTEER)], promote_options="permissive"))


def changed_judgements(
    meta: dict[str, Any], judgements: Sequence[Judgement], engine: Engine
) -> set[str]:
    """Return the records whose judgements changed, or came to life with a new record."""
    before = {(left, right): verdict for left, right, verdict in meta["judgements"]}
    now: dict[tuple[str, str], str] = dict(effective(judgements))
    changed = {pair for pair in before.keys() | now.keys() if before.get(pair) != now.get(pair)}
    fresh = set(engine.fetch("SELECT record_id FROM incoming").column("record_id").to_pylist())
    revived = {pair for pair in now if pair[0] in fresh or pair[1] in fresh}
    return {record for pair in changed | revived for record in pair}


def touch_components(run: Run, judged: set[str]) -> None:
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
