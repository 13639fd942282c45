"""The directory: organisations that the public may see, searched, narrowed, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, F, Q, QuerySet

from commonweave.infrastructure.search import RANKED, Matches
from commonweave.registry.models import Profile, Record
from commonweave.registry.queries.filters import FACETS, DirectoryFilters
from commonweave.registry.queries.shelf import EMPTY, Shelf
from commonweave.registry.rules import Actor, records_visible_to, sources_visible_to
from commonweave.registry.search import find_organisations

PAGE: Final = 50
CHOICES: Final = 10
"""How many values of a facet are offered: the most frequent ones."""
ALL_CHOICES: Final = 300
"""How many are offered of a facet that the reader opened."""

_COLUMNS: Final[Mapping[str, str]] = {
    "country": "country",
    "region": "region",
    "sector": "activity",
    "form": "legal_form",
    "status": "status",
    "listed": "listed",
}

_SHOWN: Final = (
    "name",
    "locality",
    "region",
    "country",
    "activity",
    "status",
    "sources",
    "listed",
    "as_of",
    "organisation__public_id",
)

_YES_NO: Final[Mapping[str, str]] = {"1": "yes", "true": "yes", "0": "no", "false": "no"}
"""How the databases write a truth value as text -> how an address does."""


@dataclass(frozen=True)
class Choice:
    """One value of a facet, how it is written, and how many organisations it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class DirectoryPage:
    """Fifty organisations (or fewer), how many there are in all, and how to narrow them."""

    rows: Sequence[Profile]
    total: int
    number: int
    pages: int
    choices: Mapping[str, Sequence[Choice]]
    understood_as: str

    @property
    def cut_short(self) -> bool:
        """Whether matches are left that no page shows, for want of an order among them."""
        return self.number == self.pages and self.last < self.total

    @property
    def first(self) -> int:
        """The place of the first row in the whole list, from 1."""
        return (self.number - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The place of the last row in the whole list."""
        return self.first + len(self.rows) - 1


def find_matches(text: str) -> Matches | None:
    """Search the inventory; None where there is no text to search for."""
    return find_organisations(text) if text else None


def find_directory_page(
    actor: Actor,
    filters: DirectoryFilters,
    number: int = 1,
    opened: str = "",
    shelf: Shelf = EMPTY,
) -> DirectoryPage:
    """Return a page of the directory; a number past the end gives the last page.

    `opened` is the facet of which all values are wanted; what is counted is kept on `shelf`. By
    relevance only the best `RANKED` matches are in order: the pages end there.
    """
    matches = find_matches(filters.q)
    profiles = list_profiles(actor, filters, matches)
    total = profiles.count()
    shown = min(total, RANKED) if filters.order == "relevance" else total
    pages = max(1, -(-shown // PAGE))
    number = min(max(1, number), pages)
    start, stop = (number - 1) * PAGE, number * PAGE
    listed = profiles.select_related("organisation").only(*_SHOWN)
    if filters.order == "relevance" and matches is not None:
        rows = matches.page(listed, start, stop)
    else:
        rows = list(order_profiles(listed, filters)[start:stop])
    return DirectoryPage(
        rows=rows,
        total=total,
        number=number,
        pages=pages,
        choices=shelf.keep(
            lambda: count_choices(actor, filters, matches, opened),
            "choices",
            filters.having("sort", ""),
            opened,
        ),
        understood_as=matches.understood_as if matches else "",
    )


def list_profiles(
    actor: Actor, filters: DirectoryFilters, matches: Matches | None
) -> QuerySet[Profile]:
    """Return the profiles that answer the filters, in no order.

    A retired organisation has no profile, and neither has one of which no public entry speaks.
    """
    profiles = Profile.objects.all()
    if matches is not None:
        whole = matches.total <= len(matches.ranked)
        # Where all matches are known by key, the index need not be asked once for each count.
        found = matches.ranked_subquery if whole else matches.ids()
        profiles = profiles.filter(pk__in=found)
    for facet, value in filters.chosen().items():
        profiles = profiles.filter(_condition(actor, facet, value))
    return profiles


def order_profiles(profiles: QuerySet[Profile], filters: DirectoryFilters) -> QuerySet[Profile]:
    """Put profiles in order of name or of freshness; ties fall to the name, then the older id."""
    if filters.order == "fresh":
        return profiles.order_by("-as_of", "sort_name", "organisation")
    return profiles.order_by("sort_name", "organisation")


def count_choices(
    actor: Actor, filters: DirectoryFilters, matches: Matches | None, opened: str = ""
) -> dict[str, list[Choice]]:
    """Count the values of every facet under the other filters, all in one query.

    One value more than is offered tells that there are more.
    """
    parts = []
    for facet in FACETS:
        others = filters.without(facet)
        profiles = list_profiles(actor, others, matches)
        most = ALL_CHOICES if facet == opened else CHOICES + 1
        counted = (
            _count_sources(actor, profiles, narrowed=others.narrowing)
            if facet == "source"
            else _count_values(facet, profiles)
        )
        try:
            parts.append((facet, *counted[:most].query.sql_with_params()))
        except EmptyResultSet:
            continue
    choices: dict[str, list[Choice]] = {facet: [] for facet in FACETS}
    for facet, told, label, count in _run_together(parts):
        value = _YES_NO[told] if facet == "listed" else told
        if value:
            choices[facet].append(Choice(value, label, count))
    return choices


def _condition(actor: Actor, facet: str, value: str) -> Q:
    if facet == "listed":
        return Q(listed=value == "yes")
    if facet == "source":
        records = Record.objects.filter(records_visible_to(actor), source__slug=value)
        return Q(organisation__in=records.values("organisation"))
    return Q(**{_COLUMNS[facet]: value})


def _count_values(facet: str, profiles: QuerySet[Profile]) -> QuerySet[Profile, Any]:
    """Return rows of (value, how many); kept bare, so that an index alone can answer."""
    counted = profiles.values(value=F(_COLUMNS[facet])).annotate(n=Count("*"))
    return counted.order_by("-n", "value").values_list("value", "n")


def _count_sources(
    actor: Actor, profiles: QuerySet[Profile], *, narrowed: bool
) -> QuerySet[Record, Any]:
    """Return rows of (slug, title, how many organisations) of the sources the actor may read."""
    # Entries of natural persons are of no organisation; without that condition an index suffices.
    visible = sources_visible_to(actor, "source__")
    records = Record.objects.filter(visible, organisation__isnull=False)
    if narrowed:
        records = records.filter(organisation__in=profiles.values("pk"))
    counted = records.values(value=F("source__slug"), label=F("source__title")).annotate(
        n=Count("organisation", distinct=True)
    )
    return counted.order_by("-n", "value").values_list("value", "label", "n")


def _run_together(
    parts: Sequence[tuple[str, str, tuple[Any, ...]]],
) -> list[tuple[str, str, str, int]]:
    """Run several selects as one statement: a page has a budget of queries.

    Returns rows of (facet, value, label, how many).
    """
    if not parts:
        return []
    wrapped, given = [], []
    for number, (facet, sql, params) in enumerate(parts):
        # The texts are the ORM's own; every value stays a parameter.
        label = "label" if facet == "source" else "value"
        wrapped.append(
            f"SELECT CAST(%s AS text), CAST(value AS text), CAST({label} AS text), n"  # noqa: S608
            f" FROM ({sql}) AS part_{number}"
        )
        given += [facet, *params]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(wrapped), given)
        return [(str(row[0]), str(row[1]), str(row[2]), int(row[3])) for row in cursor.fetchall()]
