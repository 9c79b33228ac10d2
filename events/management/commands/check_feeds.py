"""Looks at calendars as the strictest client would: every feed of this installation, or any address or file."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from events.icallint import Finding, lint_since, lint_together
from events.management.looking import keep, look_at, look_at_ours, read_stored

WORDS = {"error": "fout", "warning": "let op"}
GONE = Finding("A4", "error", "HTTP", "Dit adres geeft geen agenda meer.")


class Command(BaseCommand):
    help = (
        "Checks calendar feeds by the numbers of docs/calendars.md. Without arguments: every feed of this service, "
        "asked of the service itself. Exit 1 when there is an error."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "sources", nargs="*", metavar="URL|file", help="http(s) addresses, .ics files, folders of them"
        )
        parser.add_argument("--strict", action="store_true", help="a warning is an error too")
        parser.add_argument(
            "--save", type=Path, metavar="FOLDER", help="keep the calendars, and what the ledger says of them"
        )
        parser.add_argument(
            "--since", type=Path, metavar="FOLDER", help="does a subscriber notice what changed since that --save?"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        self.counts = {"error": 0, "warning": 0}
        self.kept: dict[str, bytes] = {}
        self.personal: dict[str, bytes] = {}
        try:
            self.look(options["sources"], options["since"])
        except KeyboardInterrupt:
            self.stderr.write(f"Afgebroken na {len(self.kept)} agenda's.")
            sys.exit(130)
        if options["save"]:
            keep(options["save"], self.kept, self.personal)
        looked = [*self.kept.values(), *self.personal.values()]
        entries = sum(body.count(b"BEGIN:VEVENT") for body in looked)
        found = f"{self.counts['error']} fouten, {self.counts['warning']} waarschuwingen"
        self.stdout.write(f"{len(looked)} agenda's met {entries} activiteiten: {found}.")
        if self.counts["error"] or (options["strict"] and self.counts["warning"]):
            sys.exit(1)

    def look(self, sources: list[str], since: Path | None) -> None:
        before = read_stored(since) if since else {}
        for looked in look_at(sources, self.progress) if sources else look_at_ours(self.progress):
            (self.personal if looked.is_personal else self.kept)[looked.address] = looked.body
            self.tell(looked.address, looked.findings)
        if not sources:
            self.tell("alle agenda's", lint_together(self.kept))
        for address, body in before.items():
            self.tell(address, lint_since(body, self.kept[address]) if address in self.kept else [GONE])

    def tell(self, address: str, findings: list[Finding]) -> None:
        for finding in findings:
            self.counts[finding.severity] += 1
            what = f"{WORDS[finding.severity]} {finding.number}"
            self.stdout.write(f"{what} {address} ({finding.where}): {finding.sentence}")

    def progress(self, number: int, of: int, address: str) -> None:
        """On a terminal one line that is written over, elsewhere a line for every tenth."""
        if self.stderr.isatty():
            end = "" if number < of else "\r\033[K"
            self.stderr.write(f"\r\033[K{number}/{of} {address}", style_func=str, ending=end)
        elif number % 10 == 0 or number == of:
            self.stderr.write(f"{number}/{of} {address}", style_func=str)
