"""The directory part by part, for the API: a cursor says where the next part starts."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import Q

from commonweave.kernel.refusals import InputRefused, gettext_noop
from commonweave.registry.models import Profile
from commonweave.registry.queries.directory import find_matches, list_profiles, order_profiles
from commonweave.registry.queries.filters import DirectoryFilters
from commonweave.registry.rules import Actor

_KEYS: Final = {
    "name": ("sort_name", "organisation_id"),
    "fresh": ("as_of", "sort_name", "organisation_id"),
}


@dataclass(frozen=True)
class Slice:
    """A part of the directory; `next` is None at its end."""

    rows: Sequence[Profile]
    total: int
    next: str | None
    understood_as: str


def find_slice(actor: Actor, filters: DirectoryFilters, cursor: str, limit: int) -> Slice:
    """Return up to `limit` organisations after the cursor ("" for the start).

    By name and by freshness the cursor holds the key of the last row, so that rows which come or go
    in between neither repeat nor skip others; by relevance it holds a place in the ranking. Raises
    InputRefused for a cursor that was not handed out for the same order.
    """
    matches = find_matches(filters.q)
    profiles = list_profiles(actor, filters, matches).defer("values")
    total = profiles.count()
    after = _read_cursor(cursor, filters.order)
    with_ids = profiles.select_related("organisation")
    if filters.order == "relevance" and matches is not None:
        start = int(after[0]) if after else 0
        rows = matches.page(with_ids, start, start + limit + 1)
        following = [start + limit]
    else:
        if after:
            with_ids = with_ids.filter(_beyond(filters.order, after))
        rows = list(order_profiles(with_ids, filters)[: limit + 1])
        following = _key(rows[limit - 1], filters.order) if len(rows) > limit else []
    more = len(rows) > limit
    return Slice(
        rows=rows[:limit],
        total=total,
        next=_write_cursor(filters.order, following) if more else None,
        understood_as=matches.understood_as if matches else "",
    )


def _key(row: Profile, order: str) -> list[Any]:
    values = [getattr(row, name) for name in _KEYS[order]]
    return [value.isoformat() if isinstance(value, date) else value for value in values]


def _beyond(order: str, after: Sequence[Any]) -> Q:
    """Return the rows after a key: (a, b, c) > (x, y, z), with the newest day first."""
    beyond, equal = Q(), Q()
    for name, value in zip(_KEYS[order], after, strict=True):
        step = "lt" if name == "as_of" else "gt"
        beyond |= equal & Q(**{f"{name}__{step}": value})
        equal &= Q(**{name: value})
    return beyond


def _write_cursor(order: str, key: Sequence[Any]) -> str:
    text = json.dumps([order, *key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_cursor(cursor: str, order: str) -> list[Any]:
    if not cursor:
        return []
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        key: list[Any]
        told, *key = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        if told != order or not _fits(order, key):
            raise ValueError(told)
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise InputRefused(
            "cursor_unknown",
            gettext_noop("This cursor was not handed out for this list."),
            remedy=gettext_noop(
                "Start again without a cursor, or use “next” of the answer before."
            ),
        ) from error
    return key


def _fits(order: str, key: Sequence[Any]) -> bool:
    def whole(value: object) -> bool:
        return type(value) is int and 0 <= value < 2**63

    if order == "relevance":
        return len(key) == 1 and whole(key[0])
    if len(key) != len(_KEYS[order]) or not whole(key[-1]):
        return False
    if not all(isinstance(value, str) and "\0" not in value for value in key[:-1]):
        return False
    return order != "fresh" or bool(date.fromisoformat(key[0]))
