"""Registering the sources that a space keeps."""

from __future__ import annotations

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.text import slugify

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person, Space
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.kernel.refusals import Conflict, InputRefused, gettext_noop
from commonweave.registry.models import Source


class SourceFacts(TypedDict, total=False):
    """What is known of a list besides its rows; see registry.models.Source."""

    keeper: str
    licence: str
    attribution: str
    visibility: str  # public | closed
    trust: int  # 0 to 100
    language: str  # BCP 47
    country: str  # ISO 3166-1 alpha-2
    currency: str  # ISO 4217


@transaction.atomic
def register_source(
    *, title: str, space: Space, by: Person | None, slug: str = "", **facts: Unpack[SourceFacts]
) -> Source:
    """Register a list and who keeps it.

    The slug is made from the title where none is given. Raises Conflict when another source has it
    and InputRefused when the title has no letter to make a slug of.
    """
    slug = slug or slugify(title, allow_unicode=False) or slugify(title, allow_unicode=True)
    if not slug:
        raise InputRefused(
            "source_without_name",
            gettext_noop("A source needs a name with at least one letter or digit."),
            remedy=gettext_noop("Give the list a name, such as “Members of the pole”."),
        )
    if Source.objects.filter(slug=slug).exists():
        raise Conflict(
            "source_exists",
            gettext_noop("There is already a source called “%(slug)s”."),
            remedy=gettext_noop("Import into that source, or choose another name."),
            values={"slug": slug},
        )
    source = Source.objects.create(
        title=title, slug=slug, space=space, registered_at=now(), **facts
    )
    record_event(
        actor=actor_name(by),
        action="registry.source_registered",
        subject=f"source:{slug}",
        data={"title": title, "space": space.slug, **facts},
    )
    return source
