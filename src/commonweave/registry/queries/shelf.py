"""What the public was shown already, kept for exactly as long as nothing has changed.

Organisations change only in a weave, in one transaction with its run. So what the public reads of
them is a function of the newest run, the newest edition, the newest judgement and the sources as
they stand. These together name a standing of the books; what was made under one is found under no
other. The standing is read before the rest: whatever changes in between is kept under a name that
nobody asks for again. People who signed in are never served from the shelf.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final, TypeVar

from django.core.cache import caches
from django.db import connection
from django.db.models import QuerySet, Subquery

from commonweave.registry.models import Edition, Judgement, Source, WeaveRun
from commonweave.registry.rules import Actor

CACHE: Final = "pages"
"""The cache that holds it; it is bounded, and drops some entries when it is full."""

T = TypeVar("T")


@dataclass(frozen=True)
class Shelf:
    """What is kept under one standing of the books; "" keeps nothing."""

    standing: str = ""

    def keep(self, make: Callable[[], T], *key: object) -> T:
        """Return what was made under this key and standing before, or make it and keep it."""
        if not self.standing:
            return make()
        name = hashlib.sha256(repr((self.standing, key)).encode()).hexdigest()
        kept: tuple[T] | None = caches[CACHE].get(name)
        if kept is None:
            kept = (make(),)
            caches[CACHE].set(name, kept)
        return kept[0]


EMPTY: Final = Shelf()


def open_shelf(actor: Actor) -> Shelf:
    """Return the shelf for the public, in one query; for anybody signed in one that is empty."""
    return EMPTY if actor.is_authenticated else Shelf(_read_standing())


def _read_standing() -> str:
    sql, params = _question(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()


@cache
def _question(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """Return the statement that reads the standing, put together once in the life of a process."""
    rows = Source.objects.order_by("pk").values_list(
        "pk",
        "space_id",
        "slug",
        "title",
        "licence",
        "attribution",
        "visibility",
        Subquery(WeaveRun.objects.order_by("-pk").values("token")[:1]),
        _newest(Edition.objects.all()),
        _newest(Judgement.objects.all()),
    )
    return rows.query.sql_with_params()


def _newest(things: QuerySet[Any]) -> Subquery:
    return Subquery(things.order_by("-pk").values("pk")[:1])
