"""Tables whose rows the database itself refuses to change.

Deleting is not refused here: what a law lets a person have erased must be erasable by a deliberate
operation. A gap in the audit log shows in its hash chain (see infrastructure.audit).
"""

from __future__ import annotations

from functools import partial

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SQLITE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END
"""
_POSTGRESQL = """
CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'rows of {table} are never changed'; END $$;
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_append_only()
"""


def refuse_updates(table: str) -> migrations.RunPython:
    """Return the migration step that makes a table append-only on SQLite and PostgreSQL."""
    return migrations.RunPython(partial(_create, table=table), partial(_drop, table=table))


def allow_updates(table: str) -> migrations.RunPython:
    """Return the step that undoes `refuse_updates`, for a migration that makes the table anew."""
    return migrations.RunPython(partial(_drop, table=table), partial(_create, table=table))


def _create(_apps: Apps, editor: BaseDatabaseSchemaEditor, *, table: str) -> None:
    sql = _SQLITE if editor.connection.vendor == "sqlite" else _POSTGRESQL
    editor.execute(sql.format(table=table))


def _drop(_apps: Apps, editor: BaseDatabaseSchemaEditor, *, table: str) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute(f"DROP TRIGGER {table}_append_only")
    else:
        editor.execute(f"DROP FUNCTION {table}_append_only() CASCADE")
