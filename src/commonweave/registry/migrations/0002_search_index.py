"""The search index of organisations, in the manner of the database at hand."""

from django.db import migrations

from commonweave.infrastructure.search import open_index


def create(_apps, schema_editor):
    open_index("organisations", using=schema_editor.connection.alias).create_tables()


def drop(_apps, schema_editor):
    open_index("organisations", using=schema_editor.connection.alias).drop_tables()


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [migrations.RunPython(create, drop, elidable=False)]
