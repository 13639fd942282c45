"""The runs of the weave: which holds, which waits for a decision, and what each came to."""

from __future__ import annotations

from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from commonweave.kernel.refusals import NotFound, gettext_noop
from commonweave.registry.models import Edition, Judgement, Record, WeaveRun
from commonweave.registry.models.inventory import RunState
from commonweave.registry.rules import Actor, may_see_runs, runs_decided_by, sources_visible_to

PAGE: Final = 30


def find_run_in_force() -> WeaveRun | None:
    """Return the newest run in force: the inventory is what it left."""
    return WeaveRun.objects.filter(state=RunState.IN_FORCE).order_by("-id").first()


def find_run_to_take_back() -> WeaveRun | None:
    """Return the newest run in force that undoes no other: all after it have been taken back."""
    return WeaveRun.objects.filter(state=RunState.IN_FORCE, undoes=None).order_by("-id").first()


def find_run_to_decide(actor: Actor) -> WeaveRun | None:
    """Return the proposed run that waits for a decision the actor may take, None without one."""
    waiting = WeaveRun.objects.filter(runs_decided_by(actor), state=RunState.PROPOSED)
    return waiting.defer("settings", "report").first()


def find_standing_run() -> WeaveRun | None:
    """Return the newest run on which something stands: in force, proposed, refused or taken back.

    For a run that undoes another, that other.
    """
    newest = (
        WeaveRun.objects.exclude(state=RunState.OVERTAKEN)
        .select_related("undoes")
        .order_by("-id")
        .first()
    )
    return newest.undoes or newest if newest else None


def list_runs(actor: Actor) -> QuerySet[WeaveRun]:
    """Return all runs, newest first; NotAllowed for somebody without a post.

    `took_in` is loaded, as far as the actor may read of the editions' sources.
    """
    may_see_runs(actor).require("may_not_see_runs")
    intake = Prefetch("took_in", queryset=_readable(actor, Edition.objects.all()))
    runs = WeaveRun.objects.defer("settings", "report").order_by("-id")
    return runs.prefetch_related(intake)


def get_run(actor: Actor, pk: int) -> WeaveRun:
    """Return a run for somebody with a post; NotFound or NotAllowed otherwise."""
    may_see_runs(actor).require("may_not_see_runs")
    runs = WeaveRun.objects.select_related("undoes", "undone_by").defer(
        "settings", "undoes__settings", "undoes__report", "undone_by__settings", "undone_by__report"
    )
    run = runs.filter(pk=pk).first()
    if run is None:
        raise NotFound(
            "run_unknown",
            gettext_noop("There is no run %(run)s."),
            remedy=gettext_noop("See the list of runs."),
            values={"run": pk},
        )
    return run


def list_intake(actor: Actor, run: WeaveRun) -> QuerySet[Edition]:
    """Return the editions that a run took in, as far as the actor may read of their sources."""
    return _readable(actor, run.took_in.all())


def is_outdated(run: WeaveRun) -> bool:
    """Say whether a proposed run no longer fits the books, so that it cannot be accepted.

    Another run holds by now, or somebody has judged, since it took in the answers, an entry that it
    moves.
    """
    moved = run.events.exclude(record=None).values("record")
    since = Judgement.objects.filter(pk__gt=run.report.get("last_judgement", 0))
    answered = since.filter(Q(left__in=moved) | Q(right__in=moved))
    held = find_run_in_force()
    return (held.pk if held else None) != run.base_id or answered.exists()


def records_told_by_run(run: WeaveRun) -> QuerySet[Record]:
    """Return the entries of which an edition tells that the run took in.

    Their organisations are composed anew even where no event names them.
    """
    told = Record.objects.filter(versions__edition__in=run.took_in.all())
    return told.exclude(organisation=None)


def count_to_compose(run: WeaveRun, *, editions: bool) -> int:
    """Return how many profiles are composed to carry out a run, or (without editions) to undo it.

    That is what a decision takes time for: about a millisecond each.
    """
    named = run.events.order_by().values("organisation").distinct()
    if not editions:
        return named.count()
    others = records_told_by_run(run).exclude(organisation__in=named)
    return named.count() + others.order_by().values("organisation").distinct().count()


def _readable(actor: Actor, editions: QuerySet[Edition]) -> QuerySet[Edition]:
    return (
        editions.filter(sources_visible_to(actor, "source__"))
        .select_related("source")
        .defer("reading", "repairs", "source__reading")
        .order_by("source__title", "number")
    )
