"""The search index on SQLite: one FTS5 table, its rowid the object's key."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.db.models.expressions import RawSQL

from commonweave.infrastructure.search.analyser import Group, Query
from commonweave.infrastructure.search.base import Row, TableIndex
from commonweave.infrastructure.search.port import RANKED

_WEIGHTS = "100.0, 8.0, 1.0"  # of a whole name, of a word in a name, of a word in the text

_NAME = "{whole name}"


class SQLiteIndex(TableIndex):
    """FTS5 over terms that are already analysed.

    Its `ascii` tokenizer splits at the spaces between them and leaves every other letter alone;
    `unicode61` would split terms in scripts that came to Unicode after version 6.1.
    """

    _key = "rowid"

    def create_tables(self) -> None:
        """Lay out the index."""
        self._execute(
            f"CREATE VIRTUAL TABLE {self.table} "
            "USING fts5(whole, name, text, tokenize='ascii', prefix='2 3')"
        )
        self.vocabulary.create_tables()

    def drop_tables(self) -> None:
        """Take the index away with all it holds."""
        self.vocabulary.drop_tables()
        self._execute(f"DROP TABLE {self.table}")

    def _insert(self, rows: Sequence[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {self.table} (rowid, whole, name, text) VALUES (%s, %s, %s, %s)",
                [(r.id, " ".join(r.whole), " ".join(r.name), " ".join(r.text)) for r in rows],
            )

    def _expression(self, query: Query | None, whole: str = "", *, in_name: bool = False) -> str:
        exactly = [f'(whole : "{whole}")'] if whole else []
        if query is None:
            return exactly[0]
        # AND is written out: between parentheses FTS5 takes no implicit one.
        words = " AND ".join(_group(group) for group in query.groups)
        return " OR ".join([f"{_NAME} : ({words})" if in_name else f"({words})", *exactly])

    def _any_in_name(self, query: Query) -> str:
        words = " OR ".join(_group(group) for group in query.groups)
        return f"{self._expression(query)} AND {_NAME} : ({words})"

    def _any(self, groups: Sequence[Group], whole: str) -> str:
        return " OR ".join([f'(whole : "{whole}")', *(_group(group) for group in groups)])

    def _ranked(self, number: int, most: int) -> str:
        return (
            f"SELECT * FROM (SELECT {number} AS n, rowid FROM {self.table} "
            f"WHERE {self.table} MATCH %s "
            f"ORDER BY bm25({self.table}, {_WEIGHTS}), rowid LIMIT {most})"
        )

    def _subquery(self, expression: str) -> RawSQL:
        return RawSQL(f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s", [expression])

    def _best(self, expression: str, whole: str = "") -> list[int]:  # noqa: ARG002
        # A whole name, being rare and heavy, comes first by its weight.
        return self._ids(
            f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s "
            f"ORDER BY bm25({self.table}, {_WEIGHTS}), rowid LIMIT {RANKED}",
            [expression],
        )

    def _among(self, ids: Sequence[int]) -> RawSQL:
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(ids))])


def _group(group: Group) -> str:
    readings = [
        " AND ".join([*(f'"{term}"' for term in terms[:-1]), _last(terms[-1], group.prefix)])
        for terms in group.alternatives
    ]
    return "(" + " OR ".join(f"({reading})" for reading in readings) + ")"


def _last(term: str, prefix: bool) -> str:
    # The whole term beside its continuations, so that it weighs more than they do.
    return f'("{term}" OR "{term}"*)' if prefix else f'"{term}"'
