"""Prints what DNS must say for the mail of this installation, ready for a zone file."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from subscribers.management.dns import mail_records
from subscribers.smtp import LOCAL, parse_relay


class Command(BaseCommand):
    help = "The DNS records (SPF, DKIM, DMARC) that let others believe the mail of this installation."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        relays = (parse_relay(url, settings.EMAIL_TIMEOUT).host for url in settings.RELAYS)
        hosts = dict.fromkeys(settings.SITE_HOST if host in LOCAL else host for host in relays)
        records = mail_records(settings.SENDER_ADDRESS, hosts, settings.DKIM_SIGNER, settings.BOUNCE_DOMAIN)
        for record in records:
            self.stdout.write(f"; {record.why}\n{record.line()}\n")
        if not settings.DKIM_SIGNER:
            self.stdout.write("; DKIM: no key is set here (DKIM_KEY), so the relay must sign and says what to publish.")
