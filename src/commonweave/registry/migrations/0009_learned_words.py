from django.db import migrations, models

from commonweave.infrastructure.append_only import allow_updates, refuse_updates

DECISIONS = [('type', 'type of body'), ('legal', 'legal form'), ('activity', 'activity'), ('mark', 'branch or direction'), ('stop', 'word that tells nothing'), ('declined', 'declined')]


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0008_drawn_questions'),
    ]

    operations = [
        allow_updates("registry_word"),  # SQLite makes the table anew, without its trigger
        migrations.RemoveConstraint(model_name='word', name='word_kind_known'),
        migrations.AlterField(
            model_name='word',
            name='kind',
            field=models.CharField(choices=DECISIONS, max_length=16),
        ),
        migrations.AddField(
            model_name='word',
            name='learned_from',
            field=models.JSONField(default=list),
        ),
        migrations.AddConstraint(
            model_name='word',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', [kind for kind, _ in DECISIONS])), name='word_kind_known'),
        ),
        refuse_updates("registry_word"),
    ]
