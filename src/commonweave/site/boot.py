"""Starting the house from the command line."""

from __future__ import annotations

import os

from commonweave.kernel.refusals import Conflict, Refusal, gettext_noop


def open_house(*, database: bool = True) -> None:
    """Set Django up; with `database`, see that the tables are there and of this version.

    An empty database is filled with tables without asking. One of an older version is left alone:
    raises Conflict, for a backup comes before a change of the books.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonweave.site.settings")
    import django

    django.setup()
    if database:
        ready_database()


def ready_database() -> None:
    """Make the tables of an empty database; refuse one of another version."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        raise Refusal(
            "no_database",
            gettext_noop("The database cannot be reached: %(error)s"),
            remedy=gettext_noop("Look at DATABASE_URL and whether the server is running."),
            values={"error": str(error).strip()},
        ) from error
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations:
        raise Conflict(
            "database_of_another_version",
            gettext_noop("The database was made by an older version of Commonweave."),
            remedy=gettext_noop("Make a backup, then run `commonweave migrate`."),
        )
    call_command("migrate", verbosity=0, interactive=False)
