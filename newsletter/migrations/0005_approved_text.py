from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0004_figures_of_deliveries'),
    ]

    operations = [
        migrations.AddField(
            model_name='issue',
            name='approved_text',
            field=models.TextField(blank=True, db_default='', default='', editable=False),
        ),
    ]
