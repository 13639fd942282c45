"""What of a record's values may leave the house."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, cast

from commonweave.registry.domain.fields import Contact, RecordValues


def is_public_contact(contact: Contact) -> bool:
    """Tell a way to reach the body from one that belongs to a natural person."""
    return not contact["personal"] and contact["kind"] != "person"


def public_values(values: RecordValues) -> RecordValues:
    """Return the values without contact details of natural persons; the argument stays as it is.

    A field that holds nothing else disappears, as if the source had said nothing.
    """
    open_values: dict[str, Any] = dict(values)
    contacts = [c for c in values.get("contacts", []) if is_public_contact(c)]
    open_values.pop("contacts", None)
    open_values.pop("natural_person", None)
    if contacts:
        open_values["contacts"] = contacts
    return cast("RecordValues", open_values)


def public_reason(reason: Mapping[str, Any], open_contacts: Collection[str]) -> Mapping[str, Any]:
    """Return a linkage reason without contact details, but for those that are published anyway.

    `open_contacts` holds published contacts as `contact_key` writes them. What is not among them
    is replaced by an ellipsis: that two entries share a private address may be told, which not.
    """
    values = dict(reason.get("values", {}))
    for kind in ("email", "phone"):
        if kind in values and contact_key(str(values[kind])) not in open_contacts:
            values[kind] = "…"
    return {**reason, "values": values}


def contact_key(value: str) -> str:
    """Fold a contact for comparison: an e-mail address in small letters, a number by its digits."""
    folded = value.casefold().strip()
    if "@" in folded:
        return folded.removeprefix("mailto:")
    return "".join(character for character in folded if character.isdigit())


def open_contact_keys(values: RecordValues) -> frozenset[str]:
    """Return the keys of the contacts that `public_values` keeps."""
    kept = public_values(values).get("contacts", [])
    return frozenset(contact_key(contact["value"]) for contact in kept) - {""}
