import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0008_counted_links'),
    ]

    operations = [
        migrations.CreateModel(
            name='UsefulCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answer', models.CharField(choices=[('yes', 'Ja'), ('partly', 'Een beetje'), ('no', 'Nee')], max_length=10)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='useful_answers', to='newsletter.issue')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('issue', 'answer', 'day'), name='one_row_of_answers')],
            },
        ),
    ]
