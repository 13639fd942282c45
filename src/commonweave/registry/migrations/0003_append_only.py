from django.db import migrations

from commonweave.infrastructure.append_only import refuse_updates


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_search_index")]

    operations = [refuse_updates("registry_version"), refuse_updates("registry_judgement")]
