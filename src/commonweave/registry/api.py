"""The inventory as JSON. It speaks to everybody as to the public, whoever asks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from commonweave.registry.api_reconciliation import router as reconciliation
from commonweave.registry.models import Edition, Profile, Record, Source
from commonweave.registry.queries import sources as source_queries
from commonweave.registry.queries.filters import DirectoryFilters, read_filters
from commonweave.registry.queries.listing import find_slice
from commonweave.registry.queries.organisations import (
    Fact,
    Statement,
    find_successor,
    get_organisation,
    view_organisation,
)

router = Router(tags=["Registry"])
router.add_router("", reconciliation)

_PUBLIC = AnonymousUser()
PROBLEM = "application/problem+json"


class Asked(Schema):
    """What to list. All parts narrow together; texts are compared letter for letter."""

    q: str = Field(
        "", description="Words of a name, a place, an activity; or a number.", max_length=200
    )
    country: str = Field("", description="ISO 3166-1 alpha-2.", examples=["CA"])
    region: str = Field("", description="Region as the profile writes it.", examples=["Mauricie"])
    sector: str = Field("", description="Activity as the profile writes it.")
    form: str = Field("", description="Legal form as the profile writes it.")
    source: str = Field("", description="Slug of a source that lists the organisation.")
    status: str = Field("", description="active, inactive, dissolved or emerging.")
    listed: str = Field("", description="yes: on a current list; no: no longer on any.")
    sort: str = Field("", description="name, fresh or relevance (the default with q).")
    cursor: str = Field("", description="“next” of the answer before.", max_length=2000)
    limit: int = Field(50, description="How many at most.", ge=1, le=200)

    def filters(self) -> DirectoryFilters:
        """Return what the directory makes of it."""
        return read_filters({name: str(value) for name, value in self.model_dump().items()})


class OrganisationSummary(Schema):
    """An organisation in a list."""

    id: str = Field(description="Public id; never reused.", examples=["org-0000000b7"])
    url: str = Field(description="Address of its page.", examples=["/organisations/org-0000000b7/"])
    name: str
    locality: str
    region: str
    country: str = Field(description="ISO 3166-1 alpha-2, or empty where nobody says.")
    legal_form: str
    activity: str
    status: str = Field(description="active, inactive, dissolved, emerging, or empty.")
    lat: float | None = Field(description="Degrees, WGS 84.")
    lon: float | None = Field(description="Degrees, WGS 84.")
    sources: int = Field(description="How many sources stand behind it.")
    disagreements: int = Field(description="On how many fields its sources differ.")
    listed: bool = Field(description="Whether it is on the newest edition of a list.")
    as_of: date = Field(description="Day of the newest edition that speaks of it.")


class OrganisationList(Schema):
    """A part of the directory."""

    items: list[OrganisationSummary]
    total: int = Field(description="How many organisations answer the question in all.")
    next: str | None = Field(description="Cursor of the next part; null at the end.")
    understood_as: str = Field(description="How q was read where its spelling was mended.")


class Provenance(Schema):
    """An entry of a source that says something."""

    entry: int = Field(description="Number of the entry; its page is /records/{entry}/.")
    source: str = Field(description="Slug of the source.", examples=["pole-members"])
    title: str
    edition: int = Field(description="Number of the last edition that had the entry.")
    as_of: date = Field(description="The day that edition speaks of.")
    listed: bool = Field(description="Whether it is on the newest edition.")
    licence: str
    attribution: str


class Said(Schema):
    """A value and the entries that say it."""

    value: Any = Field(description="In the shape of the field: see the reference of fields.")
    text: str = Field(description="The value as a line to read.")
    entries: list[int] = Field(description="Numbers of the entries; see `provenance`.")


class FactOut(Schema):
    """What is shown of a field, and what other sources say instead."""

    values: list[Said]
    others: list[Said] = Field(description="What entries say that disagree.")


class OrganisationDetail(OrganisationSummary):
    """All that is published of an organisation, each value with the entries behind it."""

    fields: dict[str, FactOut] = Field(description="Field name -> what is said.")
    provenance: list[Provenance]


class Moved(Schema):
    """The id was retired by a merge (RFC 9457)."""

    type: str = Field(examples=["urn:commonweave:problem:organisation_merged"])
    title: str
    status: int = Field(examples=[301])
    detail: str
    id: str = Field(description="The id that lives on.")
    location: str = Field(description="Its address in this API; also in the header Location.")


class SourceOut(Schema):
    """A list that feeds the inventory."""

    slug: str
    title: str
    keeper: str
    licence: str
    attribution: str
    language: str
    country: str
    entries: int = Field(description="Entries on the newest edition.")
    newest_edition: int | None
    as_of: date | None
    url: str


class EditionOut(Schema):
    """One received version of a list. rows_in = rows_kept + rows_refused."""

    number: int
    as_of: date
    received_at: datetime
    rows_in: int
    rows_kept: int
    rows_refused: int
    appeared: int
    changed: int
    unchanged: int
    vanished: int
    repairs: dict[str, int] = Field(description="Kind of repair -> how many values.")
    sha256: str = Field(description="Of the file as it was received.")


@router.get("/organisations", response=OrganisationList, summary="List organisations")
def list_organisations(request: HttpRequest, asked: Annotated[Asked, Query()]) -> OrganisationList:
    """Search and narrow the directory, part by part."""
    part = find_slice(_PUBLIC, asked.filters(), asked.cursor, asked.limit)
    return OrganisationList(
        items=[OrganisationSummary(**_summary(profile)) for profile in part.rows],
        total=part.total,
        next=part.next,
        understood_as=part.understood_as,
    )


@router.get(
    "/organisations/{public_id}",
    response={200: OrganisationDetail, 301: Moved},
    summary="One organisation with its provenance",
)
def show_organisation(
    request: HttpRequest,
    public_id: Annotated[str, Path(description="Public id, also mistyped with O for 0.")],
) -> OrganisationDetail | HttpResponse:
    """Return the composed values, for each the entries behind it and those that disagree."""
    organisation = get_organisation(public_id)
    if organisation.retired_at is not None:
        return _moved(organisation.public_id, find_successor(organisation).public_id)
    view = view_organisation(_PUBLIC, organisation)
    return OrganisationDetail(
        **_summary(view.profile),
        fields={name: _fact(fact) for name, fact in view.facts.items()},
        provenance=[_provenance(entry) for entry in view.entries],
    )


@router.get("/sources", response=list[SourceOut], summary="List sources")
def list_sources(request: HttpRequest) -> list[SourceOut]:
    """Return every public source by title."""
    return [_source(source) for source in source_queries.list_sources(_PUBLIC)]


@router.get("/sources/{slug}", response=SourceOut, summary="One source")
def show_source(request: HttpRequest, slug: str) -> SourceOut:
    """Return who keeps a list and under which licence."""
    source_queries.get_source(_PUBLIC, slug)
    return _source(source_queries.list_sources(_PUBLIC).get(slug=slug))


@router.get("/sources/{slug}/editions", response=list[EditionOut], summary="Editions of a source")
def list_editions(request: HttpRequest, slug: str) -> list[EditionOut]:
    """Return the editions of a source, newest first."""
    source = source_queries.get_source(_PUBLIC, slug)
    return [_edition(edition) for edition in source_queries.list_editions(source)]


def _summary(profile: Profile) -> dict[str, Any]:
    copied = (
        "name locality region country legal_form activity status lat lon "
        "sources disagreements listed as_of"
    )
    public_id = profile.organisation.public_id
    return {
        "id": public_id,
        "url": reverse("registry:organisation", args=[public_id]),
        **{name: getattr(profile, name) for name in copied.split()},
    }


def _fact(fact: Fact) -> FactOut:
    return FactOut(
        values=[_said(statement) for statement in fact.shown],
        others=[_said(statement) for statement in fact.others],
    )


def _said(statement: Statement) -> Said:
    return Said(
        value=statement.value,
        text=statement.line.text,
        entries=[entry.pk for entry in statement.entries],
    )


def _provenance(entry: Record) -> Provenance:
    source, edition = entry.source, entry.last_edition
    return Provenance(
        entry=entry.pk,
        source=source.slug,
        title=source.title,
        edition=edition.number,
        as_of=edition.as_of,
        listed=entry.listed,
        licence=source.licence,
        attribution=source.attribution,
    )


def _moved(retired: str, successor: str) -> HttpResponse:
    location = reverse("api-1:show_organisation", args=[successor])
    moved = Moved(
        type="urn:commonweave:problem:organisation_merged",
        title=_("This organisation was merged into another."),
        status=301,
        detail=_("%(retired)s is now %(successor)s.")
        % {"retired": retired, "successor": successor},
        id=successor,
        location=location,
    )
    response = HttpResponse(moved.model_dump_json(), content_type=PROBLEM, status=301)
    response["Location"] = location
    return response


def _source(source: Source) -> SourceOut:
    newest: list[Edition] = source.newest_editions  # type: ignore[attr-defined]  # from list_sources
    return SourceOut(
        slug=source.slug,
        title=source.title,
        keeper=source.keeper,
        licence=source.licence,
        attribution=source.attribution,
        language=source.language,
        country=source.country,
        entries=source.entries,  # type: ignore[attr-defined]  # from list_sources
        newest_edition=newest[0].number if newest else None,
        as_of=newest[0].as_of if newest else None,
        url=reverse("registry:source", args=[source.slug]),
    )


def _edition(edition: Edition) -> EditionOut:
    copied = "number as_of received_at rows_in rows_kept rows_refused"
    counted = "appeared changed unchanged vanished repairs"
    told = {name: getattr(edition, name) for name in f"{copied} {counted}".split()}
    return EditionOut(**told, sha256=edition.file_sha256)
