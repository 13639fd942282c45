"""Home, the API's page, the health check, and the answer to a locked sign-in."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, what it holds, and what the reader may do next."""
    return render(request, "home.html")


@require_safe
def show_api(request: HttpRequest) -> HttpResponse:
    """Describe the API for people, drawn from its OpenAPI document."""
    return render(request, "api.html", {"room": "data"})


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer "ok" once the database answers; for a watchdog, so it is plain text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


def refuse_sign_in(
    request: HttpRequest, response: object = None, credentials: object = None
) -> HttpResponse:
    """Tell somebody whose sign-in is locked how long, and what else they may do."""
    return HttpResponse(render_to_string("locked.html", request=request), status=429)
