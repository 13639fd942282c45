"""The weave: from the records of all sources to one inventory.

In three steps that can each be killed without harm: read what is new; compare it, on disk beside
the database; write the whole diff in one transaction, and put it in force in the same one unless
it must be looked at first (see `deciding`). The linkage state on disk carries the token
of the run that the database knows; where the two differ (somebody pulled the plug between the
transaction and the renaming of a folder) the next run compares everything and comes to the same.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.infrastructure.engines import Engine, open_engine
from commonweave.kernel.refusals import gettext_noop
from commonweave.linkage.services import (
    Judgement,
    Linkage,
    LinkSettings,
    Scorecard,
    StateStale,
    Survey,
    link_records,
    state_token,
    survey_sources,
    update_linkage,
)
from commonweave.registry.models import Edition, Pair, Record, WeaveRun
from commonweave.registry.models import Judgement as StoredJudgement
from commonweave.registry.models.inventory import Hold, RunState
from commonweave.registry.queries.linkable import (
    current_judgements,
    linkable_records,
    records_told_by,
)
from commonweave.registry.queries.runs import find_run_in_force, find_standing_run
from commonweave.registry.queries.weights import current_scorecard
from commonweave.registry.queries.words import current_words
from commonweave.registry.services.deciding import discard_proposal
from commonweave.registry.services.enforcing import put_in_force
from commonweave.registry.services.exclusive import only_one_weave, weave_under_way
from commonweave.registry.services.pairs import store_pairs
from commonweave.registry.services.settling import settle_clusters
from commonweave.registry.services.surveying import store_surveys, survey_wishes

Progress = Callable[[str, float], None]
"""Called with what is being done (a message id) and how much of the whole is done, 0 to 1."""


@dataclass(frozen=True)
class WeaveOutcome:
    """What a weave did. `run` is the new run, or the one that stands when nothing was to do."""

    run: WeaveRun
    new: bool


@dataclass(frozen=True)
class _Intake:
    """What a run takes in."""

    base: WeaveRun | None  # the newest run in force
    standing: WeaveRun | None  # the newest run that was not overtaken, in force or not
    editions: tuple[int, ...]  # not yet woven
    judgements: tuple[Judgement, ...]
    last_judgement: int
    settings: LinkSettings
    scorecard: Scorecard

    @property
    def digest(self) -> str:
        """A text that is the same for the same editions, answers, settings and weights."""
        answers, weights = _fingerprint(self.judgements), _weights(self.scorecard)
        told = json.dumps([self.editions, answers, self.settings.as_json(), weights])
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def undecided(self) -> bool:
        """Whether the newest run is not in force: then no other is put in force unseen."""
        return self.standing is not None and self.standing.state != RunState.IN_FORCE


def weave_inventory(
    *,
    by: Person | None,
    full: bool = False,
    propose: bool = False,
    progress: Progress = lambda _what, _share: None,
) -> WeaveOutcome:
    """Bring the inventory up to date with every edition and judgement.

    Compares only what is new unless `full`, or unless the state on disk is not that of the last
    run. With `full` all profiles are composed anew too, where the run is in force at once.
    The run is in force at once unless `propose`, or it changes more than may go unseen, or the run
    before it was not accepted: see `WeaveRun.state` and `hold`. Raises Conflict while another weave
    is under way.
    """
    with only_one_weave() as folder:
        started_at = now()
        intake = _take_in()
        standing = _standing(intake, folder, propose=propose)
        if standing is not None and not full:
            return WeaveOutcome(standing, False)
        token = uuid.uuid4().hex
        with open_engine(settings.ENGINE, scratch=folder, memory=settings.ENGINE_MEMORY) as engine:
            progress(gettext_noop("Comparing entries"), 0.05)
            linkage, whole = _compare(intake, folder / "state", token, engine, full, progress)
            progress(gettext_noop("Choosing questions"), 0.65)
            surveys = survey_sources(
                survey_wishes(),
                engine=engine,
                settings=intake.settings,
                scorecard=intake.scorecard,
                judgements=intake.judgements,
            )
        progress(gettext_noop("Writing the inventory"), 0.7)
        run = WeaveRun(
            started_at=started_at,
            started_by=actor_name(by),
            full=whole,
            token=token,
            settings=intake.settings.as_json(),
            base=intake.base,
            hold=Hold.ASKED if propose else Hold.AFTER if intake.undecided else "",
        )
        _write(run, intake, linkage, surveys, progress, compose_all=full)
        if run.state == RunState.IN_FORCE:
            linkage.commit_state()
        progress(gettext_noop("Done"), 1.0)
        return WeaveOutcome(run, True)


def _take_in() -> _Intake:
    with transaction.atomic():
        last = StoredJudgement.objects.order_by("-id").values_list("pk", flat=True).first()
        return _Intake(
            base=find_run_in_force(),
            standing=find_standing_run(),
            editions=tuple(
                Edition.objects.filter(woven_in=None).order_by("id").values_list("pk", flat=True)
            ),
            judgements=tuple(current_judgements()),
            last_judgement=last or 0,
            settings=LinkSettings(**settings.LINK_SETTINGS, words=current_words()),
            scorecard=current_scorecard(),
        )


def _standing(intake: _Intake, folder: Path, *, propose: bool) -> WeaveRun | None:
    """Return the run that already says what a new one would; None where there is none.

    What was refused or taken back is not proposed again while nothing new came in, unless asked.
    """
    run = intake.standing
    if run is None:
        return None
    if run.state != RunState.IN_FORCE:
        asked_again = propose and run.state != RunState.PROPOSED
        return run if run.report.get("intake") == intake.digest and not asked_again else None
    holds = (
        not intake.editions
        and state_token(folder / "state") == run.token
        and run.settings == intake.settings.as_json()
        and run.report.get("judgements") == _fingerprint(intake.judgements)
        and run.report.get("weights") == _weights(intake.scorecard)
    )
    return run if holds else None


def _fingerprint(judgements: Sequence[Judgement]) -> str:
    return hashlib.sha256(json.dumps([astuple(j) for j in judgements]).encode()).hexdigest()


def _weights(scorecard: Scorecard) -> str:
    return hashlib.sha256(scorecard.fingerprint_text().encode()).hexdigest()


def _compare(
    intake: _Intake, state: Path, token: str, engine: Engine, full: bool, progress: Progress
) -> tuple[Linkage, bool]:
    """Run the linkage in part where the state allows it, else in whole."""

    def told(_step: str, share: float) -> None:
        progress(gettext_noop("Comparing entries"), 0.05 + 0.6 * share)

    last = intake.base
    if last is not None and not full and state_token(state) == last.token:
        upserts, removed = records_told_by(intake.editions)
        try:
            linkage = update_linkage(
                upserts,
                removed,
                state=state,
                token=token,
                engine=engine,
                settings=intake.settings,
                scorecard=intake.scorecard,
                judgements=intake.judgements,
                progress=told,
                commit=False,
            )
        except StateStale:
            pass
        else:
            return linkage, False
    linkage = link_records(
        linkable_records(),
        engine=engine,
        settings=intake.settings,
        scorecard=intake.scorecard,
        judgements=intake.judgements,
        progress=told,
        state=state,
        token=token,
        commit=False,
    )
    return linkage, True


def _write(
    run: WeaveRun,
    intake: _Intake,
    linkage: Linkage,
    surveys: Mapping[str, Survey],
    progress: Progress,
    *,
    compose_all: bool,
) -> None:
    """Write the diff as a proposal and, where nothing holds it back, put it in force."""
    with transaction.atomic():
        WeaveRun.objects.select_for_update().order_by("-id").first()
        if find_run_in_force() != intake.base:
            raise weave_under_way()
        discard_proposal()
        _begin(run, intake, linkage)
        settle_clusters(run=run, clusters=_clusters_of(linkage), whole=run.full)
        progress(gettext_noop("Storing questions"), 0.8)
        # An answer given while the run compared is not asked again: read them anew.
        store_pairs(linkage=linkage, whole=run.full, judgements=current_judgements())
        store_surveys(run=run, surveys=surveys)
        run.questions = Pair.objects.filter(settled=False, band="ask").count()
        run.hold = run.hold or (Hold.LARGE if _is_large(run) else "")
        run.finished_at = now()
        run.save()
        if not run.hold:
            progress(gettext_noop("Composing profiles"), 0.85)
            put_in_force(run=run, compose_all=compose_all)
        _tell(run)


def _is_large(run: WeaveRun) -> bool:
    """Whether the run merges or splits more organisations than the house lets pass unseen."""
    before = run.organisations - run.minted - run.split + run.merged + run.withdrawn
    changed = run.merged + run.split
    return changed > max(settings.WEAVE_HOLD_SHARE * before, settings.WEAVE_HOLD_ABOVE)


def _clusters_of(linkage: Linkage) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for record, cluster in linkage.clusters.items():
        groups.setdefault(cluster, []).append(int(record))
    return list(groups.values())


def _begin(run: WeaveRun, intake: _Intake, linkage: Linkage) -> None:
    """Store the run, so that events can name it; its counts are filled in later."""
    run.state = RunState.PROPOSED
    run.finished_at = run.started_at
    run.records = Record.objects.filter(natural_person=False).count()
    run.records_compared = len(linkage.clusters)
    run.minted = run.merged = run.split = run.organisations = run.questions = 0
    report: dict[str, Any] = dict(linkage.report)
    report["judgements"] = _fingerprint(intake.judgements)
    report["last_judgement"] = intake.last_judgement
    report["intake"] = intake.digest
    report["weights"] = _weights(intake.scorecard)
    run.report = report
    run.save(force_insert=True)
    run.took_in.set(intake.editions)


def _tell(run: WeaveRun) -> None:
    in_force = run.state == RunState.IN_FORCE
    record_event(
        actor=run.started_by,
        action="registry.inventory_woven" if in_force else "registry.run_proposed",
        subject=f"run:{run.pk}",
        data={
            "records": run.records,
            "minted": run.minted,
            "merged": run.merged,
            "split": run.split,
            "organisations": run.organisations,
            "questions": run.questions,
            "hold": run.hold,
        },
    )
