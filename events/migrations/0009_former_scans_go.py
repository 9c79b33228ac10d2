from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0008_doors'),
    ]

    operations = [
        migrations.DeleteModel(
            name='FormerScan',
        ),
    ]
