"""How the doer of a change is written into the books."""

from __future__ import annotations

from commonweave.accounts.models import Person
from commonweave.infrastructure.audit import OPERATOR


def actor_name(by: Person | None) -> str:
    """Return the e-mail address of a person, or `operator` for the command line (None)."""
    return by.email if by is not None else OPERATOR
