"""Which adapter serves which database."""

from __future__ import annotations

from django.db import connections

from commonweave.infrastructure.search.port import SearchIndex


def open_index(name: str, *, using: str = "default") -> SearchIndex:
    """Open the index `name` (letters and underscores) in the database under the alias `using`.

    Raises ValueError for another name, and NotImplementedError for a database without an adapter.
    """
    if not name.replace("_", "").isalpha() or not name.isascii():
        raise ValueError(f"{name!r} cannot name a search index: letters and underscores only.")
    connection = connections[using]
    if connection.vendor == "sqlite":
        from commonweave.infrastructure.search.sqlite import SQLiteIndex

        return SQLiteIndex(name, connection)
    if connection.vendor == "postgresql":
        from commonweave.infrastructure.search.postgresql import PostgreSQLIndex

        return PostgreSQLIndex(name, connection)
    raise NotImplementedError(f"There is no search index on {connection.vendor}.")
