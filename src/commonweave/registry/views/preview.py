"""The small page of one organisation that other sites show in a frame."""

from __future__ import annotations

from typing import Final

from csp.decorators import csp_replace
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from commonweave.registry.queries.organisations import (
    find_successor,
    get_organisation,
    view_organisation,
)
from commonweave.registry.queries.reconciling import describe

_FIELDS: Final = ("address", "identifiers", "websites", "activities", "founded")
_MOST_LINES: Final = 2


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # typed for views of no argument
@require_safe
def show_preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show what the public may read of an organisation, small; a retired id leads on.

    Nothing on it can be done, and it is the same for everybody: so any site may frame it.
    """
    organisation = get_organisation(public_id)
    if organisation.retired_at is not None:
        successor = find_successor(organisation).public_id
        return redirect("registry:preview", successor, permanent=True)
    view = view_organisation(AnonymousUser(), organisation)
    facts = [view.facts[field] for field in _FIELDS if field in view.facts]
    context = {
        "profile": view.profile,
        "description": describe(view.profile),
        "facts": [(fact.label, fact.shown[:_MOST_LINES]) for fact in facts],
        "sources": sorted({entry.source.title for entry in view.entries}),
        "name_lang": view.profile.values.get("name", {}).get("value", {}).get("lang", ""),
    }
    response = render(request, "registry/preview.html", context)
    response["Access-Control-Allow-Origin"] = "*"
    return response
