import django.db.models.deletion
from django.db import migrations, models

from commonweave.infrastructure.append_only import refuse_updates


class Migration(migrations.Migration):

    dependencies = [
        ('registry', '0005_runs_decided'),
    ]

    operations = [
        migrations.CreateModel(
            name='WeightFit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('better', 'accepted: answers held out were told better'), ('noise', 'refused: answers held out were not told better beyond chance'), ('few', 'refused: too few answers'), ('one_kind', 'refused: nearly all answers were alike'), ('taken_back', 'taken back')], max_length=16)),
                ('figures', models.JSONField(default=dict)),
                ('adjustment', models.JSONField(null=True)),
                ('by', models.CharField(max_length=200)),
                ('at', models.DateTimeField()),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='weight_fits', to='registry.source')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['better', 'noise', 'few', 'one_kind', 'taken_back'])), name='weight_fit_outcome_known'), models.CheckConstraint(condition=models.Q(models.Q(('adjustment__isnull', False), ('outcome', 'better')), models.Q(models.Q(('outcome', 'better'), _negated=True), ('adjustment__isnull', True)), _connector='OR'), name='an_accepted_fit_adjusts')],
            },
        ),
        refuse_updates("registry_weightfit"),
    ]
