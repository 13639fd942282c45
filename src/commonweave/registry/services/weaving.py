"""The weave: from the records of all sources to one inventory.

In three steps that can each be killed without harm: read what is new; compare it, on disk beside
the database; write the whole diff in one transaction. The linkage state on disk carries the token
of the run that the database knows; where the two differ (somebody pulled the plug between the
transaction and the renaming of a folder) the next run compares everything and comes to the same.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.infrastructure.engines import Engine, open_engine
from commonweave.kernel.refusals import Conflict, gettext_noop
from commonweave.linkage.services import (
    Judgement,
    Linkage,
    LinkSettings,
    StateStale,
    link_records,
    state_token,
    update_linkage,
)
from commonweave.registry.models import Edition, Organisation, Pair, Record, WeaveRun
from commonweave.registry.queries.linkable import (
    current_judgements,
    linkable_records,
    records_told_by,
)
from commonweave.registry.services.pairs import store_pairs
from commonweave.registry.services.profiles import date_profiles, refresh_profiles
from commonweave.registry.services.settling import settle_clusters
from commonweave.registry.services.words import current_words

Progress = Callable[[str, float], None]
"""Called with what is being done (a message id) and how much of the whole is done, 0 to 1."""


@dataclass(frozen=True)
class WeaveOutcome:
    """What a weave did. `run` is the new run, or the newest one when there was nothing to do."""

    run: WeaveRun
    new: bool


@dataclass(frozen=True)
class _Intake:
    """What a run takes in."""

    last_run: WeaveRun | None
    editions: tuple[int, ...]  # not yet woven
    judgements: tuple[Judgement, ...]
    settings: LinkSettings


def weave_inventory(
    *, by: Person | None, full: bool = False, progress: Progress = lambda _what, _share: None
) -> WeaveOutcome:
    """Bring the inventory up to date with every edition and judgement.

    Compares only what is new unless `full`, or unless the state on disk is not that of the last
    run. Raises Conflict while another weave is under way.
    """
    folder = settings.DATA_DIR / "linkage"
    with _only_one(folder):
        started_at = now()
        intake = _take_in()
        if not full and _nothing_new(intake, folder):
            assert intake.last_run is not None, "nothing can be new only after a first run"
            return WeaveOutcome(intake.last_run, False)
        token = uuid.uuid4().hex
        with open_engine(settings.ENGINE, scratch=folder) as engine:
            progress(gettext_noop("Comparing entries"), 0.05)
            linkage, whole = _compare(intake, folder / "state", token, engine, full, progress)
        progress(gettext_noop("Writing the inventory"), 0.7)
        run = WeaveRun(
            started_at=started_at,
            started_by=actor_name(by),
            full=whole,
            token=token,
            settings=intake.settings.as_json(),
        )
        _write(run, intake, linkage, progress)
        linkage.commit_state()
        progress(gettext_noop("Done"), 1.0)
        return WeaveOutcome(run, True)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise _overtaken() from error
        yield


def _overtaken() -> Conflict:
    return Conflict(
        "weave_under_way",
        gettext_noop("Another weave is under way."),
        remedy=gettext_noop("Wait until it has finished, then weave again."),
    )


def _take_in() -> _Intake:
    with transaction.atomic():
        return _Intake(
            last_run=WeaveRun.objects.order_by("-id").first(),
            editions=tuple(
                Edition.objects.filter(woven_in=None).order_by("id").values_list("pk", flat=True)
            ),
            judgements=tuple(current_judgements()),
            settings=LinkSettings(**settings.LINK_SETTINGS, words=current_words()),
        )


def _nothing_new(intake: _Intake, folder: Path) -> bool:
    run = intake.last_run
    return (
        run is not None
        and not intake.editions
        and state_token(folder / "state") == run.token
        and run.settings == intake.settings.as_json()
        and run.report.get("judgements") == _fingerprint(intake.judgements)
    )


def _fingerprint(judgements: Sequence[Judgement]) -> str:
    return hashlib.sha256(json.dumps([astuple(j) for j in judgements]).encode()).hexdigest()


def _compare(
    intake: _Intake, state: Path, token: str, engine: Engine, full: bool, progress: Progress
) -> tuple[Linkage, bool]:
    """Run the linkage in part where the state allows it, else in whole."""

    def told(_step: str, share: float) -> None:
        progress(gettext_noop("Comparing entries"), 0.05 + 0.65 * share)

    last = intake.last_run
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
        judgements=intake.judgements,
        progress=told,
        state=state,
        token=token,
        commit=False,
    )
    return linkage, True


def _write(run: WeaveRun, intake: _Intake, linkage: Linkage, progress: Progress) -> None:
    with transaction.atomic():
        last = WeaveRun.objects.select_for_update().order_by("-id").first()
        if last != intake.last_run:
            raise _overtaken()
        clusters = _clusters_of(linkage)
        _begin(run, linkage)
        diff, touched = settle_clusters(run=run, clusters=clusters, whole=run.full)
        progress(gettext_noop("Composing profiles"), 0.8)
        refresh_profiles(organisations=touched)
        date_profiles(editions=intake.editions)
        progress(gettext_noop("Storing questions"), 0.95)
        # An answer given while the run compared is not asked again: read them anew.
        store_pairs(linkage=linkage, whole=run.full, judgements=current_judgements())
        run.minted, run.merged, run.split = diff.minted, diff.merged, diff.split
        _finish(run, intake, linkage, finished_at=now())


def _clusters_of(linkage: Linkage) -> list[list[int]]:
    groups: dict[str, list[int]] = {}
    for record, cluster in linkage.clusters.items():
        groups.setdefault(cluster, []).append(int(record))
    return list(groups.values())


def _begin(run: WeaveRun, linkage: Linkage) -> None:
    """Store the run, so that events can name it; its counts are filled in by `_finish`."""
    run.finished_at = run.started_at
    run.records = Record.objects.filter(natural_person=False).count()
    run.records_compared = len(linkage.clusters)
    run.minted = run.merged = run.split = run.organisations = run.questions = 0
    run.save(force_insert=True)


def _finish(run: WeaveRun, intake: _Intake, linkage: Linkage, *, finished_at: datetime) -> None:
    run.finished_at = finished_at
    run.organisations = Organisation.objects.filter(retired_at=None).count()
    run.questions = Pair.objects.filter(settled=False, band="ask").count()
    report: dict[str, Any] = dict(linkage.report)
    report["judgements"] = _fingerprint(intake.judgements)
    run.report = report
    run.save()
    Edition.objects.filter(pk__in=intake.editions).update(woven_in=run)
    record_event(
        actor=run.started_by,
        action="registry.inventory_woven",
        subject=f"run:{run.pk}",
        data={
            "records": run.records,
            "minted": run.minted,
            "merged": run.merged,
            "split": run.split,
            "organisations": run.organisations,
            "questions": run.questions,
        },
    )
