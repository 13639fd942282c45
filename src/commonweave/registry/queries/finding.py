"""Searching the inventory by text, as the directory and the API need it."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import OrderBy, Q, QuerySet

from commonweave.registry.models import Profile


@dataclass(frozen=True)
class Finding:
    """Which profiles a text finds, in which order, and how the text was understood.

    `understood_as` is empty where the text was taken as it was typed.
    """

    condition: Q
    order: tuple[OrderBy | str, ...] = ()
    understood_as: str = ""
    annotations: dict[str, object] = field(default_factory=dict)

    def narrow(self, profiles: QuerySet[Profile]) -> QuerySet[Profile]:
        """Return the profiles that the text finds."""
        return profiles.filter(self.condition)


def find_text(text: str) -> Finding | None:
    """Search the inventory; None where there is no text to search for."""
    if not text:
        return None
    return Finding(Q(name__icontains=text))
