"""The page of one entry of a source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from commonweave.registry.models import Organisation, Record
from commonweave.registry.queries.records import get_record, view_record
from commonweave.registry.words import repair_words


@require_safe
def show_record(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a source says of an organisation, and what is kept of it."""
    record = get_record(request.user, pk)
    view = view_record(request.user, record)
    source = record.source
    context = {
        "room": "sources",
        "space": source.space,
        "crumbs": [
            (gettext("Sources"), reverse("registry:sources")),
            (source.title, reverse("registry:source", args=[source.slug])),
            (gettext("Entry %(number)s") % {"number": record.pk}, ""),
        ],
        "record": record,
        "view": view,
        "repairs": [{**repair, "words": repair_words(repair["kind"])} for repair in view.repairs],
        "organisation": _published(record),
    }
    return render(request, "registry/record.html", context)


def _published(record: Record) -> Organisation | None:
    organisation = record.organisation
    return organisation if organisation and hasattr(organisation, "profile") else None
