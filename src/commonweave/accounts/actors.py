"""How the doer of a change is written into the books."""

from __future__ import annotations

from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import OPERATOR


def actor_name(by: Person | None) -> str:
    """Return `person:KEY`, or `operator` for what is done at the machine itself (None).

    A key and not a name: the books are never changed, and a person may ask to be forgotten.
    """
    return OPERATOR if by is None else f"person:{by.pk}"
