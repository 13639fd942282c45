"""Reading sources."""

from __future__ import annotations

from django.db.models import Q

from commonweave.registry.models import Source


def find_source(name: str) -> Source | None:
    """Return the source with that slug, or that title letter for letter; None without one."""
    return Source.objects.filter(Q(slug=name) | Q(title=name)).order_by("id").first()
