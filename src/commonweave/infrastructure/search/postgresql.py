"""The search index on PostgreSQL: one tsvector a document, made of the analyser's terms."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from commonweave.infrastructure.search.analyser import Group, Query
from commonweave.infrastructure.search.base import Row, TableIndex
from commonweave.infrastructure.search.port import RANKED

_WEIGHTS = "{0.1, 0.1, 0.5, 1.0}"  # of D (the text), C, B (a word in a name), A (a whole name)
_MOST_POSITION = 16_383  # of a lexeme in a tsvector


class PostgreSQLIndex(TableIndex):
    """A GIN index over `tsvector`, written term by term: no text search configuration takes part.

    `ts_rank` reads the row of every match, so only the first `RANKED` matches are ranked, and
    documents of exactly the name that was typed are always among them.
    """

    _key = "id"

    def create_tables(self) -> None:
        """Lay out the index."""
        self._execute(f"CREATE TABLE {self.table} (id bigint PRIMARY KEY, terms tsvector NOT NULL)")
        self._execute(f"CREATE INDEX {self.table}_terms ON {self.table} USING gin (terms)")
        self.vocabulary.create_tables()

    def drop_tables(self) -> None:
        """Take the index away with all it holds."""
        self.vocabulary.drop_tables()
        self._execute(f"DROP TABLE {self.table}")

    def _insert(self, rows: Sequence[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self.table} (id, terms) VALUES (%s, %s::tsvector)",
                [(row.id, _vector(row)) for row in rows],
            )

    def _expression(self, query: Query) -> str:
        return " & ".join(_group(group) for group in query.groups)

    def _subquery(self, expression: str) -> RawSQL:
        return RawSQL(f"SELECT id FROM {self.table} WHERE terms @@ %s::tsquery", [expression])

    def _rank(self, expression: str, whole: str) -> list[int]:
        exactly = f"'{whole}'"
        return self._ids(
            "SELECT id FROM ("
            f"(SELECT id, terms FROM {self.table} WHERE terms @@ %s::tsquery LIMIT {RANKED}) UNION "
            f"(SELECT id, terms FROM {self.table} WHERE terms @@ %s::tsquery LIMIT {RANKED})) AS m "
            f"ORDER BY ts_rank('{_WEIGHTS}', terms, %s::tsquery, 1) DESC, id LIMIT {RANKED}",
            [exactly, expression, f"({expression}) | {exactly}"],
        )

    def _among(self, ids: Sequence[int]) -> RawSQL:
        return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def _vector(row: Row) -> str:
    weighed = [
        *((term, "A") for term in row.whole),
        *((term, "B") for term in row.name),
        *((term, "D") for term in row.text),
    ]
    places = enumerate(weighed, start=1)
    return " ".join(f"'{term}':{min(at, _MOST_POSITION)}{by}" for at, (term, by) in places)


def _group(group: Group) -> str:
    readings = [
        " & ".join([*(f"'{term}'" for term in terms[:-1]), _last(terms[-1], group.prefix)])
        for terms in group.alternatives
    ]
    return "(" + " | ".join(f"({reading})" for reading in readings) + ")"


def _last(term: str, prefix: bool) -> str:
    return f"('{term}' | '{term}':*)" if prefix else f"'{term}'"
