"""What of a record's values may leave the house."""

from __future__ import annotations

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


def private_texts(values: RecordValues) -> frozenset[str]:
    """Return the contact values that `public_values` leaves out."""
    return frozenset(c["value"] for c in values.get("contacts", []) if not is_public_contact(c))
