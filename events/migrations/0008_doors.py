"""Doors: evenings, keys, devices, and scans that need no registration. Those there are go along."""

import hashlib
import hmac
import uuid
from datetime import timedelta

import django.db.models.deletion
import django.utils.timezone
import events.models.door
import events.models.texts
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone


SHOWN = {'admitted': 'in', 'again': 'again'}


def keep_scans(apps, schema_editor):
    """What was scanned with a registration becomes a fact of its evening; who of the staff stood there is let go."""
    Evening, Scan = apps.get_model('events', 'Evening'), apps.get_model('events', 'Scan')
    former = apps.get_model('events', 'FormerScan').objects.select_related('registration__occurrence')
    for one in former.iterator():
        party = one.registration
        began = timezone.localtime(party.occurrence.starts_at)
        night = timedelta(days=1 if began.hour < 6 else 0)
        evening, _ = Evening.objects.get_or_create(day=began.date() - night)
        key = bytes.fromhex(evening.hash_key)
        Scan.objects.create(
            nonce=uuid.uuid4(),
            evening=evening,
            occurrence=party.occurrence,
            code_hash=hmac.new(key, party.code.encode(), hashlib.sha256).hexdigest()[:12],
            kind='in',
            people=one.people if one.result == 'admitted' else 0,
            shown=SHOWN.get(one.result, 'unknown'),
            wall_at=one.scanned_at,
            happened_at=one.scanned_at,
            recorded_at=one.recorded_at,
        )


class Migration(migrations.Migration):

    dependencies = [
        ('events', '0007_seats_and_their_order'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel('Scan', 'FormerScan'),
        migrations.CreateModel(
            name='Evening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='avond')),
                ('hash_key', models.CharField(blank=True, default=events.models.door.new_hash_key, editable=False, max_length=64)),
            ],
            options={
                'verbose_name': 'avond',
                'verbose_name_plural': 'avonden',
                'ordering': ['day'],
            },
        ),
        migrations.AlterField(
            model_name='registration',
            name='code',
            field=models.CharField(default=events.models.texts.new_ticket_code, editable=False, max_length=12, unique=True, verbose_name='code'),
        ),
        migrations.CreateModel(
            name='DoorKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='gemaakt')),
                ('expires_at', models.DateTimeField(verbose_name='geldt tot')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ingetrokken')),
                ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('venue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='events.venue', verbose_name='locatie')),
                ('evening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='events.evening', verbose_name='avond')),
            ],
            options={
                'verbose_name': 'deur',
                'verbose_name_plural': 'deuren',
                'ordering': ['-evening__day', '-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('label', models.CharField(blank=True, max_length=40, verbose_name='naam')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='begonnen')),
                ('last_seen_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='laatst gezien')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='ingetrokken')),
                ('key', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to='events.doorkey', verbose_name='deur')),
            ],
            options={
                'verbose_name': 'telefoon',
                'verbose_name_plural': 'telefoons',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.UUIDField(unique=True)),
                ('number', models.PositiveIntegerField(default=0)),
                ('code_hash', models.CharField(blank=True, max_length=12)),
                ('kind', models.CharField(choices=[('in', 'binnen'), ('out', 'eruit'), ('walk-in', 'inloop'), ('undo', 'teruggedraaid')], max_length=8)),
                ('people', models.PositiveSmallIntegerField(default=1)),
                ('shown', models.CharField(choices=[('in', 'binnen'), ('out', 'eruit'), ('walk-in', 'inloop'), ('undo', 'teruggedraaid'), ('again', 'al binnen'), ('other-hour', 'ander uur'), ('elsewhere', 'andere plek'), ('waiting', 'wachtlijst'), ('unconfirmed', 'niet bevestigd'), ('cancelled', 'afgemeld'), ('handed-over', 'overgedragen'), ('called-off', 'gaat niet door'), ('unknown', 'onbekend')], max_length=12)),
                ('undoes', models.UUIDField(null=True)),
                ('wall_at', models.DateTimeField()),
                ('load_id', models.UUIDField(null=True)),
                ('since_load_ms', models.PositiveBigIntegerField(default=0)),
                ('happened_at', models.DateTimeField()),
                ('is_exact', models.BooleanField(default=False)),
                ('after_right', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scans', to='events.device')),
                ('evening', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='events.evening')),
                ('occurrence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='scans', to='events.occurrence')),
            ],
            options={
                'verbose_name': 'scan',
                'verbose_name_plural': 'scans',
                'ordering': ['happened_at', 'nonce'],
            },
        ),
        migrations.AddIndex(
            model_name='scan',
            index=models.Index(fields=['evening', 'recorded_at'], name='scan_news'),
        ),
        migrations.AddIndex(
            model_name='scan',
            index=models.Index(fields=['occurrence', 'code_hash'], name='scan_by_code'),
        ),
        migrations.AddIndex(
            model_name='scan',
            index=models.Index(condition=models.Q(('undoes__isnull', False)), fields=['undoes'], name='scan_undone'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'undo'), ('undoes__isnull', False)), models.Q(models.Q(('kind', 'undo'), _negated=True), ('undoes', None)), _connector='OR'), name='an_undo_names_what_it_undoes'),
        ),
        migrations.RunPython(keep_scans, migrations.RunPython.noop),
    ]
