"""The directory of organisations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from commonweave.registry.queries.directory import (
    CHOICES,
    Choice,
    DirectoryPage,
    find_directory_page,
)
from commonweave.registry.queries.filters import (
    FACETS,
    LISTED_WORDS,
    SORTS,
    STATUS_WORDS,
    DirectoryFilters,
    read_filters,
)
from commonweave.registry.views.reading import page_number
from commonweave.registry.words import country_name


@dataclass(frozen=True)
class Option:
    """A link of the directory: a value of a facet, or an order."""

    label: str
    url: str
    selected: bool = False
    count: int | None = None


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list; `more_url` opens all its values."""

    title: str
    options: Sequence[Option]
    more_url: str


@dataclass(frozen=True)
class Row:
    """An organisation as the list shows it; made here, since fifty of them are on every page."""

    name: str
    url: str
    state: str
    place: str
    activity: str
    sources: int
    iso: str
    as_of: str


@dataclass(frozen=True)
class Condition:
    """Something asked, and the address of the list without it."""

    label: str
    value: str
    without: str


@require_safe
def show_directory(request: HttpRequest) -> HttpResponse:
    """Show a page of the directory."""
    filters = read_filters(request.GET)
    opened = request.GET.get("more", "")
    page = find_directory_page(request.user, filters, page_number(request), opened)
    context = {
        "room": "directory",
        "filters": filters,
        "query": filters.query_string(),
        "page": page,
        "rows": _rows(page),
        "facets": _facets(filters, page.choices, opened),
        "more": opened in FACETS,
        "sorts": _sorts(filters),
        "active": _conditions(filters, page.choices),
        "previous_url": _page_url(filters, page, -1),
        "next_url": _page_url(filters, page, +1),
    }
    return render(request, "registry/directory.html", context)


def _rows(page: DirectoryPage) -> list[Row]:
    gone = gettext(LISTED_WORDS["no"])
    days = {row.as_of: date_format(row.as_of, "SHORT_DATE_FORMAT") for row in page.rows}
    here = reverse("registry:directory")
    rows = []
    for row in page.rows:
        status = STATUS_WORDS.get(row.status, "") if row.status != "active" else ""
        states = (gettext(status) if status else "", "" if row.listed else gone)
        places = (row.locality, row.region, country_name(row.country))
        rows.append(
            Row(
                name=row.name,
                url=f"{here}{row.organisation.public_id}/",
                state=", ".join(filter(None, states)),
                place=", ".join(filter(None, places)),
                activity=row.activity,
                sources=row.sources,
                iso=row.as_of.isoformat(),
                as_of=days[row.as_of],
            )
        )
    return rows


def _address(filters: DirectoryFilters, **more: object) -> str:
    return f"{reverse('registry:directory')}?{filters.query_string(**more)}".rstrip("?")


def _page_url(filters: DirectoryFilters, page: DirectoryPage, step: int) -> str:
    number = page.number + step
    return _address(filters, page=number) if 1 <= number <= page.pages else ""


def _facets(
    filters: DirectoryFilters, choices: Mapping[str, Sequence[Choice]], opened: str
) -> list[Facet]:
    facets = []
    for name, title in FACETS.items():
        chosen = getattr(filters, name)
        more = name != opened and len(choices[name]) > CHOICES
        offered = choices[name][:CHOICES] if more else choices[name]
        options = [
            Option(
                label=_label(name, choice.value, choice.label),
                url=_address(filters.having(name, "" if choice.value == chosen else choice.value)),
                selected=choice.value == chosen,
                count=choice.count,
            )
            for choice in offered
        ]
        more_url = _address(filters, more=name) if more else ""
        if options:
            facets.append(Facet(gettext(title), options, more_url))
    return facets


def _sorts(filters: DirectoryFilters) -> list[Option]:
    return [
        Option(gettext(label), _address(filters.having("sort", name)), name == filters.order)
        for name, label in SORTS.items()
        if filters.q or name != "relevance"
    ]


def _conditions(
    filters: DirectoryFilters, choices: Mapping[str, Sequence[Choice]]
) -> list[Condition]:
    conditions = []
    if filters.q:
        conditions.append(Condition(gettext("Search"), filters.q, _address(filters.without("q"))))
    for name, value in filters.chosen().items():
        titles = {choice.value: choice.label for choice in choices[name]}
        label = _label(name, value, titles.get(value, value))
        conditions.append(Condition(gettext(FACETS[name]), label, _address(filters.without(name))))
    return conditions


def _label(facet: str, value: str, label: str) -> str:
    if facet == "country":
        return country_name(value)
    words = {"status": STATUS_WORDS, "listed": LISTED_WORDS}.get(facet, {})
    return gettext(words[value]) if value in words else label
