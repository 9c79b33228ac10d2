from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='issue',
            name='next_send_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='volgende verzending'),
        ),
        migrations.AddField(
            model_name='issue',
            name='throttle_per_minute',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='hoogstens per minuut'),
        ),
        migrations.AlterField(
            model_name='issue',
            name='state',
            field=models.CharField(choices=[('draft', 'concept'), ('scheduled', 'ingepland'), ('held', 'vastgehouden'), ('sending', 'wordt verzonden'), ('paused', 'gepauzeerd'), ('sent', 'verzonden'), ('cancelled', 'gestopt')], default='draft', editable=False, max_length=10, verbose_name='stand'),
        ),
    ]
