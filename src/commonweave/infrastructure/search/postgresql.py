"""The search index on PostgreSQL: one tsvector a document, made of the analyser's terms."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from commonweave.infrastructure.search.analyser import Group, Query
from commonweave.infrastructure.search.base import Row, TableIndex
from commonweave.infrastructure.search.port import RANKED

_WEIGHTS = "{0.1, 0.1, 0.5, 1.0}"  # of D (the text), C, B (a word in a name), A (a whole name)
_MOST_POSITION = 16_383  # of a lexeme in a tsvector
_NO_NAME = "≡"  # the key of a name without letters, which no query has
_IN_NAME = "≈"  # before a term that is in a name: the index alone knows no weights


class PostgreSQLIndex(TableIndex):
    """A GIN index over `tsvector`, written term by term: no text search configuration takes part.

    Terms of a name are kept twice, once marked, since a GIN index cannot tell by weight.
    """

    _key = "id"

    def create_tables(self) -> None:
        """Lay out the index."""
        self._execute(f"CREATE TABLE {self.table} (id bigint PRIMARY KEY, terms tsvector NOT NULL)")
        # Without fast update: its list of new terms is read to the end by every query until a
        # vacuum comes, and only the owner of the index may merge it sooner.
        self._execute(
            f"CREATE INDEX {self.table}_terms ON {self.table} "
            "USING gin (terms) WITH (fastupdate = off)"
        )
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

    def _expression(self, query: Query | None, whole: str = "", *, in_name: bool = False) -> str:
        exactly = [f"'{whole}'"] if whole else []
        if query is None:
            return exactly[0]
        mark = _IN_NAME if in_name else ""
        words = " & ".join(_group(group, mark) for group in query.groups)
        return " | ".join([f"({words})", *exactly])

    def _any_in_name(self, query: Query) -> str:
        words = " | ".join(_group(group, _IN_NAME) for group in query.groups)
        return f"{self._expression(query)} & ({words})"

    def _any(self, groups: Sequence[Group], whole: str) -> str:
        return " | ".join([f"'{whole}'", *(_group(group, "") for group in groups)])

    def _ranked(self, number: int, most: int) -> str:
        return (
            f"(SELECT {number} AS n, id FROM {self.table}, CAST(%s AS tsquery) AS q "
            f"WHERE terms @@ q ORDER BY ts_rank('{_WEIGHTS}', terms, q, 1) DESC, id LIMIT {most})"
        )

    def _subquery(self, expression: str) -> RawSQL:
        return RawSQL(f"SELECT id FROM {self.table} WHERE terms @@ %s::tsquery", [expression])

    def _first(self, expression: str, limit: int) -> list[int]:
        # Materialised, since for a few rows the planner would rather read the whole table, and
        # does, to its end, for a word that is not there.
        return self._ids(
            f"WITH m AS MATERIALIZED (SELECT id FROM {self.table} WHERE terms @@ %s::tsquery) "
            f"SELECT id FROM m LIMIT {limit}",
            [expression],
        )

    def _best(self, expression: str, whole: str = "") -> list[int]:
        return self._ids(
            f"SELECT id FROM {self.table}, CAST(%s AS tsquery) AS q WHERE terms @@ q "
            "ORDER BY terms @@ %s::tsquery DESC, "
            f"ts_rank('{_WEIGHTS}', terms, q, 1) DESC, id LIMIT {RANKED}",
            [expression, f"'{whole or _NO_NAME}'"],
        )

    def _among(self, ids: Sequence[int]) -> RawSQL:
        return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def _vector(row: Row) -> str:
    weighed = [
        *((term, "A") for term in row.whole),
        *((term, "B") for term in row.name),
        *((term, "D") for term in row.text),
    ]
    places = [
        f"'{term}':{min(at, _MOST_POSITION)}{weight}"
        for at, (term, weight) in enumerate(weighed, start=1)
    ]
    return " ".join([*places, *(f"'{_IN_NAME}{term}'" for term in dict.fromkeys(row.name))])


def _group(group: Group, mark: str) -> str:
    readings = [
        " & ".join(
            [*(f"'{mark}{term}'" for term in terms[:-1]), _last(mark + terms[-1], group.prefix)]
        )
        for terms in group.alternatives
    ]
    return "(" + " | ".join(f"({reading})" for reading in readings) + ")"


def _last(term: str, prefix: bool) -> str:
    # The whole term beside its continuations, so that it weighs more than they do.
    return f"('{term}' | '{term}':*)" if prefix else f"'{term}'"
