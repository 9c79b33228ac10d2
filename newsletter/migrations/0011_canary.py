from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0010_issue_leavers'),
    ]

    operations = [
        migrations.AddField(
            model_name='issue',
            name='canary_size',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='omvang van het proefdeel'),
        ),
        migrations.AddField(
            model_name='issue',
            name='canary_passed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='na het proefdeel verder'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='is_canary',
            field=models.BooleanField(editable=False, null=True, verbose_name='proefdeel'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('is_canary', True)), fields=['issue', 'state'], name='delivery_canary'),
        ),
    ]
