"""The page of one organisation."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from commonweave.registry.models import Organisation
from commonweave.registry.queries.disclosure import cut_public
from commonweave.registry.queries.history import list_moments
from commonweave.registry.queries.organisations import (
    find_successor,
    find_ties,
    get_organisation,
    view_organisation,
)


@require_safe
def show_organisation(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show an organisation; a retired id or another spelling of an id leads on."""
    organisation = get_organisation(public_id)
    if organisation.retired_at is not None:
        return _lead_on(request, organisation)
    if organisation.public_id != public_id:
        return redirect("registry:organisation", organisation.public_id)
    view = view_organisation(request.user, organisation)
    profile = view.profile
    context = {
        "room": "directory",
        "crumbs": [
            (gettext("Organisations"), reverse("registry:directory")),
            (profile.name, ""),
        ],
        "view": view,
        "name_lang": profile.values.get("name", {}).get("value", {}).get("lang", ""),
        "json_url": reverse("api-1:show_organisation", args=[organisation.public_id]),
        "points": [(profile.name, profile.lat, profile.lon)],
        "moments": list_moments(request.user, organisation, view.entries, cut_public),
        "ties": find_ties(view.entries),
        "all_ties": request.GET.get("ties") == "all",
    }
    return render(request, "registry/organisation.html", context)


def _lead_on(request: HttpRequest, retired: Organisation) -> HttpResponse:
    """Answer 301 with a page that says why, for readers whose browser does not follow."""
    successor = find_successor(retired)
    target = redirect("registry:organisation", successor.public_id, permanent=True)
    assert isinstance(target, HttpResponsePermanentRedirect)
    context = {"retired": retired, "successor": successor}
    page = render(request, "registry/retired.html", context, status=301)
    page["Location"] = target["Location"]
    return page
