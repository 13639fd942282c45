"""Finding organisations by what is said of them: names, numbers, places, activities, networks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast

from django.db import transaction
from django.db.models import prefetch_related_objects

from commonweave.infrastructure.search import (
    Document,
    Matches,
    SearchIndex,
    batches,
    open_index,
)
from commonweave.registry.domain.composed import Composed, ComposedValues
from commonweave.registry.models import Profile

INDEX = "organisations"
_AT_ONCE = 500
_PLACES = ("locality", "district", "region", "postcode")


def index_profiles(profiles: Iterable[Profile]) -> int:
    """Index these profiles in place of what was indexed of their organisations; return how many.

    Call it in the transaction that saves them. Contacts, personal or not, are never indexed.
    """
    return _index().replace_documents(_documents(profiles))


def remove_organisations(ids: Iterable[int]) -> None:
    """Take organisations (primary keys) out of the index: merged away or no longer public."""
    _index().remove_documents(ids)


def rebuild_index() -> int:
    """Index all profiles anew, in one transaction; return how many."""
    with transaction.atomic():
        _index().clear()
        return index_profiles(Profile.objects.order_by("pk").iterator(chunk_size=_AT_ONCE))


def find_organisations(text: str) -> Matches:
    """Return the organisations in which every word of `text` is found, best first.

    The keys are those of organisations, and so of profiles: use them as
    `Profile.objects.filter(pk__in=matches.ids())` and `matches.page(queryset, start, stop)`.
    """
    return _index().match(text)


def find_candidates(texts: Sequence[str], most: int) -> list[list[int]]:
    """Return for each text the organisations that share words with it, best first, at most `most`.

    The number of queries does not grow with the texts.
    """
    return _index().match_any(texts, most)


def _index() -> SearchIndex:
    return open_index(INDEX)


def _documents(profiles: Iterable[Profile]) -> Iterator[Document]:
    for batch in batches(profiles, _AT_ONCE):
        prefetch_related_objects(batch, "organisation")
        yield from (_document(profile) for profile in batch)


def _document(profile: Profile) -> Document:
    values = cast("ComposedValues", profile.values)
    return Document(
        id=profile.pk,
        names=list(dict.fromkeys(_names(profile, values))),
        text="\n".join(dict.fromkeys(_texts(profile, values))),
    )


def _names(profile: Profile, values: ComposedValues) -> Iterator[str]:
    yield profile.name
    yield from (name["text"] for name in _said(values.get("name")))
    yield from (voice["value"]["text"] for voice in values.get("names", []))
    for voice in values.get("identifiers", []):
        number: str = voice["value"]["value"]
        yield number
        # Also without its signs and gaps, as people copy it: `84 1234-5` is 8412345.
        yield "".join(character for character in number if character.isalnum())
    yield profile.organisation.public_id


def _texts(profile: Profile, values: ComposedValues) -> Iterator[str]:
    for address in _said(values.get("address")):
        yield from (address.get(part, "") for part in _PLACES)
    yield from (profile.locality, profile.region)
    yield from _said(values.get("territory"))
    yield from (voice["value"]["text"] for voice in values.get("activities", []))
    for coded in (values.get("legal_form"), values.get("structure")):
        yield from (value["text"] for value in _said(coded))
    yield from (voice["value"] for voice in values.get("networks", []))
    yield from (host_of(voice["value"]) for voice in values.get("websites", []))
    yield from (voice["value"]["text"] for voice in values.get("description", []))


def host_of(address: str) -> str:
    """Return the host of a web or e-mail address, without `www.`; "" where there is none."""
    bare = address.strip().lower().partition("://")[2] or address.strip().lower()
    host = bare.partition("/")[0].rpartition("@")[2].partition(":")[0].removeprefix("www.")
    return host if "." in host else ""


def _said(composed: Composed | None) -> list[Any]:
    """Return the value that is shown and what other records say instead."""
    if composed is None:
        return []
    return [composed["value"], *(voice["value"] for voice in composed["others"])]
