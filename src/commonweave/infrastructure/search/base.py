"""What every search index does alike: analyse, keep the vocabulary, mend the spelling."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import RawSQL

from commonweave.infrastructure.search.analyser import (
    Group,
    Query,
    analyse_fully,
    analyse_query,
    whole_key,
)
from commonweave.infrastructure.search.mending import mended_queries
from commonweave.infrastructure.search.port import RANKED, Document, Matches, batches
from commonweave.infrastructure.search.vocabulary import Vocabulary

_BATCH = 500
_UNITED = 200
"""Questions put in one query; SQLite unites at most 500 selections."""
_MOST_NEAR = 4


@dataclass(frozen=True)
class Row:
    """A document as it is stored: terms by weight, whole names first."""

    id: int
    whole: Sequence[str]
    name: Sequence[str]
    text: Sequence[str]


class TableIndex(ABC):
    """An index in tables of the database; an adapter says how rows and questions look there."""

    _key: str  # the column that holds a document's id

    def __init__(self, name: str, connection: BaseDatabaseWrapper) -> None:
        self.table = f"search_{name}"
        self.connection = connection
        self.vocabulary = Vocabulary(name, connection)

    def replace_documents(self, documents: Iterable[Document]) -> int:
        """Index documents, each in place of what was indexed under its id; return how many."""
        count = 0
        known: set[str] = set()
        with transaction.atomic(using=self.connection.alias):
            for batch in batches(documents, _BATCH):
                words: dict[str, str] = {}
                # The last word on an id holds, also within one call.
                rows = {document.id: _row(document, words) for document in batch}
                self.remove_documents(rows)
                self._insert(list(rows.values()))
                self.vocabulary.add_words({word: words[word] for word in words.keys() - known})
                known |= words.keys()
                count += len(rows)
        return count

    def remove_documents(self, ids: Iterable[int]) -> None:
        """Forget the documents under these ids; those that are not there are no error."""
        with transaction.atomic(using=self.connection.alias):
            for batch in batches(ids, _BATCH):
                marks = ", ".join(["%s"] * len(batch))
                self._execute(f"DELETE FROM {self.table} WHERE {self._key} IN ({marks})", batch)

    def clear(self) -> None:
        """Forget everything."""
        with transaction.atomic(using=self.connection.alias):
            self._execute(f"DELETE FROM {self.table}")
            self.vocabulary.clear()

    def match(self, text: str) -> Matches:
        """Find the documents in which every word of `text` is; see `SearchIndex.match`."""
        query = analyse_query(text)
        if not query.groups:
            return Matches(total=0)
        whole = whole_key(text)
        said = " ".join(group.word for group in query.groups) if query.left_out else ""
        matches = self._matches(query, whole, said)
        if matches.total:
            return matches
        readings = mended_queries(query, nearest=self.vocabulary.nearest, is_known=self._is_known)
        for mended in readings:
            found = self._matches(mended.query, "", mended.words)
            if found.total:
                return found
        return matches

    def match_any(self, texts: Sequence[str], most: int) -> list[list[int]]:
        """Find the documents that share words with each text; see `SearchIndex.match_any`."""
        queries = [analyse_query(text) for text in texts]
        words = {group.word for query in queries for group in query.groups}
        near = self.vocabulary.near_unknown(words)
        asked = {
            at: self._any([_widened(group, near) for group in query.groups], whole_key(texts[at]))
            for at, query in enumerate(queries)
            if query.groups
        }
        found: list[list[int]] = [[] for _ in texts]
        for batch in batches(asked.items(), _UNITED):
            sql = " UNION ALL ".join(self._ranked(at, most) for at, _ in batch)
            with self.connection.cursor() as cursor:
                cursor.execute(sql, [expression for _, expression in batch])
                for at, key in cursor.fetchall():
                    found[at].append(key)
        return found

    def _matches(self, query: Query, whole: str, understood_as: str) -> Matches:
        expression = self._expression(query, whole)
        first = self._first(expression, RANKED + 1)
        if len(first) <= RANKED:
            ranked, total = self._best(expression, whole), len(first)
        else:
            ranked, total = self._by_tiers(query, whole, first), self._count(expression)
        return Matches(
            total=total,
            ranked=tuple(ranked),
            understood_as=understood_as,
            subquery=self._subquery(expression),
            ranked_subquery=self._among(ranked),
        )

    def _by_tiers(self, query: Query, whole: str, first: Sequence[int]) -> list[int]:
        """Order more matches than can be ranked one by one.

        Ranking reads every match, and two common words have tens of thousands. Exact names come
        first, then those with all words in the name (ranked), with one of them, then others.
        """
        tiers: tuple[Callable[[], Sequence[int]], ...] = (
            lambda: self._first(self._expression(None, whole), RANKED),
            lambda: self._in_name(query),
            lambda: self._first(self._any_in_name(query), RANKED),
            lambda: first,
        )
        found: dict[int, None] = {}
        for tier in tiers:
            if len(found) < RANKED:
                found.update(dict.fromkeys(tier()))
        return list(found)[:RANKED]

    def _in_name(self, query: Query) -> Sequence[int]:
        expression = self._expression(query, in_name=True)
        first = self._first(expression, RANKED + 1)
        return self._best(expression) if len(first) <= RANKED else first

    def _execute(self, sql: str, parameters: Sequence[int | str] = ()) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)

    def _ids(self, sql: str, parameters: Sequence[Any]) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [row[0] for row in cursor.fetchall()]

    def _first(self, expression: str, limit: int) -> list[int]:
        """Return the keys of so many matches, in no order."""
        subquery = self._subquery(expression)
        return self._ids(f"{subquery.sql} LIMIT {limit}", subquery.params)

    def _is_known(self, group: Group) -> bool:
        return bool(self._first(self._expression(Query((group,))), 1))

    def _count(self, expression: str) -> int:
        subquery = self._subquery(expression)
        return self._ids(f"SELECT count(*) FROM ({subquery.sql}) AS m", subquery.params)[0]

    @abstractmethod
    def create_tables(self) -> None:
        """Lay out the index."""

    @abstractmethod
    def drop_tables(self) -> None:
        """Take the index away with all it holds."""

    @abstractmethod
    def _insert(self, rows: Sequence[Row]) -> None: ...

    @abstractmethod
    def _expression(self, query: Query | None, whole: str = "", *, in_name: bool = False) -> str:
        """Write a query, or else a whole name, in the language of the full-text search."""

    @abstractmethod
    def _any_in_name(self, query: Query) -> str:
        """Write a query of which one group at least is in the name."""

    @abstractmethod
    def _any(self, groups: Sequence[Group], whole: str) -> str:
        """Write a question that one of the groups, or the whole name, answers."""

    @abstractmethod
    def _ranked(self, number: int, most: int) -> str:
        """Select (number, key) of the best matches of an expression, which is the parameter."""

    @abstractmethod
    def _subquery(self, expression: str) -> RawSQL:
        """Select the keys of all matches."""

    @abstractmethod
    def _best(self, expression: str, whole: str = "") -> list[int]:
        """Return the keys of the `RANKED` best matches, those with a `whole` name first."""

    @abstractmethod
    def _among(self, ids: Sequence[int]) -> RawSQL:
        """Select these keys."""


def _widened(group: Group, near: Mapping[str, Sequence[str]]) -> Group:
    """Return the group as whole words, together with the words that an unknown one may mean."""
    meant = tuple(
        terms
        for word in near.get(group.word, ())[:_MOST_NEAR]
        for read in analyse_query(word).groups
        for terms in read.alternatives
    )
    return replace(group, alternatives=(*group.alternatives, *meant), prefix=False)


def _row(document: Document, words: dict[str, str]) -> Row:
    """Analyse a document, adding to `words` those that may be misspelt."""
    names = [analyse_fully(name) for name in document.names]
    text = analyse_fully(document.text)
    for analysis in (*names, text):
        words.update(analysis.spellings)
    return Row(
        id=document.id,
        whole=[whole_key(name) for name in document.names],
        name=[term for name in names for term in name.terms],
        text=text.terms,
    )
