"""The JSON face: one API object, and every failure in the shape of RFC 9457 (problem details)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from commonweave.kernel.refusals import Refusal
from commonweave.registry.api import router
from commonweave.site.middleware import place_in_words

PROBLEM = "application/problem+json"

api = NinjaAPI(
    title="Commonweave",
    version="1",
    description="What the inventory says, with the sources behind each value.",
    urls_namespace="api-1",
    docs_url=None,  # the house draws its own page, without scripts: site.views.show_api
    openapi_url="/openapi.json",
)
api.add_router("", router)


def _problem(
    request: HttpRequest, *, status: int, code: str, title: str, **more: object
) -> HttpResponse:
    """Answer with a problem document; members without a value are left out (RFC 9457, 3.1)."""
    body: Mapping[str, object] = {
        "type": "about:blank" if code == "" else f"urn:commonweave:problem:{code}",
        "title": title,
        "status": status,
        "instance": request.path,
        **{name: value for name, value in more.items() if value},
    }
    response = api.create_response(request, body, status=status)
    response["Content-Type"] = PROBLEM
    return response


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    what, remedy = refusal.words(_)
    return _problem(
        request,
        status=refusal.status,
        code=refusal.code,
        title=what,
        detail=remedy,
        place=place_in_words(refusal.place),
    )


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _problem(
        request,
        status=422,
        code="parameters",
        title=_("A parameter cannot be used."),
        detail=_("See “errors” for each parameter and /api/v1/docs for what it may hold."),
        errors=[
            {"parameter": ".".join(str(part) for part in entry["loc"]), "reason": entry["msg"]}
            for entry in error.errors
        ],
    )


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _problem(
        request, status=404, code="not-found", title=_("Nothing is known under that address.")
    )


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _problem(request, status=error.status_code, code="", title=str(error))
