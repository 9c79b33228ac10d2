import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('subscribers', '0003_seeds'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuarantinedMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('source', models.CharField(max_length=40, verbose_name='langs welke weg')),
                ('reason', models.CharField(choices=[('not-a-report', 'geen terugmelding'), ('broken', 'onleesbare terugmelding'), ('unidentified', 'zonder ons kenmerk')], max_length=20, verbose_name='reden')),
                ('subject', models.CharField(blank=True, max_length=200, verbose_name='onderwerp')),
                ('size', models.PositiveBigIntegerField(verbose_name='bytes')),
                ('content', models.BinaryField()),
                ('received_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now, editable=False, verbose_name='ontvangen')),
            ],
            options={
                'verbose_name': 'mail in quarantaine',
                'verbose_name_plural': 'mail in quarantaine',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Bounce',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('event_id', models.CharField(editable=False, max_length=80, unique=True)),
                ('source', models.CharField(max_length=40, verbose_name='langs welke weg')),
                ('kind', models.CharField(choices=[('hard', 'adres bestaat niet'), ('soft', 'niet aangenomen'), ('policy', 'geweigerd om afzender of inhoud'), ('complaint', 'klacht'), ('left', 'afgemeld bij de mailaanbieder'), ('delayed', 'vertraagd'), ('automatic', 'automatisch antwoord'), ('other', 'overig bericht')], max_length=10, verbose_name='soort')),
                ('consequence', models.CharField(choices=[('none', 'geen'), ('counted', 'telt mee'), ('suppressed', 'adres geblokkeerd'), ('left', 'afgemeld')], default='none', max_length=10, verbose_name='gevolg')),
                ('origin', models.CharField(blank=True, max_length=20)),
                ('origin_id', models.BigIntegerField(blank=True, null=True)),
                ('email_normalised', models.CharField(blank=True, max_length=254, verbose_name='e-mailadres')),
                ('action', models.CharField(blank=True, max_length=20, verbose_name='handeling')),
                ('status', models.CharField(blank=True, max_length=11, verbose_name='statuscode')),
                ('diagnostic', models.CharField(blank=True, max_length=500, verbose_name='uitleg van de mailserver')),
                ('reporter', models.CharField(blank=True, max_length=200, verbose_name='gemeld door')),
                ('received_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='ontvangen')),
                ('forgiven_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='vergeven')),
            ],
            options={
                'verbose_name': 'terugmelding',
                'verbose_name_plural': 'terugmeldingen',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['email_normalised', 'received_at'], name='bounce_by_address'), models.Index(fields=['origin', 'origin_id'], name='bounce_by_mail'), models.Index(fields=['received_at'], name='bounce_by_time')],
            },
        ),
    ]
