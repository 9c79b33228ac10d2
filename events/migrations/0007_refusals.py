"""What is held back from calendars and why; and by which code and settings everything was last told."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0006_feed_bodies'),
    ]

    operations = [
        migrations.AddField(
            model_name='feedscope',
            name='told_by',
            field=models.CharField(db_default='', default='', max_length=64),
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_code', models.CharField(max_length=12)),
                ('way', models.CharField(choices=[('rows', 'zo staat het in de gegevens'), ('schedule', 'geplande publicatie')], max_length=10)),
                ('title', models.CharField(max_length=160)),
                ('sentences', models.JSONField(default=list)),
                ('since', models.DateTimeField()),
            ],
            options={
                'ordering': ['since', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('event_code', 'way'), name='one_refusal_per_event')],
            },
        ),
    ]
