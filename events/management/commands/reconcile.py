"""Bring the calendars of the public up to the rows, after an import, a restored backup or a direct edit."""

from typing import Any

from django.core.management.base import BaseCommand

from events.services.differences import in_words
from events.services.ledger import reconcile_calendar


class Command(BaseCommand):
    help = "Compares what the public was told with the rows, and publishes the difference."

    def handle(self, *args: Any, **options: Any) -> None:
        changes = reconcile_calendar()
        self.stdout.write(in_words(changes) or "Niets veranderd.")
