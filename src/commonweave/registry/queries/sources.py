"""Sources and their editions: who keeps a list, what each edition brought, what was refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext

from commonweave.kernel.refusals import NotAllowed, NotFound, gettext_noop
from commonweave.registry.models import Edition, RefusedRow, Source, Version
from commonweave.registry.models.lists import Change
from commonweave.registry.queries.disclosure import cut_for
from commonweave.registry.queries.history import VersionStep, follow_versions
from commonweave.registry.queries.lean import unread
from commonweave.registry.rules import (
    Actor,
    may_see_kept,
    may_see_source,
    records_visible_to,
    sources_visible_to,
)

PAGE: Final = 50


@dataclass(frozen=True)
class ReadingLine:
    """How one column was understood; `field` is empty for a column that is kept unmapped."""

    column: str
    field: str
    reason: str  # a message id; `values` fills its slots
    values: Mapping[str, Any]

    def words(self) -> str:
        """Return the reason in the reader's language."""
        return gettext(self.reason) % self.values if self.reason else ""


@dataclass(frozen=True)
class StepPage:
    """Fifty versions of an edition (or fewer), and their place among all."""

    page: Page[tuple[int, int]]
    steps: Sequence[VersionStep]


@dataclass(frozen=True)
class RefusalCount:
    """How many rows were refused for one reason in one column."""

    code: str
    column: str
    count: int


def list_sources(actor: Actor) -> QuerySet[Source]:
    """Return the sources that the actor may read, by title, each with its `newest_edition`."""
    newest = Edition.objects.filter(source=OuterRef("source")).order_by("-number").values("pk")[:1]
    return (
        Source.objects.filter(sources_visible_to(actor))
        .select_related("space")
        .prefetch_related(
            Prefetch(
                "editions",
                queryset=Edition.objects.filter(pk=Subquery(newest)),
                to_attr="newest_editions",
            )
        )
        .annotate(entries=Count("records", filter=Q(records__listed=True)))
        .order_by("title", "pk")
    )


def get_source(actor: Actor, slug: str) -> Source:
    """Return a source; NotFound where there is none, and for the closed ones of other networks.

    That a closed list exists is itself not told to people without a post.
    """
    source = Source.objects.select_related("space").filter(slug=slug).first()
    if source is None or not may_see_source(actor, source).ok:
        raise NotFound(
            "source_unknown",
            gettext_noop("There is no source called “%(slug)s” that you may read."),
            remedy=gettext_noop(
                "Choose one from the list of sources. If it is a list of your own network, sign in."
            ),
            values={"slug": slug},
        )
    return source


def find_source(name: str) -> Source | None:
    """Return the source with that slug, or that title letter for letter; None without one."""
    return Source.objects.filter(Q(slug=name) | Q(title=name)).order_by("id").first()


def list_editions(source: Source) -> QuerySet[Edition]:
    """Return the editions of a source, newest first."""
    return Edition.objects.filter(source=source).order_by("-number")


def get_edition(actor: Actor, slug: str, number: int) -> Edition:
    """Return one edition of a source that the actor may read."""
    source = get_source(actor, slug)
    edition = Edition.objects.filter(source=source, number=number).first()
    if edition is None:
        raise NotFound(
            "edition_unknown",
            gettext_noop("“%(source)s” has no edition %(number)s."),
            remedy=gettext_noop("Choose one from the source's page."),
            values={"source": source.title, "number": number},
        )
    edition.source = source
    return edition


def find_steps(actor: Actor, edition: Edition, change: str, number: int) -> StepPage:
    """Return a page of what an edition told of its entries, each set against the version before."""
    versions = Version.objects.filter(
        records_visible_to(actor, "record__"), edition=edition
    ).order_by(F("line").asc(nulls_last=True), "record")
    if change in Change.values:
        versions = versions.filter(change=change)
    page = Paginator(versions.values_list("pk", "record"), PAGE).get_page(number)
    keys = dict(page.object_list)
    told = _with_versions_before(edition, keys)
    followed = follow_versions(told, cut_for(actor, edition.source))
    steps = {step.version.pk: step for step in followed}
    return StepPage(page, [steps[pk] for pk in keys])


def _with_versions_before(edition: Edition, keys: dict[int, int]) -> Sequence[Version]:
    """Return the versions `keys` and, for each record, those that lead up to it."""
    return list(
        Version.objects.filter(
            record__in=keys.values(),
            edition__source=edition.source_id,
            edition__number__lte=edition.number,
        )
        .select_related("record", "record__current")
        .defer("extras", "repairs", *unread(version="record__current"))
        .order_by("record", "edition__number")
    )


def list_refused_rows(actor: Actor, edition: Edition) -> QuerySet[RefusedRow]:
    """Return the refused rows of an edition by line; NotAllowed without a post in its network.

    A refused row may hold anything, a person's address too: only its network reads it.
    """
    allowed = may_see_kept(actor, edition.source)
    if not allowed.ok:
        raise NotAllowed(
            "refused_rows_kept",
            allowed.reason,
            remedy=gettext_noop("Sign in with a post in the network that keeps this list."),
        )
    return RefusedRow.objects.filter(edition=edition).order_by("line", "pk")


def count_refusals(edition: Edition) -> list[RefusalCount]:
    """Count refused rows by reason and column, most frequent first."""
    counted = (
        RefusedRow.objects.filter(edition=edition)
        .values_list("code", "column")
        .annotate(n=Count("pk"))
        .order_by("-n", "code", "column")
    )
    return [RefusalCount(code, column, n) for code, column, n in counted]


def read_mapping(reading: Mapping[str, Any]) -> list[ReadingLine]:
    """Return how each column of an edition was understood, in the order of the file."""
    columns = reading.get("mapping", {}).get("columns", [])
    return [
        ReadingLine(
            column=told["column"],
            field=told.get("field") or "",
            reason=told.get("reason", ""),
            values=told.get("reason_values", {}),
        )
        for told in columns
    ]
