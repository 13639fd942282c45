"""The properties of the reconciliation API, and where the values of an organisation stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from commonweave.kernel.refusals import gettext_noop

Cell: TypeAlias = dict[str, str | int | float]
"""A property value as the API writes it: `{"str": …}`, `{"int": …}` or `{"float": …}`."""


@dataclass(frozen=True)
class Property:
    """A property: its label (a message id), the field it stands in, and how one value is read."""

    label: str
    field: str
    read: Callable[[Any], str | int | float | None]

    def cells(self, values: Sequence[Any]) -> list[Cell]:
        """Return the cells of a field's values, each once."""
        return list(self._distinct(values))

    def _distinct(self, values: Sequence[Any]) -> Iterator[Cell]:
        found = (self.read(value) for value in values)
        for value in dict.fromkeys(value for value in found if value not in (None, "")):
            kind = {str: "str", int: "int", float: "float"}[type(value)]
            yield {kind: value}


def _part(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda value: value.get(name)


def _contact(kind: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda contact: contact["value"] if contact["kind"] == kind else None


def _number(identifier: Mapping[str, str]) -> str:
    return f"{identifier['scheme']}:{identifier['value']}"


_text, _value = _part("text"), _part("value")

PROPERTIES: Final[Mapping[str, Property]] = {
    "country": Property(gettext_noop("Country"), "address", _part("country")),
    "region": Property(gettext_noop("Region"), "address", _part("region")),
    "town": Property(gettext_noop("Town"), "address", _part("locality")),
    "postcode": Property(gettext_noop("Postcode"), "address", _part("postcode")),
    "street": Property(gettext_noop("Street"), "address", _part("street")),
    "identifier": Property(gettext_noop("Identifier"), "identifiers", _number),
    "website": Property(gettext_noop("Website"), "websites", str),
    "email": Property(gettext_noop("E-mail"), "contacts", _contact("email")),
    "telephone": Property(gettext_noop("Telephone"), "contacts", _contact("phone")),
    "other_name": Property(gettext_noop("Other name"), "names", _text),
    "legal_form": Property(gettext_noop("Legal form"), "legal_form", _text),
    "founded": Property(gettext_noop("Founded"), "founded", str),
    "latitude": Property(gettext_noop("Latitude"), "location", _part("lat")),
    "longitude": Property(gettext_noop("Longitude"), "location", _part("lon")),
    "activity": Property(gettext_noop("Activity"), "activities", _text),
    "status": Property(gettext_noop("Status"), "status", _text),
    "network": Property(gettext_noop("Network"), "networks", str),
    "members": Property(gettext_noop("Members"), "members", _value),
    "employees": Property(gettext_noop("Employees"), "employees", _value),
    "description": Property(gettext_noop("Description"), "description", _text),
}
"""Property id → what it is, the most telling first."""
