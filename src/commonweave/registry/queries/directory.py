"""The directory: organisations that the public may see, searched, narrowed, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When

from commonweave.registry.models import Profile, Record
from commonweave.registry.queries.filters import FACETS, DirectoryFilters
from commonweave.registry.queries.finding import Finding, find_text
from commonweave.registry.rules import Actor, records_visible_to

PAGE: Final = 50
CHOICES: Final = 100
"""How many values of a facet are offered: the most frequent ones."""

_COLUMNS: Final[Mapping[str, str]] = {
    "country": "country",
    "region": "region",
    "sector": "activity",
    "form": "legal_form",
    "status": "status",
}


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
    def first(self) -> int:
        """The place of the first row in the whole list, from 1."""
        return (self.number - 1) * PAGE + 1

    @property
    def last(self) -> int:
        """The place of the last row in the whole list."""
        return self.first + len(self.rows) - 1


def find_directory_page(actor: Actor, filters: DirectoryFilters, number: int = 1) -> DirectoryPage:
    """Return a page of the directory; a number past the end gives the last page."""
    finding = find_text(filters.q)
    profiles = list_profiles(actor, filters, finding)
    total = profiles.count()
    pages = max(1, -(-total // PAGE))
    number = min(max(1, number), pages)
    ordered = order_profiles(profiles, filters, finding).defer("values")
    return DirectoryPage(
        rows=ordered.select_related("organisation")[(number - 1) * PAGE : number * PAGE],
        total=total,
        number=number,
        pages=pages,
        choices=count_choices(actor, filters, finding),
        understood_as=finding.understood_as if finding else "",
    )


def list_profiles(
    actor: Actor, filters: DirectoryFilters, finding: Finding | None
) -> QuerySet[Profile]:
    """Return the profiles that answer the filters, in no order."""
    profiles = Profile.objects.filter(organisation__retired_at__isnull=True)
    if finding is not None:
        profiles = finding.narrow(profiles)
    for facet, value in filters.chosen().items():
        profiles = profiles.filter(_condition(actor, facet, value))
    return profiles


def order_profiles(
    profiles: QuerySet[Profile], filters: DirectoryFilters, finding: Finding | None
) -> QuerySet[Profile]:
    """Put profiles in the order asked for; ties fall to the name and then to the older id."""
    by_name = ("sort_name", "organisation")
    if filters.order == "fresh":
        return profiles.order_by("-as_of", *by_name)
    if finding is not None and filters.order == "relevance":
        return profiles.order_by(*finding.order, *by_name)
    return profiles.order_by(*by_name)


def count_choices(
    actor: Actor, filters: DirectoryFilters, finding: Finding | None
) -> dict[str, list[Choice]]:
    """Count the values of every facet under the other filters, all in one query."""
    parts = []
    for facet in FACETS:
        profiles = list_profiles(actor, filters.without(facet), finding)
        try:
            parts.append(_counts(actor, facet, profiles).query.sql_with_params())
        except EmptyResultSet:
            continue
    choices: dict[str, list[Choice]] = {facet: [] for facet in FACETS}
    for facet, value, label, count in _run_together(parts):
        if value:
            choices[facet].append(Choice(value, label or value, count))
    return choices


def _condition(actor: Actor, facet: str, value: str) -> Q:
    if facet == "listed":
        return Q(listed=value == "yes")
    if facet == "source":
        records = Record.objects.filter(records_visible_to(actor), source__slug=value)
        return Q(organisation__in=records.values("organisation"))
    return Q(**{_COLUMNS[facet]: value})


def _counts(actor: Actor, facet: str, profiles: QuerySet[Profile]) -> QuerySet[Profile, Any]:
    """Return rows of (facet, value, label, count), most frequent first."""
    text = CharField()
    value: Any
    label: Any = Value("", output_field=text)
    if facet == "source":
        path = "organisation__records__"
        profiles = profiles.filter(records_visible_to(actor, path), **{f"{path}isnull": False})
        value, label = F(f"{path}source__slug"), F(f"{path}source__title")
    elif facet == "listed":
        yes, no = Value("yes", output_field=text), Value("no", output_field=text)
        value = Case(When(listed=True, then=yes), default=no, output_field=text)
    else:
        value = F(_COLUMNS[facet])
    named = profiles.annotate(
        facet=Value(facet, output_field=text), choice=value, label=label
    ).values("facet", "choice", "label")
    distinct = facet == "source"
    counted = named.annotate(n=Count("organisation", distinct=distinct))
    return counted.values_list("facet", "choice", "label", "n").order_by("-n", "choice")[:CHOICES]


def _run_together(
    parts: Sequence[tuple[str, tuple[Any, ...]]],
) -> list[tuple[str, str, str, int]]:
    """Run several selects as one statement: a page has a budget of queries."""
    if not parts:
        return []
    wrapped = (f"SELECT * FROM ({sql}) AS part_{i}" for i, (sql, _) in enumerate(parts))  # noqa: S608 the texts are the ORM's own, their values stay parameters
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(wrapped), [p for _, params in parts for p in params])
        return cursor.fetchall()
