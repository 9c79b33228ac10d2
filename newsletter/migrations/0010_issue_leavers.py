from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0009_useful_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='issue',
            name='leavers',
            field=models.PositiveIntegerField(editable=False, null=True, verbose_name='afgemeld in de week erna'),
        ),
    ]
