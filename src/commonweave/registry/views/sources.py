"""Sources, their editions, and the rows that were refused."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from commonweave.kernel.spreadsheet_safety import guard_cell
from commonweave.registry.models import Edition, RefusedRow
from commonweave.registry.models.lists import Change
from commonweave.registry.queries import sources as queries
from commonweave.registry.queries.actors import find_actor_words
from commonweave.registry.queries.asking import get_round
from commonweave.registry.rules import may_review, may_see_kept
from commonweave.registry.views.reading import page_number
from commonweave.registry.words import list_notes, refusal_kind_words, refusal_words, repair_words

Crumb: TypeAlias = tuple[str, str]


@require_safe
def list_sources(request: HttpRequest) -> HttpResponse:
    """Show the sources of the inventory."""
    context = {"room": "sources", "sources": queries.list_sources(request.user)}
    return render(request, "registry/sources.html", context)


@require_safe
def show_source(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a source and its editions."""
    source = queries.get_source(request.user, slug)
    reviews = may_review(request.user).ok
    context = {
        "round": get_round(request.user, source) if reviews else None,
        "room": "sources",
        "crumbs": [_sources_crumb(), (source.title, "")],
        "space": source.space,
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
    kept_open = may_see_kept(request.user, edition.source).ok
    context = {
        **_edition_context(edition),
        "change": change if change in Change.values else "",
        "changes": Change.choices,
        "told": queries.find_steps(request.user, edition, change, page_number(request)),
        "mapping": queries.read_mapping(edition.reading),
        "digest": [edition.file_sha256[i : i + 8] for i in range(0, 64, 8)],
        "reading": _reading_lines(edition.reading),
        "notes": list_notes(edition.reading.get("notes", [])),
        "repairs": [(repair_words(kind), count) for kind, count in edition.repairs.items()],
        "refusals": [
            {"words": refusal_kind_words(told.code), "column": told.column, "count": told.count}
            for told in (queries.count_refusals(edition) if edition.rows_refused else [])
        ],
        "kept_open": kept_open,
        "received_by": find_actor_words(edition.received_by) if kept_open else "",
    }
    return render(request, "registry/edition.html", context)


@require_safe
def list_refused_rows(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Show the refused rows of an edition to people of its network."""
    edition = queries.get_edition(request.user, slug, number)
    rows = queries.list_refused_rows(request.user, edition)
    page = Paginator(rows, queries.PAGE).get_page(page_number(request))
    context = {**_edition_context(edition, within=True), "rows": page}
    return render(request, "registry/refused.html", context)


@require_safe
def download_refused_rows(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """Hand out the refused rows as CSV, with cells that a spreadsheet would run made harmless."""
    edition = queries.get_edition(request.user, slug, number)
    rows = queries.list_refused_rows(request.user, edition)
    response = StreamingHttpResponse(_csv_lines(rows), content_type="text/csv; charset=utf-8")
    name = f"{edition.source.slug}-{edition.number}-refused.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """A file that hands back what is written to it, for the csv module."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(rows: QuerySet[RefusedRow]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # so that spreadsheets read UTF-8
    yield writer.writerow(["line", "column", "value", "reason"])
    for row in rows.iterator(chunk_size=1000):
        texts = (row.column, row.value, refusal_words(row))
        yield writer.writerow([row.line, *(guard_cell(text) for text in texts)])


def _sources_crumb() -> Crumb:
    return gettext("Sources"), reverse("registry:sources")


def _edition_context(edition: Edition, *, within: bool = False) -> dict[str, object]:
    source = edition.source
    here = gettext("Edition %(number)s") % {"number": edition.number}
    crumbs = [
        _sources_crumb(),
        (source.title, reverse("registry:source", args=[source.slug])),
        (here, reverse("registry:edition", args=[source.slug, edition.number]) if within else ""),
    ]
    if within:
        crumbs.append((gettext("Refused rows"), ""))
    return {
        "room": "sources",
        "crumbs": crumbs,
        "space": source.space,
        "source": source,
        "edition": edition,
    }


def _reading_lines(reading: Mapping[str, Any]) -> list[Crumb]:
    labels = {
        "format": gettext("Format"),
        "encoding": gettext("Encoding"),
        "delimiter": gettext("Cells parted by"),
        "sheet": gettext("Sheet"),
        "header_row": gettext("Header in row"),
    }
    names = {"\t": gettext("tab"), " ": gettext("space")}
    told = {key: reading.get(key) for key in labels}
    return [
        (labels[key], names.get(str(value), str(value)))
        for key, value in told.items()
        if value not in (None, "")
    ]
