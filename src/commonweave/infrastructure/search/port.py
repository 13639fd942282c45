"""The port to a search index: what rooms hand in and what they get back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.expressions import RawSQL

RANKED = 2_000
"""Matches that are put in order; those beyond are counted and filtered, not ranked."""

M = TypeVar("M", bound=Model)
T = TypeVar("T")


@dataclass(frozen=True)
class Document:
    """What one object is found by. `id` is its integer primary key."""

    id: int
    names: Sequence[str]
    """Its names and numbers: words in them weigh more, and a whole one comes first."""
    text: str = ""
    """Everything else it is found by."""


@dataclass(frozen=True)
class Matches:
    """What a query found."""

    total: int
    """All matches, also those beyond the ranked."""
    ranked: tuple[int, ...] = ()
    """Primary keys of the best matches, best first, at most `RANKED`."""
    understood_as: str = ""
    """How the query was read where not as it was typed (a spelling mended); else empty."""
    subquery: RawSQL = field(default_factory=lambda: RawSQL("SELECT NULL WHERE 1 = 0", []))
    ranked_subquery: RawSQL = field(default_factory=lambda: RawSQL("SELECT NULL WHERE 1 = 0", []))

    def ids(self) -> RawSQL:
        """Return the keys of all matches as SQL, for `queryset.filter(pk__in=matches.ids())`."""
        return self.subquery

    def page(self, queryset: QuerySet[M], start: int, stop: int) -> list[M]:
        """Return the matches that are in `queryset`, best first, from `start` to before `stop`.

        Two queries. Beyond the `RANKED` best there is no order and nothing is returned.
        """
        if not self.ranked:
            return []
        kept = set(queryset.filter(pk__in=self.ranked_subquery).values_list("pk", flat=True))
        page = [pk for pk in self.ranked if pk in kept][start:stop]
        rows = queryset.in_bulk(page)
        return [rows[pk] for pk in page]


class SearchIndex(Protocol):
    """An index over documents, kept in the database and in the transaction of the data."""

    def create_tables(self) -> None:
        """Lay out the index; for a migration."""

    def drop_tables(self) -> None:
        """Take the index away with all it holds; for a migration's way back."""

    def replace_documents(self, documents: Iterable[Document]) -> int:
        """Index documents, each in place of what was indexed under its id; return how many."""

    def remove_documents(self, ids: Iterable[int]) -> None:
        """Forget the documents under these ids; those that are not there are no error."""

    def clear(self) -> None:
        """Forget everything."""

    def match(self, text: str) -> Matches:
        """Find the documents in which every word of `text` is.

        Where there are none, words that the index does not know are read as the nearest that it
        does, and `Matches.understood_as` says so. Raises the database's error where the index
        cannot be read; an empty result always means that nothing was found.
        """

    def match_any(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Find for each text the documents that share words with it, best first, at most `most`.

        A word that the index does not know stands for those nearest to it. The number of queries
        does not grow with the texts.
        """


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `items` in lists of at most `size`."""
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
