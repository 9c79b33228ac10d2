from django.db import migrations, models


def forget(apps, schema_editor):
    """What was learnt of relays for all mail together; workers learn it again within minutes."""
    apps.get_model('subscribers', 'RelayState').objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('subscribers', '0005_soft_bounces'),
    ]

    operations = [
        migrations.RunPython(forget, migrations.RunPython.noop),
        migrations.AddField(
            model_name='relaystate',
            name='kind',
            field=models.CharField(db_default='', default='', max_length=20, verbose_name='soort mail'),
        ),
        migrations.AlterField(
            model_name='relaystate',
            name='name',
            field=models.CharField(max_length=280, verbose_name='mailserver'),
        ),
        migrations.AlterModelOptions(
            name='relaystate',
            options={'ordering': ['name', 'kind'], 'verbose_name': 'mailserver', 'verbose_name_plural': 'mailservers'},
        ),
        migrations.AddConstraint(
            model_name='relaystate',
            constraint=models.UniqueConstraint(fields=('name', 'kind'), name='one_breaker_per_kind_of_mail'),
        ),
    ]
