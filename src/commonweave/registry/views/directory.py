"""The directory of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from commonweave.registry.forms import FacetSelect, facet_selects
from commonweave.registry.queries.directory import find_directory_page
from commonweave.registry.queries.filters import SORTS, DirectoryFilters, read_filters
from commonweave.registry.views.reading import page_number


@dataclass(frozen=True)
class ActiveFilter:
    """A choice in force, and the query of the list without it."""

    label: str
    value: str
    without: str


@require_safe
def show_directory(request: HttpRequest) -> HttpResponse:
    """Show a page of the directory."""
    filters = read_filters(request.GET)
    page = find_directory_page(request.user, filters, page_number(request))
    selects = facet_selects(filters, page.choices)
    context = {
        "filters": filters,
        "page": page,
        "selects": selects,
        "sorts": [
            (name, gettext(label), name == filters.order)
            for name, label in SORTS.items()
            if filters.q or name != "relevance"
        ],
        "active": _active(filters, selects),
        "query": filters.query_string(),
    }
    return render(request, "registry/directory.html", context)


def _active(filters: DirectoryFilters, selects: Sequence[FacetSelect]) -> list[ActiveFilter]:
    active = []
    if filters.q:
        label = gettext("Search")
        active.append(ActiveFilter(label, filters.q, filters.without("q").query_string()))
    for select in selects:
        for option in select.options:
            if option.chosen:
                without = filters.without(select.name).query_string()
                active.append(ActiveFilter(select.label, option.label, without))
    return active
