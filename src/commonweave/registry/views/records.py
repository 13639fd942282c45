"""The page of one entry of a source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonweave.registry.queries.records import get_record, view_record


@require_safe
def show_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a source says of an organisation, and what is kept of it."""
    record = get_record(request.user, pk)
    view = view_record(request.user, record)
    return render(request, "registry/record.html", {"view": view, "record": record})
