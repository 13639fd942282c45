"""Sources, their editions, and the rows that were refused."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonweave.registry.models.lists import Change
from commonweave.registry.queries import sources as queries
from commonweave.registry.rules import may_see_kept
from commonweave.registry.views.reading import page_number


@require_safe
def list_sources(request: HttpRequest) -> HttpResponse:
    """Show the sources of the inventory."""
    context = {"sources": queries.list_sources(request.user)}
    return render(request, "registry/sources.html", context)


@require_safe
def show_source(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a source and its editions."""
    source = queries.get_source(request.user, slug)
    context = {
        "source": source,
        "editions": queries.list_editions(source),
        "kept_open": may_see_kept(request.user, source).ok,
    }
    return render(request, "registry/source.html", context)


@require_safe
def show_edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show one edition: what it changed, how it was read, what was refused."""
    edition = queries.get_edition(request.user, slug, number)
    change = request.GET.get("change", "")
    context = {
        "edition": edition,
        "source": edition.source,
        "change": change if change in Change.values else "",
        "changes": Change.choices,
        "steps": queries.find_steps(request.user, edition, change, page_number(request)),
        "mapping": queries.read_mapping(edition.reading),
        "refusals": queries.count_refusals(edition) if edition.rows_refused else [],
        "kept_open": may_see_kept(request.user, edition.source).ok,
    }
    return render(request, "registry/edition.html", context)


@require_safe
def list_refused_rows(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the refused rows of an edition to people of its network."""
    edition = queries.get_edition(request.user, slug, number)
    rows = queries.list_refused_rows(request.user, edition)
    page = Paginator(rows, queries.PAGE).get_page(page_number(request))
    context = {"edition": edition, "source": edition.source, "rows": page}
    return render(request, "registry/refused.html", context)
