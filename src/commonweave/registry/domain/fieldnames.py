"""The names by which a mapping addresses the canonical fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from commonweave.kernel.refusals import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its title for people, and whether several columns may fill it."""

    name: str
    title: str
    many: bool = False


_ALL: Final = (
    Field("name.main", _("name")),
    Field("name.legal", _("legal name")),
    Field("name.alternative", _("other name"), many=True),
    Field("name.former", _("former name"), many=True),
    Field("name.acronym", _("acronym"), many=True),
    Field("key", _("the list's own number")),
    Field("identifier", _("identifier"), many=True),
    Field("identifier.registrar", _("register that gave the number")),
    Field("legal_form", _("legal form")),
    Field("structure", _("structure")),
    Field("activity", _("activity"), many=True),
    Field("description", _("description"), many=True),
    Field("address.street", _("street"), many=True),
    Field("address.housenumber", _("house number")),
    Field("address.locality", _("town")),
    Field("address.district", _("district")),
    Field("address.region", _("region")),
    Field("address.postcode", _("postcode")),
    Field("address.country", _("country")),
    Field("address.full", _("whole address")),
    Field("territory", _("territory")),
    Field("location.lat", _("latitude")),
    Field("location.lon", _("longitude")),
    Field("location.both", _("latitude and longitude")),
    Field("website", _("website"), many=True),
    Field("contact.email", _("e-mail"), many=True),
    Field("contact.phone", _("telephone"), many=True),
    Field("contact.person", _("contact person"), many=True),
    Field("contact.social", _("social network account"), many=True),
    Field("founded", _("founded")),
    Field("dissolved", _("dissolved")),
    Field("status", _("status")),
    Field("members", _("members")),
    Field("employees", _("employees")),
    Field("volunteers", _("volunteers")),
    Field("turnover", _("turnover")),
    Field("turnover.year", _("year of the turnover")),
    Field("turnover.currency", _("currency")),
    Field("reference_year", _("year the figures are of")),
    Field("network", _("network it belongs to"), many=True),
    Field("natural_person", _("is a natural person")),
    Field("language", _("language")),
)
FIELDS: Final[dict[str, Field]] = {field.name: field for field in _ALL}
"""Every field by its name. `identifier` is written with its scheme: `identifier:FR-SIREN`."""


def find_field(name: str) -> Field | None:
    """Return the field a name addresses; `identifier` needs a scheme after a colon."""
    head, colon, scheme = name.partition(":")
    if head == "identifier":
        return FIELDS[head] if colon and scheme.strip() else None
    return FIELDS.get(name)
