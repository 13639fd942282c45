"""Measure search: recall of the known answer by kind of query, time, CPU and size.

    python -m benchmarks.search [--records 100000] [--each 200]

Invented multilingual records in a temporary SQLite file and, where a PostgreSQL server answers
(`DATABASE_URL`, else 127.0.0.1:5432), in a database of its own that is dropped afterwards. The peer
is FTS5 as it comes (`unicode61`, no analyser), on the same records in the same run.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.search_records import Asked, Record, make_queries, make_records

Ask = Callable[[str], list[int]]
FIRST = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=200, help="queries of each kind")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    records = list(make_records(options.records, options.seed))
    queries = make_queries(records, options.each, options.seed + 1)
    print(f"{len(records):,} records, {len(queries):,} queries, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as folder:
        aliases = configure(Path(folder))
        _report(*_plain_fts5(records, Path(folder)), queries)
        for alias in aliases:
            with _database(alias):
                _report(*_ours(records, alias), queries)


def configure(folder: Path) -> list[str]:
    """Set Django up on a SQLite file in `folder` and on PostgreSQL where it answers."""
    import dj_database_url
    import django
    from django.conf import settings

    server = dj_database_url.parse(os.environ.get("DATABASE_URL") or "postgres://127.0.0.1:5432")
    lite = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "ours.sqlite3"),
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY",
        },
    }
    databases = {"default": lite}
    if server["ENGINE"].endswith("postgresql") and _answers(server):
        own = {**server, "NAME": f"commonweave_search_{os.getpid()}"}
        databases |= {"postgresql": own}
    else:
        print("No PostgreSQL server answers; SQLite only.\n")
    settings.configure(DATABASES=databases, USE_TZ=True, INSTALLED_APPS=[])
    django.setup()
    return list(databases)


def _answers(server: dict) -> bool:
    try:
        import psycopg

        _maintenance(server).close()
    except (ImportError, psycopg.OperationalError):
        return False
    return True


def _maintenance(server: dict):
    import psycopg

    return psycopg.connect(
        host=server.get("HOST") or None, port=server.get("PORT") or None, dbname="postgres",
        user=server.get("USER") or None, password=server.get("PASSWORD") or None, autocommit=True,
    )  # fmt: skip


@contextmanager
def _database(alias: str) -> Iterator[None]:
    from django.db import connections

    if alias == "default":
        yield
        return
    own = connections[alias].settings_dict
    with _maintenance(own) as server:
        server.execute(f'CREATE DATABASE "{own["NAME"]}"')
        try:
            yield
        finally:
            connections[alias].close()
            server.execute(f'DROP DATABASE "{own["NAME"]}"')


def _ours(records: list[Record], alias: str) -> tuple[str, float, float, Ask]:
    from django.db import connections, transaction

    from commonweave.infrastructure.search import Document, open_index

    index = open_index("bench", using=alias)
    start = time.perf_counter()
    with transaction.atomic(using=alias):
        index.create_tables()
        index.replace_documents(
            Document(record.id, (record.name, record.number), record.text) for record in records
        )
    seconds = time.perf_counter() - start
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")
            cursor.execute("SELECT pg_database_size(current_database())")
            size = cursor.fetchone()[0]
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            size = Path(connection.settings_dict["NAME"]).stat().st_size
    ask: Ask = lambda text: list(index.match(text).ranked)  # noqa: E731
    return f"analyser, {connection.vendor}", seconds, size / 1e6, ask


def _plain_fts5(records: list[Record], folder: Path) -> tuple[str, float, float, Ask]:
    path = folder / "plain.sqlite3"
    database = sqlite3.connect(path)
    start = time.perf_counter()
    database.execute("CREATE VIRTUAL TABLE t USING fts5(name, text, prefix='2 3')")
    database.executemany(
        "INSERT INTO t (rowid, name, text) VALUES (?, ?, ?)",
        ((r.id, f"{r.name} {r.number}", r.text) for r in records),
    )
    database.commit()
    seconds = time.perf_counter() - start

    def ask(text: str) -> list[int]:
        words = ['"' + word.replace('"', "") + '"' for word in text.split()]
        found = database.execute(
            "SELECT rowid FROM t WHERE t MATCH ? ORDER BY bm25(t, 8.0, 1.0) LIMIT 2000",
            [" AND ".join(words) + "*"],
        )
        return [row[0] for row in found]

    return "FTS5 as it comes", seconds, path.stat().st_size / 1e6, ask


def _report(name: str, seconds: float, megabytes: float, ask: Ask, queries: list[Asked]) -> None:
    print(f"{name}: indexed in {seconds:.1f} s, {megabytes:.0f} MB\n")
    print("| kind | queries | recall@20 | p50 ms | p95 ms | CPU ms | CPU p95 |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for asked in queries[:: max(1, len(queries) // 50)]:
        ask(asked.text)
    by_kind: dict[str, list[tuple[Asked, bool, float, float]]] = {}
    for asked in queries:
        wall, cpu = time.perf_counter(), time.process_time()
        found = ask(asked.text)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        hit = bool(asked.answers & set(found[:FIRST]))
        by_kind.setdefault(asked.kind, []).append((asked, hit, wall * 1e3, cpu * 1e3))
    for kind, rows in by_kind.items():
        _line(kind, rows)
    _line("all", [row for rows in by_kind.values() for row in rows])
    print()


def _line(kind: str, rows: list[tuple[Asked, bool, float, float]]) -> None:
    known = [hit for asked, hit, _, _ in rows if asked.answers]
    recall = f"{sum(known) / len(known):.3f}" if known else ""
    walls, cpus = sorted(row[2] for row in rows), sorted(row[3] for row in rows)
    times = f"{statistics.median(walls):.2f} | {_p95(walls):.1f}"
    cpu = f"{statistics.fmean(cpus):.2f} | {_p95(cpus):.1f}"
    print(f"| {kind} | {len(rows)} | {recall} | {times} | {cpu} |")


def _p95(in_order: list[float]) -> float:
    return in_order[min(len(in_order) - 1, int(len(in_order) * 0.95))]


if __name__ == "__main__":
    main()
