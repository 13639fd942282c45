"""The inventory as a reconciliation service, for OpenRefine and its like.

Reconciliation Service API 0.2 of the W3C Entity Reconciliation Community Group. Like the rest of
the API it speaks to everybody as to the public.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Form, Query, Router, Schema

from commonweave import __version__
from commonweave.registry.domain.properties import PROPERTIES, Cell
from commonweave.registry.domain.reconciling import (
    MOST_QUERIES,
    ORGANISATION,
    malformed,
    read_extension,
    read_queries,
)
from commonweave.registry.queries.entities import (
    extend_organisations,
    suggest_kinds,
    suggest_organisations,
)
from commonweave.registry.queries.reconciling import (
    Candidate,
    describe,
    find_matches,
    kinds_of,
)

router = Router()

_PUBLIC = AnonymousUser()
PREVIEW_SIZE: Final = (430, 300)
"""Width and height in pixels of the frame that a preview is drawn for."""


class Kind(Schema):
    """A type: `organisation`, or a legal form as lists write it."""

    id: str
    name: str


class Feature(Schema):
    """What a comparison of one thing adds to the score, in log-odds."""

    id: str = Field(examples=["name"])
    value: float


class CandidateOut(Schema):
    """An organisation that a query may mean."""

    id: str = Field(description="Public id.", examples=["org-0000000b7"])
    name: str
    description: str
    type: list[Kind]
    score: float = Field(description="How likely it is the one that was meant, 0 to 100.")
    match: bool = Field(description="Whether it is certain enough to be taken unseen.")
    features: list[Feature]


class Result(Schema):
    """The candidates of one query, best first."""

    result: list[CandidateOut]


class PropertyOut(Schema):
    """A property: something that is known of organisations."""

    id: str
    name: str


class Extension(Schema):
    """Values of properties, by id as it was asked for and by property."""

    meta: list[PropertyOut]
    rows: dict[str, dict[str, list[Cell]]]


class Suggestion(Schema):
    """An organisation, a property or a type to choose."""

    id: str
    name: str
    description: str = ""
    notable: list[Kind] = []


class Suggestions(Schema):
    """What begins like a prefix, ten at a time."""

    result: list[Suggestion]


class Proposal(Schema):
    """The properties that organisations of a type may have."""

    type: str
    limit: int | None = None
    properties: list[PropertyOut]


class Prefix(Schema):
    """What somebody typed so far."""

    prefix: str = Field("", max_length=500)
    cursor: int = Field(0, ge=0, description="How many suggestions to skip.")


class Sent(Schema):
    """One of the two: a query batch or a data extension query, as JSON."""

    queries: str = ""
    extend: str = ""


@router.get(
    "/reconcile",
    response=dict[str, Any],
    summary="Manifest of the reconciliation service",
    url_name="reconcile",
)
def show_manifest(request: HttpRequest, sent: Annotated[Sent, Query()]) -> JsonResponse:
    """Return the manifest; with `queries` or `extend` what a POST of them returns."""
    if sent.queries or sent.extend:
        return _answer(sent)
    return JsonResponse(_manifest(request))


@router.post(
    "/reconcile",
    response=dict[str, Result] | Extension,
    summary="Match a batch of names, or extend matched organisations",
)
def reconcile(request: HttpRequest, sent: Annotated[Sent, Form()]) -> JsonResponse:
    """Return candidates by query for `queries`, values of properties for `extend`."""
    return _answer(sent)


@router.get("/reconcile/suggest/entity", response=Suggestions, summary="Suggest organisations")
def suggest_entities(request: HttpRequest, typed: Annotated[Prefix, Query()]) -> Suggestions:
    """Return organisations of which every word, or the id, begins like the prefix."""
    found = suggest_organisations(_PUBLIC, typed.prefix, typed.cursor)
    return Suggestions(
        result=[
            Suggestion(
                id=profile.organisation.public_id,
                name=profile.name,
                description=describe(profile),
                notable=_kinds(kinds_of(profile)),
            )
            for profile in found
        ]
    )


@router.get("/reconcile/suggest/property", response=Suggestions, summary="Suggest properties")
def suggest_properties(request: HttpRequest, typed: Annotated[Prefix, Query()]) -> Suggestions:
    """Return properties of which the id or the label begins like the prefix."""
    start = typed.prefix.strip().casefold()
    found = [
        Suggestion(id=one.id, name=one.name)
        for one in _properties()
        if one.id.startswith(start) or one.name.casefold().startswith(start)
    ]
    return Suggestions(result=found[typed.cursor :])


@router.get("/reconcile/suggest/type", response=Suggestions, summary="Suggest types")
def suggest_types(request: HttpRequest, typed: Annotated[Prefix, Query()]) -> Suggestions:
    """Return legal forms in which the prefix stands; first the type of all organisations."""
    found = suggest_kinds(_PUBLIC, typed.prefix, typed.cursor)
    [every] = _kinds([ORGANISATION])
    start = typed.prefix.strip().casefold()
    fits = ORGANISATION.startswith(start) or every.name.casefold().startswith(start)
    kinds = [every] if fits and not typed.cursor else []
    return Suggestions(
        result=[Suggestion(id=kind.id, name=kind.name) for kind in [*kinds, *_kinds(found)]]
    )


@router.get("/reconcile/properties", response=Proposal, summary="Propose properties")
def propose_properties(request: HttpRequest, type: str = "", limit: int | None = None) -> Proposal:  # noqa: A002 - the name is the API's
    """Return what can be fetched of organisations, the most telling first."""
    most = max(0, limit) if limit is not None else None
    return Proposal(type=type, limit=limit, properties=_properties()[:most])


def _answer(sent: Sent) -> JsonResponse:
    if sent.extend:
        told = extend_organisations(_PUBLIC, read_extension(sent.extend))
        meta = [one for one in _properties() if one.id in told.properties]
        return JsonResponse(Extension(meta=meta, rows=told.rows).model_dump())
    if not sent.queries:
        raise malformed("queries")
    batch = read_queries(sent.queries)
    found = find_matches(_PUBLIC, list(batch.values()))
    results = {
        key: Result(result=[_candidate(one) for one in candidates]).model_dump()
        for key, candidates in zip(batch, found, strict=True)
    }
    return JsonResponse(results)


def _candidate(candidate: Candidate) -> CandidateOut:
    return CandidateOut(
        id=candidate.public_id,
        name=candidate.profile.name,
        description=candidate.description,
        type=_kinds(candidate.kinds),
        score=round(100 * candidate.probability, 2),
        match=candidate.match,
        features=[Feature(id=name, value=value) for name, value in candidate.features.items()],
    )


def _kinds(ids: Iterable[str]) -> list[Kind]:
    return [Kind(id=one, name=_("Organisation") if one == ORGANISATION else one) for one in ids]


def _properties() -> list[PropertyOut]:
    return [PropertyOut(id=name, name=_(one.label)) for name, one in PROPERTIES.items()]


def _manifest(request: HttpRequest) -> dict[str, Any]:
    root = request.build_absolute_uri("/").rstrip("/")

    def service(name: str) -> dict[str, str]:
        return {"service_url": root, "service_path": reverse(f"api-1:{name}")}

    def template(name: str) -> str:
        return root + reverse(name, args=["_"]).replace("/_/", "/{{id}}/")

    width, height = PREVIEW_SIZE
    return {
        "versions": ["0.2"],
        "name": settings.HOUSE_NAME,
        "identifierSpace": root + reverse("registry:directory"),
        "schemaSpace": "https://schema.org/Organization",
        "documentation": root + reverse("api-docs"),
        "serviceVersion": __version__,
        "defaultTypes": [kind.model_dump() for kind in _kinds([ORGANISATION])],
        "view": {"url": template("registry:organisation")},
        "preview": {"url": template("registry:preview"), "width": width, "height": height},
        "suggest": {
            "entity": service("suggest_entities"),
            "property": service("suggest_properties"),
            "type": service("suggest_types"),
        },
        "extend": {"propose_properties": service("propose_properties"), "property_settings": []},
        "batchSize": MOST_QUERIES,
    }
