from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0005_approved_text'),
    ]

    operations = [
        migrations.AddField(
            model_name='issue',
            name='relays',
            field=models.TextField(blank=True, db_default='', default='', editable=False, verbose_name='mailservers'),
        ),
    ]
