"""Bring the calendars of the public up to the rows, after an import, a restored backup or a direct edit."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from events.ledger.differences import in_words
from events.ledger.refusals import refusals_in_words
from events.ledger.restoring import outrun_lost_sequences
from events.publishing.telling import tell_calendars


class Command(BaseCommand):
    help = "Compares what the public was told with the rows, and publishes the difference."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--restored",
            action="store_true",
            help="a backup was put back: lift every sequence past what was told",
        )

    def handle(self, *args: Any, restored: bool = False, **options: Any) -> None:
        if restored:
            self.stdout.write(f"{outrun_lost_sequences()} agendaregels opgehoogd.")
        changes = tell_calendars()
        self.stdout.write(in_words(changes) or "Niets veranderd.")
        for sentence in refusals_in_words():
            self.stdout.write(sentence)
