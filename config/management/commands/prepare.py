"""Brings an installation up to what the code expects; safe to run again, quick when there is nothing to do."""

import hashlib
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django_q.models import Schedule

from config.translations import compile_catalogues

# Ticks, once a minute. Each is safe to run twice and to miss: it looks at rows, not at what it did before.
TICKS = ("subscribers.tasks.tick", "events.tasks.tick", "newsletter.tasks.tick")


class Command(BaseCommand):
    help = "Compiles translations, migrates the database, collects static files and registers the schedules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--demo", action="store_true", help="also put in the demo's programme and subscribers")

    def handle(self, *args: Any, demo: bool, **options: Any) -> None:
        compile_catalogues(settings.LOCALE_PATHS)
        self.migrate()
        self.collect_static()
        register_ticks()
        if demo:
            call_command("seed_demo", stdout=self.stdout)

    def migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("Bringing the database up to date …")
            call_command("migrate", interactive=False, verbosity=0)

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


def register_ticks() -> None:
    for function in TICKS:
        Schedule.objects.update_or_create(
            name=function, defaults={"func": function, "schedule_type": Schedule.MINUTES, "minutes": 1, "repeats": -1}
        )


def static_fingerprint() -> str:
    """Changes when any static file of ours or of a package does: its path, size or time."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            digest.update(f"{path} {storage.size(path)} {storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()
