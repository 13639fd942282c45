"""Registering the sources that a space keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn, TypedDict, Unpack

from django.db import transaction
from django.utils.text import slugify

from commonweave.accounts.actors import actor_name
from commonweave.accounts.models import Person, Space
from commonweave.accounts.services import open_space
from commonweave.infrastructure.audit import record_event
from commonweave.infrastructure.clock import now
from commonweave.kernel.countries import country_code
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


@dataclass(frozen=True)
class NewSource:
    """A list that nobody has registered: it is, together with its first edition, or not at all.

    `space` is the slug of the network's space, which opens under `space_name` where it is new.
    """

    title: str
    space: str
    space_name: str
    facts: SourceFacts

    def unsaved(self) -> Source:
        """Return the source as it would be, for reading its first edition."""
        return Source(title=self.title, **_checked(self.facts))

    def register(self, *, by: Person | None) -> Source:
        """Return the source, registered now, or by somebody else since."""
        space = open_space(slug=self.space, name=self.space_name, by=by)
        existing = Source.objects.filter(slug=_slug_of(self.title)).first()
        return existing or register_source(title=self.title, space=space, by=by, **self.facts)


@transaction.atomic
def register_source(
    *, title: str, space: Space, by: Person | None, slug: str = "", **facts: Unpack[SourceFacts]
) -> Source:
    """Register a list and who keeps it.

    The slug is made from the title where none is given. Raises Conflict when another source has it
    and InputRefused when the title has no letter to make a slug of, or a fact cannot be.
    """
    slug = slug or _slug_of(title)
    facts = _checked(facts)
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


def _slug_of(title: str) -> str:
    slug = slugify(title, allow_unicode=False) or slugify(title, allow_unicode=True)
    if not slug:
        raise InputRefused(
            "source_without_name",
            gettext_noop("A source needs a name with at least one letter or digit."),
            remedy=gettext_noop("Give the list a name, such as “Members of the pole”."),
        )
    return slug[:80]


_NOT_A_COUNTRY = (
    gettext_noop("“%(value)s” is not a country."),
    gettext_noop("Give its name or its code, such as CA."),
)
_NOT_A_CURRENCY = (
    gettext_noop("“%(value)s” is not a currency."),
    gettext_noop("Give its code, such as CAD."),
)
_NOT_A_TRUST = (
    gettext_noop("A list cannot be trusted by %(value)s."),
    gettext_noop("Give a number from 0 to 100."),
)


def _checked(facts: SourceFacts) -> SourceFacts:
    """Return the facts with the country as a code; refuse what the tables would refuse."""
    checked = SourceFacts(**facts)
    if facts.get("country"):
        checked["country"] = country_code(facts["country"]) or _refuse(
            _NOT_A_COUNTRY, facts["country"]
        )
    if len(facts.get("currency", "")) not in (0, 3):
        _refuse(_NOT_A_CURRENCY, facts["currency"])
    if not 0 <= facts.get("trust", 0) <= 100:
        _refuse(_NOT_A_TRUST, facts["trust"])
    return checked


def _refuse(words: tuple[str, str], value: object) -> NoReturn:
    message, remedy = words
    raise InputRefused("source_fact_unknown", message, remedy=remedy, values={"value": value})
