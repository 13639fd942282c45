"""What the house holds, in a few numbers for its first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery, Sum

from commonweave.registry.models import Edition, Profile, Source, WeaveRun
from commonweave.registry.models.inventory import RunState
from commonweave.registry.queries.review import count_open_pairs
from commonweave.registry.rules import Actor, may_review, sources_kept_open_to, sources_visible_to


@dataclass(frozen=True)
class InventoryCounts:
    """Whole numbers of what the actor may read; `questions` is None for who may not answer them.

    `entries` are the rows kept from the newest edition of each source; `newest_list` is the latest
    day that one of these editions speaks of.
    """

    organisations: int
    sources: int
    entries: int
    newest_list: date | None
    woven_at: datetime | None
    questions: int | None


def count_inventory(actor: Actor) -> InventoryCounts:
    """Count organisations, sources and entries, and the questions that wait; at most 5 queries."""
    run = _runs_in_force().values_list("finished_at", flat=True).first()
    lists = (
        Source.objects.filter(sources_visible_to(actor))
        .annotate(kept=Subquery(_newest("rows_kept")), day=Subquery(_newest("as_of")))
        .aggregate(sources=Count("pk"), entries=Sum("kept"), newest_list=Max("day"))
    )
    return InventoryCounts(
        organisations=Profile.objects.count(),
        sources=lists["sources"],
        entries=lists["entries"] or 0,
        newest_list=lists["newest_list"],
        woven_at=run,
        questions=count_open_pairs(actor) if may_review(actor) else None,
    )


def newest_weave() -> Subquery:
    """Return when the last weave was finished, as a column for a query over something else."""
    return Subquery(_runs_in_force().values("finished_at")[:1])


def _runs_in_force() -> QuerySet[WeaveRun]:
    return WeaveRun.objects.filter(state=RunState.IN_FORCE).order_by("-id")


def list_editions_with_refusals(actor: Actor) -> list[Edition]:
    """Return the newest edition of each source of the actor's networks that refused rows."""
    return list(
        Edition.objects.filter(sources_kept_open_to(actor, "source__"), rows_refused__gt=0)
        .filter(number=Subquery(_newest("number", of="source")))
        .select_related("source")
        .order_by("-received_at")[:10]
    )


def _newest(column: str, of: str = "pk") -> QuerySet[Edition, Any]:
    newest: QuerySet[Edition, Any] = Edition.objects.filter(source=OuterRef(of)).values(column)
    return newest.order_by("-number")[:1]
