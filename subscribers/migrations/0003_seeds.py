from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subscribers', '0002_relays_and_providers'),
    ]

    operations = [
        migrations.AddField(
            model_name='subscriber',
            name='seed_since',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='proefadres sinds'),
        ),
    ]
