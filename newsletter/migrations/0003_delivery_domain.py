from django.db import migrations, models
from django.db.models import F, Value
from django.db.models.functions import StrIndex, Substr


def fill_domains(apps, schema_editor):
    """Rows of earlier issues, in one statement."""
    rows = apps.get_model('newsletter', 'Delivery').objects.using(schema_editor.connection.alias)
    rows.filter(domain='').update(domain=Substr('email_normalised', StrIndex(F('email_normalised'), Value('@')) + 1))


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0002_pause_and_throttle'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='domain',
            field=models.CharField(blank=True, default='', max_length=255, verbose_name='maildomein'),
        ),
        migrations.RunPython(fill_domains, migrations.RunPython.noop),
    ]
