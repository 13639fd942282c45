"""Canonical values as lines that a person can read: one place for pages, comparisons, histories."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from commonweave.kernel.refusals import gettext_noop
from commonweave.registry.domain.fields import (
    Address,
    Amount,
    Coded,
    Contact,
    Count,
    Identifier,
    Location,
    Name,
    Text,
)


@dataclass(frozen=True)
class Line:
    """One readable line: the text in its language (BCP 47, "" unknown) and a note on it.

    `note` is a message id where it is one of `NOTES`, else a name of the source (a scheme).
    `link` is an address to follow, only ever http, https, mailto or tel.
    """

    text: str
    lang: str = ""
    note: str = ""
    link: str = ""


LABELS: Final[Mapping[str, str]] = {
    "name": gettext_noop("Name"),
    "names": gettext_noop("Names"),
    "identifiers": gettext_noop("Identifiers"),
    "legal_form": gettext_noop("Legal form"),
    "structure": gettext_noop("Structure"),
    "activities": gettext_noop("Activities"),
    "description": gettext_noop("Description"),
    "address": gettext_noop("Address"),
    "territory": gettext_noop("Territory"),
    "location": gettext_noop("Location"),
    "websites": gettext_noop("Website"),
    "contacts": gettext_noop("Contact"),
    "founded": gettext_noop("Founded"),
    "dissolved": gettext_noop("Dissolved"),
    "status": gettext_noop("Status"),
    "members": gettext_noop("Members"),
    "employees": gettext_noop("Employees"),
    "volunteers": gettext_noop("Volunteers"),
    "turnover": gettext_noop("Turnover"),
    "networks": gettext_noop("Networks it names"),
}
"""Field -> label, in the order in which a page tells them."""

NOTES: Final[Mapping[str, str]] = {
    "legal": gettext_noop("legal name"),
    "alternative": gettext_noop("also called"),
    "former": gettext_noop("former name"),
    "acronym": gettext_noop("acronym"),
    "email": gettext_noop("e-mail"),
    "phone": gettext_noop("telephone"),
    "person": gettext_noop("contact person"),
    "social": gettext_noop("social media"),
    "personal": gettext_noop("personal, not published"),
}
"""Code -> message id of the notes that a line may carry."""


def _name(name: Name) -> Line:
    return Line(name["text"], name.get("lang", ""), NOTES.get(name["kind"], ""))


def _identifier(identifier: Identifier) -> Line:
    authority = identifier.get("authority", "")
    scheme = identifier["scheme"]
    return Line(identifier["value"], note=f"{scheme}, {authority}" if authority else scheme)


def _text(text: Text) -> Line:
    return Line(text["text"], text.get("lang", ""))


def _coded(coded: Coded) -> Line:
    return Line(coded["text"])


def _address(address: Address) -> Line:
    town = " ".join(p for p in (address.get("postcode"), address.get("locality")) if p)
    parts = (
        address.get("street"),
        address.get("district"),
        town,
        address.get("region"),
        address.get("country"),
    )
    return Line(", ".join(part for part in parts if part))


def _location(location: Location) -> Line:
    return Line(f"{location['lat']:.5f}, {location['lon']:.5f}")


def _website(address: str) -> Line:
    safe = address.lower().startswith(("http://", "https://"))
    shown = address.split("://", 1)[-1].rstrip("/") if safe else address
    return Line(shown, link=address if safe else "")


def _contact(contact: Contact) -> Line:
    value, kind = contact["value"], contact["kind"]
    link = ""
    if kind == "email" and "@" in value and not any(c in value for c in "?&%\r\n "):
        link = f"mailto:{value}"
    elif kind == "phone":
        digits = "".join(c for c in value if c.isdigit())
        link = f"tel:{'+' if value.strip().startswith('+') else ''}{digits}" if digits else ""
    elif value.lower().startswith(("http://", "https://")):
        link = value
    return Line(value, note=NOTES["personal" if contact["personal"] else kind], link=link)


def _count(count: Count) -> Line:
    year = count.get("year")
    return Line(f"{count['value']:,}".replace(",", "\u202f") + (f" ({year})" if year else ""))


def _amount(amount: Amount) -> Line:
    year = amount.get("year")
    money = f"{amount['value']} {amount.get('currency', '')}".strip()
    return Line(f"{money} ({year})" if year else money)


_READERS: Final[Mapping[str, Callable[[Any], Line]]] = {
    "name": _name,
    "names": _name,
    "identifiers": _identifier,
    "legal_form": _coded,
    "structure": _coded,
    "activities": _coded,
    "description": _text,
    "address": _address,
    "territory": Line,
    "location": _location,
    "websites": _website,
    "contacts": _contact,
    "founded": Line,
    "dissolved": Line,
    "status": _coded,
    "members": _count,
    "employees": _count,
    "volunteers": _count,
    "turnover": _amount,
    "networks": Line,
}


def line_of(field: str, value: Any) -> Line:
    """Return one value of a field as a line."""
    return _READERS[field](value)


def lines_of(field: str, value: Any) -> tuple[Line, ...]:
    """Return a record's value of a field, single or a list of them, as lines."""
    values = value if isinstance(value, list) else [value]
    return tuple(line_of(field, one) for one in values)


def read_values(values: Mapping[str, Any]) -> dict[str, tuple[Line, ...]]:
    """Return field -> lines for what a record says, in the order of `LABELS`."""
    return {field: lines_of(field, values[field]) for field in LABELS if field in values}
