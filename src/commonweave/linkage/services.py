"""Link records into bodies: in full, or as an update of what was linked before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commonweave.infrastructure.engines.port import ArrowTable, Engine
from commonweave.kernel.refusals import InputRefused, gettext_noop
from commonweave.linkage.asking import Question
from commonweave.linkage.assets import load_scorecard
from commonweave.linkage.blocking import make_pairs
from commonweave.linkage.blocking_keys import make_keys
from commonweave.linkage.domain.judgements import Judgement
from commonweave.linkage.domain.lexicon import Row
from commonweave.linkage.domain.refit import Refit
from commonweave.linkage.domain.scorecard import Adjustment, Scorecard, read_adjustment
from commonweave.linkage.domain.settings import LinkSettings
from commonweave.linkage.gazetteer import fill_towns
from commonweave.linkage.matching import Scored, score_outside
from commonweave.linkage.preparation import RECORD_COLUMNS, prepare_slices
from commonweave.linkage.proposing import propose_from_records
from commonweave.linkage.reviewing import (
    Review,
    ask_about_touched,
    open_review,
    refit_source,
)
from commonweave.linkage.running import (
    Grouping,
    Progress,
    Run,
    group_touched,
    kept_pairs,
    report_keys,
    score_pairs,
    store_clusters,
)
from commonweave.linkage.standing import weigh_standing
from commonweave.linkage.state import (
    PendingState,
    Setup,
    StateStale,
    commit_written,
    is_foreign,
    open_state,
    read_setup,
    show_state,
    state_token,
    write_state,
)
from commonweave.linkage.statistics import count_statistics, recount_statistics
from commonweave.linkage.surveying import Survey, Wish, survey_sources
from commonweave.linkage.updating import (
    changed_judgements,
    close_clusters,
    clusters_before,
    find_affected,
    make_fresh_keys,
    replace_records,
    touch_components,
)

__all__ = [
    "RECORD_COLUMNS",
    "Adjustment",
    "Judgement",
    "LinkSettings",
    "Linkage",
    "Question",
    "Refit",
    "Scorecard",
    "Scored",
    "Setup",
    "StateStale",
    "Survey",
    "Wish",
    "commit_written",
    "is_foreign",
    "link_records",
    "load_scorecard",
    "propose_from_records",
    "read_adjustment",
    "read_setup",
    "refit_source",
    "score_outside",
    "state_token",
    "survey_sources",
    "update_linkage",
]


@dataclass
class Linkage:
    """What a run found.

    `clusters`: record id → cluster id, which is the smallest record id of the cluster; all records
    after a full run, those of `touched` after an update.
    `pairs`: Arrow table record_id_l < record_id_r, probability, band (`link`, `ask`, `apart`),
    reasons (JSON list of {code, weight, values}; no such column where the run was not to give
    reasons), of the pairs at or above the keep threshold; after an update those with a touched
    record.
    `before`: after an update, record id → cluster id as it was, of the touched and removed records.
    `questions`: as many as were asked for, in the order of asking.
    `scorecard`: the weights that scored the pairs.
    `report`: counts, seconds by step, what each blocking key brought and what its cap cost,
    components cut, judgements that contradict later ones or name unknown records; what
    became of a re-fit (`refit`) and the estimate from answers (`estimate`), where there are any.
    """

    clusters: dict[str, str]
    pairs: ArrowTable
    report: dict[str, Any]
    touched: set[str]
    scorecard: Scorecard
    before: dict[str, str] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    pending: PendingState | None = field(default=None, repr=False)

    def commit_state(self) -> None:
        """Make the state that the run wrote the one that holds; nothing where none was written."""
        if self.pending is not None:
            self.pending.commit()
            self.pending = None


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
    scorecard: Scorecard | None = None,
    judgements: Iterable[Judgement] = (),
    refit: bool = False,
    ask: int = 0,
    progress: Progress | None = None,
    state: Path | None = None,
    token: str = "",
    commit: bool = True,
    reasons: bool = True,
    score: Callable[[Engine, str], None] | None = None,
) -> Linkage:
    """Link all records (columns RECORD_COLUMNS) into clusters.

    Judgements are obeyed, and used to estimate precision and recall; with `refit` the weights
    (`scorecard`, the shipped ones by default) are also fitted to them where that helps. `ask` is
    the number of questions wanted.

    With a `state` folder, what an update needs is written there under the caller's `token`; with
    `commit=False` it holds only after `Linkage.commit_state()`. The engine's tables are
    overwritten. `score` fills the table that it is told (l, r, logit) from `pairs` in place of
    the weights. Raises InputRefused for records without unique ids.
    """
    settings = settings or LinkSettings()
    judgements = list(judgements)
    run = _begin(engine, settings, progress, reasons, scorecard)
    run.step("prepare", 0.0)
    _load_prepared(engine, _checked(records), settings.words)
    run.step("block", 0.3)
    count_statistics(engine)
    make_keys(engine)
    report_keys(run, make_pairs(engine, settings))
    run.step("compare", 0.5)
    score_pairs(run, "TRUE", 0.5, 0.85, into="scored", score=score)
    weigh_standing(engine, run.scorecard, settings)
    review = open_review(run, judgements) if judgements or ask else None
    if review and judgements and refit:
        review.refit()
    run.step("cluster", 0.9)
    grouping = _group_all(run, judgements, review)
    linkage = _finish(run, grouping, "TRUE", (state, token, judgements), commit=commit)
    linkage.questions = review.questions(ask) if review else []
    return linkage


def _load_prepared(engine: Engine, records: ArrowTable, words: tuple[Row, ...]) -> None:
    """Prepare all records into the engine, which then holds the only copy."""
    import pyarrow as pa

    places = []
    slices = prepare_slices(records, rids=range(records.num_rows), words=words)
    for at, prepared in enumerate(slices):
        take = engine.append if at else engine.load
        for name in ("nam", "frm", "con"):
            take(name, getattr(prepared, name))
        places.append(prepared.rec)
    rec = pa.concat_tables(places)
    places.clear()
    engine.load("rec", fill_towns(rec, rec))


def _group_all(run: Run, judgements: Sequence[Judgement], review: Review | None) -> Grouping:
    """Cluster all records; with answers also without obeying them, to estimate by both."""
    unanswered = group_touched(run, "TRUE", ()) if review and judgements else None
    grouping = group_touched(run, "TRUE", judgements)
    store_clusters(run.engine, grouping, "clusters")
    if review and unanswered:
        review.estimate(grouping.by_record(), unanswered.by_record())
    return grouping


def _begin(
    engine: Engine,
    settings: LinkSettings,
    progress: Progress | None,
    reasons: bool,
    scorecard: Scorecard | None,
) -> Run:
    tell = progress or (lambda _step, _share: None)
    return Run(engine, settings, tell, reasons, scorecard or load_scorecard())


def update_linkage(
    upserts: ArrowTable,
    removed: Iterable[str],
    *,
    state: Path,
    engine: Engine,
    settings: LinkSettings | None = None,
    scorecard: Scorecard | None = None,
    judgements: Iterable[Judgement] = (),
    ask: int = 0,
    progress: Progress | None = None,
    token: str = "",
    commit: bool = True,
    reasons: bool = True,
) -> Linkage:
    """Bring a stored linkage up to date with new, changed and removed records.

    `judgements` are all that hold now. Only keys and pairs of changed records are computed, and
    only the components they touch are clustered again; clusters elsewhere cannot move. `ask` is
    the number of questions wanted, on pairs with a touched record. Raises StateStale where there
    is no state to continue from.
    """
    settings = settings or LinkSettings()
    judgements = list(judgements)
    run = _begin(engine, settings, progress, reasons, scorecard)
    run.step("load", 0.0)
    meta = open_state(engine, state, settings, run.scorecard)
    run.step("prepare", 0.2)
    replace_records(engine, _checked(upserts), removed, settings.words)
    show_state(engine, meta)
    find_affected(engine)
    run.step("count", 0.3)
    recount_statistics(engine)
    _score_fresh(run, meta)
    run.step("cluster", 0.8)
    touch_components(run, changed_judgements(meta, judgements, engine))
    before = clusters_before(engine)
    weigh_standing(engine, run.scorecard, settings, "rid IN (SELECT rid FROM touched)")
    grouping = group_touched(run, "rid IN (SELECT rid FROM touched)", judgements)
    store_clusters(engine, grouping, "new_clusters")
    close_clusters(engine)
    reached = "l IN (SELECT rid FROM touched) OR r IN (SELECT rid FROM touched)"
    questions = ask_about_touched(run, judgements, reached, ask) if ask else []
    linkage = _finish(run, grouping, reached, (state, token, judgements), commit=commit, onto=meta)
    linkage.before, linkage.questions = before, questions
    return linkage


def _score_fresh(run: Run, meta: Mapping[str, Any]) -> None:
    """Score the pairs that the fresh records form."""
    run.step("block", 0.4)
    make_fresh_keys(run.engine, meta)
    report_keys(run, make_pairs(run.engine, run.settings, only_new=True))
    run.step("compare", 0.6)
    where = "rid IN (SELECT l FROM pairs UNION SELECT r FROM pairs)"
    score_pairs(run, where, 0.6, 0.8, into="new_scored")


def _finish(
    run: Run,
    grouping: Grouping,
    where: str,
    kept: tuple[Path | None, str, Sequence[Judgement]],
    *,
    commit: bool,
    onto: dict[str, Any] | None = None,
) -> Linkage:
    """Gather what the caller gets, and write the state where one is kept."""
    state, token, judgements = kept
    pairs = kept_pairs(run, where)
    clusters = grouping.by_record()
    run.report |= {
        "records": len(clusters),
        "clusters": len(set(grouping.groups.cluster.tolist())),
        "kept_pairs": pairs.num_rows,
    }
    linkage = Linkage(clusters, pairs, run.report, set(clusters), run.scorecard)
    if state is not None:
        run.step("store", 0.95)
        linkage.pending = write_state(
            run.engine,
            state,
            settings=run.settings,
            scorecard=run.scorecard,
            token=token,
            judgements=judgements,
            onto=onto,
        )
        if commit:
            linkage.commit_state()
    run.finish()
    return linkage
