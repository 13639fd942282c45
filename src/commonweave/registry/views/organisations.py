"""The page of one organisation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from commonweave.registry.markup_organisation import (
    entries_html,
    facts_html,
    history_html,
    ties_html,
)
from commonweave.registry.models import Organisation
from commonweave.registry.queries.disclosure import cut_public
from commonweave.registry.queries.history import list_moments
from commonweave.registry.queries.organisations import (
    find_successor,
    find_ties,
    get_organisation,
    view_organisation,
)
from commonweave.registry.queries.shelf import open_shelf

NEWEST: Final = 20
"""How many moments of an organisation's history are told before the rest is asked for."""


@dataclass(frozen=True)
class Kept:
    """The drawn part of a page, and what stands around it."""

    name: str
    body: SafeString


@require_safe
def show_organisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an organisation; a retired id or another spelling of an id leads on."""
    all_ties = request.GET.get("ties") == "all"
    all_moments = request.GET.get("history") == "all"
    shelf = open_shelf(request.user)
    key = ("organisation", get_language(), public_id, all_ties, all_moments)
    kept = shelf.keep(lambda: _draw(request, public_id, all_ties, all_moments), *key)
    if not isinstance(kept, Kept):
        return _lead_on(request, public_id)
    context = {
        "room": "directory",
        "crumbs": [(gettext("Organisations"), reverse("registry:directory")), (kept.name, "")],
        "kept": kept,
        "json_url": reverse("api-1:show_organisation", args=[public_id]),
    }
    return render(request, "registry/organisation.html", context)


def _draw(request: HttpRequest, public_id: str, all_ties: bool, all_moments: bool) -> Kept | None:
    """Draw the page of a live organisation under its own spelling; None for any other address."""
    organisation = get_organisation(public_id)
    if organisation.retired_at is not None or organisation.public_id != public_id:
        return None
    view = view_organisation(request.user, organisation)
    profile = view.profile
    moments = list_moments(request.user, organisation, view.entries, cut_public)
    told = moments if all_moments else moments[:NEWEST]
    ties = find_ties(view.entries)
    context = {
        "view": view,
        "facts": facts_html(view.facts.values()),
        "name_lang": profile.values.get("name", {}).get("value", {}).get("lang", ""),
        "json_url": reverse("api-1:show_organisation", args=[public_id]),
        "points": [(profile.name, profile.lat, profile.lon)],
        "history": history_html(told),
        "older": len(moments) - len(told),
        "ties": ties,
        "needed": ties_html(ties.needed) if ties.needed else "",
        "further": ties_html(ties.further) if all_ties else "",
        "entries": entries_html(view.entries),
    }
    return Kept(profile.name, render_to_string("registry/organisation_body.html", context))


def _lead_on(request: HttpRequest, public_id: str) -> HttpResponse:
    """Lead from another spelling to the number itself, from a retired number to the living one."""
    organisation = get_organisation(public_id)
    if organisation.retired_at is None:
        return redirect("registry:organisation", organisation.public_id)
    return _say_moved(request, organisation)


def _say_moved(request: HttpRequest, retired: Organisation) -> HttpResponse:
    """Answer 301 with a page that says why, for readers whose browser does not follow."""
    successor = find_successor(retired)
    target = redirect("registry:organisation", successor.public_id, permanent=True)
    assert isinstance(target, HttpResponsePermanentRedirect)
    context = {"retired": retired, "successor": successor}
    page = render(request, "registry/retired.html", context, status=301)
    page["Location"] = target["Location"]
    return page
