from django.db import migrations

from commonweave.infrastructure.append_only import refuse_updates


class Migration(migrations.Migration):
    dependencies = [("infrastructure", "0001_initial")]

    operations = [refuse_updates("infrastructure_auditevent")]
