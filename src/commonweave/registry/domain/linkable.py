"""A record's values as the row that the linkage compares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from commonweave.registry.domain.fields import Name, RecordValues

SEPARATOR = " | "


def linkage_row(record: int, source: str, values: RecordValues) -> dict[str, Any]:
    """Return one row with the columns of `linkage.services.RECORD_COLUMNS`.

    Several values of one column are joined by ` | `. Personal contacts take part: they are evidence
    that never leaves the house. What the source does not say is None.
    """
    names = values.get("names", [])
    first = _first_name(names)
    address = values.get("address", {})
    location = values.get("location")
    contacts = values.get("contacts", [])
    return {
        "record_id": str(record),
        "source": source,
        "name": first,
        "alt_name": _joined(n["text"] for n in names if n["text"] != first),
        "kind": _text(values.get("structure")),
        "legal_form": _text(values.get("legal_form")),
        "street": address.get("street"),
        "city": address.get("locality"),
        "postcode": address.get("postcode"),
        "region": address.get("region"),
        "country": address.get("country"),
        "lat": location["lat"] if location else None,
        "lon": location["lon"] if location else None,
        "email": _joined(c["value"] for c in contacts if c["kind"] == "email"),
        "phone": _joined(c["value"] for c in contacts if c["kind"] == "phone"),
        "website": _joined(values.get("websites", [])),
        "identifier": _joined(f"{i['scheme']}:{i['value']}" for i in values.get("identifiers", [])),
        "founded": values.get("founded"),
    }


def _first_name(names: list[Name]) -> str:
    for kind in ("main", "legal"):
        for name in names:
            if name["kind"] == kind:
                return name["text"]
    return names[0]["text"] if names else ""


def _text(coded: Any) -> str | None:
    return coded["text"] if coded else None


def _joined(texts: Iterable[str]) -> str | None:
    seen = dict.fromkeys(text.replace("|", "/") for text in texts)
    return SEPARATOR.join(seen) or None
