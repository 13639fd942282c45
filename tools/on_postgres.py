"""Run a command on a PostgreSQL database of its own, which is dropped when the command has ended.

    python tools/on_postgres.py COMMAND [ARGUMENT …]

The server is the one that DATABASE_URL names; without it, the one that answers on this machine's
usual port. Where neither is there, that is said and nothing is run. The command's exit status is
passed on.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
from types import FrameType
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


def main(command: list[str]) -> int:
    """Run `command` with DATABASE_URL naming a new database; return its exit status."""
    if not command:
        print(__doc__)
        return 2
    server = os.environ.get("DATABASE_URL") or LOCAL
    try:
        connection = psycopg.connect(server, autocommit=True, connect_timeout=5)
    except psycopg.OperationalError as error:
        if "DATABASE_URL" in os.environ:
            raise
        print(f"No PostgreSQL answers on this machine; left out: {' '.join(command)}\n({error})")
        return 0
    name = f"commonweave_{secrets.token_hex(6)}"
    with connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            return _run(command, urlunsplit(urlsplit(server)._replace(path=f"/{name}")))
        finally:
            _drop_all(connection, name)


def _run(command: list[str], url: str) -> int:
    print(f"On PostgreSQL: {' '.join(command)}", flush=True)
    process = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})

    def pass_on(number: int, _frame: FrameType | None) -> None:
        process.send_signal(number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    return process.wait()


def _drop_all(connection: psycopg.Connection[tuple[str]], name: str) -> None:
    """Drop the database and the test databases that a killed test run left beside it."""
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE datname = %s OR datname LIKE %s",
        [name, f"test_{name}%"],
    ).fetchall()
    for (found,) in rows:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(found))
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
