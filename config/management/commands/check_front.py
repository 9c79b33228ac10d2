"""Asks our own site, through whatever stands in front of it, whether that believes strangers."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.running.front import faults_of_front


class Command(BaseCommand):
    help = "Whether the proxy in front sets the headers that limits and HSTS depend on, and drops those of strangers."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        faults = faults_of_front()
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write("The front is right: it believes no stranger, and we know of it.")
