from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('newsletter', '0011_canary'),
    ]

    operations = [
        migrations.AddField(
            model_name='issue',
            name='going_since',
            field=models.DateTimeField(editable=False, null=True, verbose_name='verzendt sinds'),
        ),
        migrations.CreateModel(
            name='Heartbeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('at', models.DateTimeField()),
            ],
        ),
    ]
