from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subscribers', '0004_bounces'),
    ]

    operations = [
        migrations.AlterField(
            model_name='suppression',
            name='reason',
            field=models.CharField(choices=[('hard_bounce', 'adres bestaat niet'), ('soft_bounce', 'mail kwam steeds terug'), ('complaint', 'klacht over ongewenste post'), ('manual', 'door medewerker')], default='manual', max_length=20, verbose_name='reden'),
        ),
    ]
