"""Home, the API's page, the health check, and the answer to a locked sign-in."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from commonweave.registry.queries.counts import count_inventory, list_editions_with_refusals
from commonweave.registry.queries.runs import find_run_to_decide
from commonweave.site.api import api
from commonweave.site.api_docs import Operation, list_operations


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, what it holds, and what the reader may do next."""
    counts = count_inventory(request.user)
    refusals = [] if counts.questions is None else list_editions_with_refusals(request.user)
    proposed = None if counts.questions is None else find_run_to_decide(request.user)
    tasks = bool(counts.questions or refusals or proposed)
    context = {
        "counts": counts,
        "refusals": refusals,
        "proposed": proposed,
        "tasks": tasks,
        "own_search": counts.organisations > 0 and not tasks,
    }
    return render(request, "home.html", context)


@require_safe
def show_api(request: HttpRequest) -> HttpResponse:
    """Describe the API for people, drawn from its OpenAPI document."""
    context = {
        "room": "data",
        "crumbs": [(_("Open data"), "")],
        "operations": _operations(),
        "document_url": reverse("api-1:openapi-json"),
    }
    return render(request, "api.html", context)


@cache
def _operations() -> list[Operation]:
    return list_operations(api.get_openapi_schema())


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Answer "ok" once the database answers; for a watchdog, so it is plain text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def refuse_sign_in(
    request: HttpRequest, _response: object = None, _credentials: object = None
) -> HttpResponse:
    """Tell somebody whose sign-in is locked how long, and what else they may do."""
    return HttpResponse(render_to_string("locked.html", request=request), status=429)
