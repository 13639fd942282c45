"""`commonweave link --state FOLDER --add`: new, changed and removed records into a kept linkage."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from commonweave.infrastructure.engines import Engine, open_engine
from commonweave.infrastructure.engines.port import ArrowTable
from commonweave.kernel.refusals import InputRefused, Place, gettext_noop
from commonweave.linkage.answer_files import read_judgements, read_weights
from commonweave.linkage.arguments import refuse
from commonweave.linkage.domain.changes import Changes, compare_clusters
from commonweave.linkage.files import check_id, column_at, read_rows
from commonweave.linkage.preparation import RECORD_COLUMNS
from commonweave.linkage.record_files import RecordFiles, read_records
from commonweave.linkage.services import (
    Linkage,
    LinkSettings,
    Question,
    Setup,
    StateStale,
    is_foreign,
    read_setup,
    state_token,
    update_linkage,
)

_SHOWN = ("name", "city", "source")


@dataclass(frozen=True)
class Update:
    """What an update found; `shown` has the records that questions are about, for people.

    The state holds what it held until `linkage.commit_state()`.
    """

    linkage: Linkage
    changes: Changes
    shown: ArrowTable
    remarks: list[str]


def check_state_folder(state: Path) -> None:
    """Refuse a folder that holds other things than a state."""
    if is_foreign(state):
        raise refuse(
            "linkage.state_foreign",
            gettext_noop("This is no folder of a kept linkage: it holds other files."),
            gettext_noop("Give --state an empty folder, or one that does not exist yet."),
            state,
        )


def update(
    args: argparse.Namespace,
    settings: LinkSettings | None,
    tell: Callable[[str, float], None] | None,
) -> Update:
    """Bring the state that the arguments name up to date with their lists and removed ids.

    Weights and, where `settings` is None, thresholds are those of the state; its answers hold on,
    and those of the arguments come after them. Raises InputRefused, also where the state cannot
    be continued.
    """
    try:
        return _update(args, settings, tell)
    except StateStale as error:
        raise _stale(args.state) from error


def _update(
    args: argparse.Namespace,
    settings: LinkSettings | None,
    tell: Callable[[str, float], None] | None,
) -> Update:
    setup = _setup_of(args, settings)
    records = _records_of(args.lists)
    removed = _removed_ids(args.remove, set(records.table.column("record_id").to_pylist()))
    with open_engine(args.engine, memory=args.memory) as engine:
        linkage = update_linkage(
            records.table,
            removed,
            state=args.state,
            engine=engine,
            settings=setup.settings,
            scorecard=setup.scorecard,
            judgements=setup.judgements,
            ask=int(args.ask[0]) if args.ask else 0,
            progress=tell,
            commit=False,
            reasons=bool(args.pairs),
        )
        shown = _shown(engine, linkage.questions, records.table)
    unknown = [record for record in removed if record not in linkage.before]
    remarks = [f"The record {record} is not there: nothing to remove." for record in unknown]
    changes = compare_clusters(linkage.before, linkage.clusters)
    return Update(linkage, changes, shown, [*records.remarks, *remarks])


def _stale(state: Path) -> InputRefused:
    if state_token(state) is None:
        message = gettext_noop("This folder keeps no linkage.")
    else:
        message = gettext_noop(
            "The linkage in this folder was kept by another version, or with other words, "
            "weights, thresholds or another engine, or parts of it are missing."
        )
    return refuse(
        "linkage.state_stale",
        message,
        gettext_noop("Link all lists once with --state and without --add."),
        state,
    )


def _setup_of(args: argparse.Namespace, settings: LinkSettings | None) -> Setup:
    kept = read_setup(args.state)
    given = read_judgements(args.judgements) if args.judgements else []
    return Setup(
        settings or kept.settings,
        read_weights(args.weights) if args.weights else kept.scorecard,
        [*kept.judgements, *given],
    )


def _records_of(lists: Sequence[Path]) -> RecordFiles:
    if lists:
        return read_records(lists)
    nothing = pa.array([], pa.string())
    none = {name: nothing for name in RECORD_COLUMNS if name not in ("lat", "lon")}
    degrees = dict.fromkeys(("lat", "lon"), nothing.cast(pa.float64()))
    return RecordFiles(pa.table(none | degrees))


def _removed_ids(path: Path | None, added: set[str]) -> list[str]:
    """Read the ids in the column record_id; refuse one that is also among the added records."""
    if path is None:
        return []
    rows = read_rows(path)
    remedy = gettext_noop("A file of records to remove needs the column record_id.")
    at = column_at(rows, "record_id", remedy)
    seen: dict[str, str] = {}
    for line, row in rows.rows:
        record = row[at].strip()
        place = Place(str(path), line, "record_id")
        check_id(record, seen, place)
        if record in added:
            raise InputRefused(
                "linkage.added_and_removed",
                gettext_noop("The record %(id)s is both to be added and to be removed."),
                remedy=gettext_noop("Take it out of one of the two files."),
                place=place,
                values={"id": record[:80]},
            )
    return list(seen)


def _shown(engine: Engine, questions: Sequence[Question], added: ArrowTable) -> ArrowTable:
    """Return the records that questions are about, those kept earlier as they were prepared."""
    ids = pa.array(sorted({end for q in questions for end in (q.left, q.right)}), pa.string())
    columns = ["record_id", *_SHOWN]
    told = added.select(columns).filter(pc.is_in(added.column("record_id"), value_set=ids))
    if not len(ids):
        return told
    engine.load("asked", pa.table({"record_id": ids}))
    kept = engine.fetch(
        "SELECT record_id, frm.full AS name, town AS city, source FROM rec "
        "SEMI JOIN asked USING (record_id) JOIN nam USING (rid) JOIN frm USING (form) WHERE main"
    )
    others = kept.filter(pc.invert(pc.is_in(kept.column("record_id"), told.column("record_id"))))
    return pa.concat_tables([told, others.cast(told.schema)])
