import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0006_relays_used'),
    ]

    operations = [
        migrations.AddField(
            model_name='rendition',
            name='links',
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='ClickCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=2)),
                ('number', models.PositiveSmallIntegerField()),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clicks', to='newsletter.issue')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('issue', 'language', 'number', 'day'), name='one_row_of_clicks')],
            },
        ),
    ]
