"""Brings an installation up to what the code expects; safe to run again, quick when there is nothing to do."""

import hashlib
from argparse import ArgumentParser
from datetime import datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_q.models import Schedule

from config.desk.groups import ensure_groups
from config.pictures import treat_pictures
from config.running.database import refuse_other_versions
from config.translations import compile_catalogues
from events.ledger.differences import in_words
from events.publishing.telling import tell_all_if_changed

# Each is safe to run twice and to miss: it looks at rows, not at what it did before.
EVERY_MINUTE = (
    "subscribers.tasks.tick",
    "subscribers.tasks.poll_bounces",
    "events.tasks.tick",
    "newsletter.tasks.tick",
)
EVERY_NIGHT = (
    "events.tasks.reconcile",
    "newsletter.tasks.keep_leavers",
    "subscribers.tasks.forget",
    "events.tasks.forget",
    "newsletter.tasks.fold_deliveries",  # after people were erased, whose deliveries go with them
    "config.tasks.forget",
)
NIGHT, APART = time(3, 30), timedelta(minutes=5)  # each starts a little later than the one before it


class Command(BaseCommand):
    help = "Compiles translations, migrates the database, collects static files and registers the schedules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also put in the demo's programme and subscribers")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        compile_catalogues(settings.LOCALE_PATHS)
        self.migrate()
        self.collect_static()
        register_schedules()
        ensure_groups()
        if count := treat_pictures(self.stdout.write):
            self.stdout.write(f"Pictures of before were written again without place, time and phone: {count}.")
        self.tell_calendars()
        if demo:
            call_command("seed_demo", stdout=self.stdout)

    def migrate(self) -> None:
        refuse_other_versions()
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)

    def tell_calendars(self) -> None:
        """What a new version, another setting or a new rule of the time zone makes of the calendars of the public."""
        if changes := tell_all_if_changed():
            self.stdout.write(f"Calendars are told anew: {in_words(changes)}.")

    def collect_static(self) -> None:
        """Collect, hash and compress, but only when a file has changed since the last time."""
        if settings.DEBUG:
            return
        stamp, wanted = settings.STATIC_ROOT / ".collected", static_fingerprint()
        if stamp.exists() and stamp.read_text() == wanted:
            return
        self.stdout.write("Collecting static files (once; some ten seconds) …")
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)


def register_schedules() -> None:
    """One row for each task that runs by the clock; a row that is there keeps the moment of its next run."""
    for function in EVERY_MINUTE:
        keep_schedule(function, {"schedule_type": Schedule.MINUTES, "minutes": 1})
    tonight = datetime.combine(timezone.localdate() + timedelta(days=1), NIGHT, timezone.get_default_timezone())
    for number, function in enumerate(EVERY_NIGHT):
        keep_schedule(function, {"schedule_type": Schedule.DAILY}, next_run=tonight + number * APART)


def keep_schedule(function: str, rhythm: dict[str, Any], **first: Any) -> None:
    wanted = {"func": function, "repeats": -1, **rhythm}
    Schedule.objects.update_or_create(name=function, defaults=wanted, create_defaults={**wanted, **first})


def static_fingerprint() -> str:
    """Changes when any static file of ours or of a package does: its path, size or time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()
