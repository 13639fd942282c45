"""Cutting values down to what a reader may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from commonweave.registry.domain.disclosure import public_values
from commonweave.registry.domain.fields import RecordValues
from commonweave.registry.models import Source
from commonweave.registry.rules import Actor, may_see_kept


def cut_for(actor: Actor, source: Source) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """Return what leaves out of an entry's values whatever the actor may not read of the source."""
    return _whole if may_see_kept(actor, source).ok else cut_public


def cut_public(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Leave out what is never published."""
    return public_values(cast("RecordValues", dict(values)))


def _whole(values: Mapping[str, Any]) -> Mapping[str, Any]:
    return values
