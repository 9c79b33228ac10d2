"""What ``check_feeds`` looks at, one calendar after another, and where it keeps them."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from events.calendar.addresses import facet_addresses, feed_addresses, occurrence_addresses
from events.icallint import Finding, Response, lint_calendar, lint_responses
from events.management.asking import FarServer, OurService
from events.models import CalendarEntry
from events.personal.programmes import make_sample

SAMPLE = 12  # single occurrences looked at, in each language
INDEX, LEDGER, PERSONAL = "index.json", "ledger.json", "personal"
Progress = Callable[[int, int, str], None]  # (number, of how many, address)


@dataclass(frozen=True)
class Looked:
    """One calendar and what was found about it. A personal one says of an entry how one is in it, so it is no measure
    for the others; its ``address`` is words, for the real one is a secret."""

    address: str
    body: bytes
    findings: list[Finding]
    is_personal: bool = False


def look_at_ours(progress: Progress) -> Iterator[Looked]:
    """All feeds thoroughly; those with a filter hold the same entries again, so they are only read."""
    service = OurService()
    yield from look_at_personal(service)
    thoroughly = [*feed_addresses(), *occurrence_addresses(SAMPLE)]
    addresses = [*thoroughly, *facet_addresses()]
    for number, address in enumerate(addresses, start=1):
        progress(number, len(addresses), address)
        yield look(service, address, thoroughly=number <= len(thoroughly))


@transaction.atomic
def look_at_personal(service: OurService) -> list[Looked]:
    """*Mijn programma* in use and revoked, in every language, of somebody who is there for as long as this takes.

    What is made for it is rolled back, so no secret address is left behind.
    """
    found = []
    for name, address in personal_addresses(SAMPLE):
        one = look(service, address, thoroughly=True)
        found.append(Looked(name, one.body, one.findings, is_personal=True))
    transaction.set_rollback(True)
    return found


def personal_addresses(most: int) -> Iterator[tuple[str, str]]:
    """(what it is, its address) of sample programmes; they are made, so only inside a transaction that is undone."""
    for name, secret in make_sample(most).items():
        for code, _ in settings.LANGUAGES:
            with translation.override(code):
                yield f"Mijn programma, {name} ({code})", reverse("personal-feed", args=[secret])


def look_at(sources: list[str], progress: Progress) -> Iterator[Looked]:
    """Addresses, files, and the files of folders. Raises CommandError for what cannot be looked at."""
    named = [found for source in sources for found in expanded(source)]
    for number, source in enumerate(named, start=1):
        progress(number, len(named), source)
        yield look_at_server(source) if "://" in source else look_at_file(Path(source))


def look_at_file(path: Path) -> Looked:
    data = path.read_bytes()
    return Looked(str(path), data, lint_calendar(data))


def look_at_server(address: str) -> Looked:
    try:
        return look(FarServer(), address, thoroughly=True)
    except OSError as problem:
        reason = getattr(problem, "reason", problem)
        return Looked(address, b"", [Finding("A3", "error", "HTTP", f"Er komt geen antwoord: {reason}.")])


def look(server: OurService | FarServer, address: str, *, thoroughly: bool) -> Looked:
    first = server.get(address)
    findings = []
    if first.status == 200:
        findings += lint_calendar(first.body, first.headers, dated="places=" not in address, parsers=thoroughly)
    if thoroughly or first.status != 200:
        findings += lint_responses(partial(ask, server, address), first)
    return Looked(address, first.body, findings)


def ask(server: OurService | FarServer, address: str, method: str, query: str, headers: Mapping[str, str]) -> Response:
    joined = f"{address}{'&' if '?' in address else '?'}{query}" if query else address
    return server.get(joined, method, headers)


def expanded(source: str) -> list[str]:
    scheme = source.partition("://")[0] if "://" in source else ""
    if scheme in ("http", "https"):
        return [source]
    if scheme:
        raise CommandError(f"Een adres begint met http:// of https://, niet met {scheme}://")
    if Path(source).is_dir():
        return [str(path) for path in sorted(Path(source).glob("*.ics"))]
    if not Path(source).is_file():
        raise CommandError(f"Er is geen bestand {source}.")
    return [source]


def keep(folder: Path, kept: Mapping[str, bytes], personal: Mapping[str, bytes]) -> None:
    """The calendars as files, ``index.json`` that says which is which, and ``ledger.json`` with what they must say.

    Personal ones in a folder of their own: what the ledger says of an entry is not all that they say.
    """
    write(folder, kept)
    write(folder / PERSONAL, personal)
    (folder / LEDGER).write_text(json.dumps(ledger(), indent=1))


def write(folder: Path, kept: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    names = {f"{number:04}-{slug(address)}.ics": address for number, address in enumerate(kept)}
    for name, address in names.items():
        (folder / name).write_bytes(kept[address])
    (folder / INDEX).write_text(json.dumps(names, indent=1))


def slug(address: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", address.lower().removesuffix(".ics")).strip("-")[:80]


def ledger() -> dict[str, dict[str, Any]]:
    """By UID: the published begin and end, whether they are whole days, status and version."""
    entries = CalendarEntry.objects.in_order().values_list("uid", "status", "sequence", "facts")
    return {
        f"{uid}@{settings.UID_DOMAIN}": {
            **{name: facts[name] for name in ("startsAt", "endsAt", "allDay")},
            "status": status,
            "sequence": sequence,
        }
        for uid, status, sequence, facts in entries
    }


def read_stored(folder: Path) -> dict[str, bytes]:
    """What ``keep`` kept, by address. Raises CommandError when there is nothing."""
    if not (folder / INDEX).is_file():
        raise CommandError(f"In {folder} zijn geen agenda's bewaard.")
    names: dict[str, str] = json.loads((folder / INDEX).read_text())
    return {address: (folder / name).read_bytes() for name, address in names.items()}
