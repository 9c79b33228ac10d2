"""Wagtail's command of this name publishes past the calendar ledger; ours does what the minute tick does."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from events.publishing.planned import publish_due, withdraw_expired


class Command(BaseCommand):
    help = "Publishes and withdraws what was planned for an hour that has come, and tells the calendars."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        self.stdout.write(f"{publish_due(now)} gepubliceerd, {withdraw_expired(now)} van de site gehaald.")
