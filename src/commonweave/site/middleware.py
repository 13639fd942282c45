"""Refusals become pages; other origins read the API; a house under maintenance says so."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from commonweave.kernel.refusals import Place, Refusal

Answer = Callable[[HttpRequest], HttpResponse]


def place_in_words(place: Place) -> str:
    """Say a place in the reader's language; "" for a refusal without a place."""
    parts = [
        place.file,
        _("line %(line)s") % {"line": place.line} if place.line else None,
        _("column “%(column)s”") % {"column": place.column} if place.column else None,
    ]
    return ", ".join(part for part in parts if part)


class RefusalMiddleware:
    """Turns a `Refusal` that a view raised into a page with its status."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say what happened, where, and what to do. Anything but a refusal is left to Django."""
        if not isinstance(error, Refusal):
            return None
        what, remedy = error.words(_)
        context = {
            "status": error.status,
            "code": error.code,
            "what": what,
            "remedy": remedy,
            "place": place_in_words(error.place),
        }
        return render(request, "refusal.html", context, status=error.status)


class CrossOriginMiddleware:
    """Lets pages of other origins read the API, which says to all what it says to the public.

    Credentials are not asked for, so that no browser sends any.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a browser's question before a request, and mark the answers of the API."""
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = HttpResponse(status=204)
            response["Access-Control-Allow-Methods"] = "GET, POST"
            response["Access-Control-Allow-Headers"] = "Accept, Accept-Language, Content-Type"
            response["Access-Control-Max-Age"] = "86400"
        else:
            response = self.get_response(request)
        response["Access-Control-Allow-Origin"] = "*"
        return response


class MaintenanceMiddleware:
    """Answers every page with 503 while the setting stands; the health check still speaks."""

    def __init__(self, get_response: Answer) -> None:
        if not settings.MAINTENANCE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the health check and the stylesheet pass; close the rest."""
        if request.path_info == "/healthz" or request.path_info.startswith("/house."):
            return self.get_response(request)
        page = render_to_string("maintenance.html")
        return HttpResponse(page, status=503, headers={"Retry-After": "600"})
