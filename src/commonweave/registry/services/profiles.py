"""Composing the public profiles of organisations and keeping the search index in step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from commonweave.registry.domain.composed import ComposedValues
from commonweave.registry.domain.composition import (
    Testimony,
    compose,
    count_disagreements,
    fold_text,
)
from commonweave.registry.models import Edition, Organisation, Profile, Record
from commonweave.registry.models.lists import Visibility
from commonweave.registry.search import index_profiles, remove_organisations

_CHUNK = 500


def refresh_profiles(*, organisations: Iterable[int]) -> None:
    """Compose the profiles of organisations again, from public sources alone.

    An organisation of which no public record speaks loses its profile and leaves the search.
    """
    keys = sorted(set(organisations))
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        records = _public_records(chunk)
        profiles = [
            _profile(organisation, list(group))
            for organisation, group in groupby(records, key=lambda record: record.organisation)
            if organisation is not None
        ]
        composed = {profile.organisation_id for profile in profiles}
        gone = [key for key in chunk if key not in composed]
        Profile.objects.filter(organisation__in=chunk).delete()
        remove_organisations(gone)
        Profile.objects.bulk_create(profiles)
        index_profiles(profiles)


def date_profiles(*, editions: Iterable[int]) -> None:
    """Let profiles of entries that new editions repeat unchanged carry the editions' date."""
    for edition in Edition.objects.filter(
        pk__in=list(editions), source__visibility=Visibility.PUBLIC
    ):
        repeated = Record.objects.filter(last_edition=edition).values("organisation")
        Profile.objects.filter(organisation__in=repeated, as_of__lt=edition.as_of).update(
            as_of=edition.as_of
        )


def _public_records(organisations: Sequence[int]) -> QuerySet[Record]:
    """Return what public sources say, by organisation, without the JSON that nobody composes."""
    return (
        Record.objects.filter(
            organisation__in=organisations,
            natural_person=False,
            source__visibility=Visibility.PUBLIC,
        )
        .select_related("source", "current", "last_edition", "organisation")
        .defer("source__reading", "last_edition__reading", "current__extras", "current__repairs")
        .order_by("organisation_id", "pk")
    )


def _profile(organisation: Organisation, records: Sequence[Record]) -> Profile:
    testimonies = [_testimony(record) for record in records]
    composed = compose(testimonies)
    address: dict[str, str] = _shown(composed, "address", {})
    location: dict[str, float] = _shown(composed, "location", {})
    name: str = _shown(composed, "name", {"text": ""})["text"]
    return Profile(
        organisation=organisation,
        values=composed,
        name=name[:500],
        sort_name=fold_text(name)[:500],
        locality=address.get("locality", "")[:200],
        region=address.get("region", "")[:200],
        country=address.get("country", ""),
        legal_form=_shown(composed, "legal_form", {"text": ""})["text"][:200],
        activity=_first_activity(composed)[:200],
        status=_shown(composed, "status", {}).get("code", ""),
        lat=location.get("lat"),
        lon=location.get("lon"),
        sources=len({record.source_id for record in records}),
        records=len(records),
        disagreements=count_disagreements(composed),
        listed=any(record.listed for record in records),
        as_of=max(testimony.as_of for testimony in testimonies),
    )


def _testimony(record: Record) -> Testimony:
    assert record.current is not None, "a stored record always has a version"
    return Testimony(
        record=record.pk,
        values=record.current.values,
        trust=record.source.trust,
        listed=record.listed,
        as_of=record.last_edition.as_of.isoformat(),
    )


def _shown(composed: ComposedValues, field: str, absent: Any) -> Any:
    return composed[field]["value"] if field in composed else absent  # type: ignore[literal-required]


def _first_activity(composed: ComposedValues) -> str:
    activities = composed.get("activities")
    return str(activities[0]["value"]["text"]) if activities else ""
