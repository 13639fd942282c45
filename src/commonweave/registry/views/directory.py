"""The directory of organisations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from commonweave.registry.markup_lists import Facet, Option, Row, facets_html, rows_html
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
from commonweave.registry.queries.shelf import open_shelf
from commonweave.registry.views.reading import page_number
from commonweave.registry.words import country_name


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
    opened, number = request.GET.get("more", ""), page_number(request)
    shelf = open_shelf(request.user)

    def draw() -> SafeString:
        page = find_directory_page(request.user, filters, number, opened, shelf)
        return render_to_string("registry/directory_body.html", _context(filters, page, opened))

    context = {
        "room": "directory",
        "filters": filters,
        "query": filters.query_string(),
        "body": shelf.keep(draw, "directory", get_language(), filters, opened, number),
    }
    return render(request, "registry/directory.html", context)


def _context(filters: DirectoryFilters, page: DirectoryPage, opened: str) -> dict[str, object]:
    facets = _facets(filters, page.choices, opened)
    return {
        "filters": filters,
        "page": page,
        "rows": rows_html(_rows(page)),
        "facets": facets,
        "drawn_facets": facets_html(facets),
        "more": opened in FACETS,
        "sorts": _sorts(filters),
        "active": _conditions(filters, page.choices),
        "previous_url": _page_url(filters, page, -1),
        "next_url": _page_url(filters, page, +1),
    }


def _rows(page: DirectoryPage) -> list[Row]:
    gone = gettext(LISTED_WORDS["no"])
    days = {day: date_format(day, "SHORT_DATE_FORMAT") for day in {r.as_of for r in page.rows}}
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
        more = name != opened and len(choices[name]) > CHOICES
        offered = choices[name][:CHOICES] if more else choices[name]
        more_url = _address(filters, more=name) if more else ""
        if offered:
            facets.append(Facet(gettext(title), _options(filters, name, offered), more_url))
    return facets


def _options(filters: DirectoryFilters, facet: str, offered: Sequence[Choice]) -> list[Option]:
    """Link each value of a facet; the rest of the address is written once for all of them."""
    chosen = getattr(filters, facet)
    without = _address(filters.without(facet))
    start = f"{without}{'&' if '?' in without else '?'}{facet}="
    return [
        Option(
            label=_label(facet, choice.value, choice.label),
            url=without if choice.value == chosen else f"{start}{quote_plus(choice.value)}",
            selected=choice.value == chosen,
            count=choice.count,
        )
        for choice in offered
    ]


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
