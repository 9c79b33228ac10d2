"""An invitation or its cancellation (RFC 5546, RFC 6047): F1 one guest, F4 what ends it, F7 no secrets."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from events.icallint.components import Component
from events.icallint.findings import Finding, error, warning

ADDRESS = re.compile(r"https?://[^\s<>\"]+")
KEY = re.compile(r"(?:^|[?&])(token|key|secret|sig|signature)=", re.IGNORECASE)
TOKEN = re.compile(r"(?=[^/]*[a-z])(?=[^/]*[A-Z])(?=[^/]*\d)[A-Za-z0-9_:.-]{20,}")


def check_invitation(calendar: Component) -> Iterator[Finding]:
    """F1 and F4, for a file whose METHOD is not PUBLISH."""
    method = calendar.value("METHOD").upper()
    for event in calendar.parts_named("VEVENT"):
        guests = event.all("ATTENDEE")
        if len(guests) != 1:
            yield error("F1", event.where, f"Een uitnodiging noemt één deelnemer, niet {len(guests)}.")
        for guest in guests:
            if not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", guest.value, re.IGNORECASE):
                yield error("F1", event.where, "ATTENDEE is geen mailadres (mailto:…).")
            if method == "REQUEST" and not guest.parameter("PARTSTAT"):
                yield warning("F1", event.where, "ATTENDEE zegt niet of deze gast komt (PARTSTAT).")
        for name in ("ORGANIZER", "SEQUENCE"):
            if not event.first(name):
                yield error("F1", event.where, f"Een uitnodiging heeft {name} nodig.")
        if (method == "CANCEL") != (event.value("STATUS").upper() == "CANCELLED"):
            yield error("F4", event.where, "METHOD:CANCEL en STATUS:CANCELLED horen bij elkaar.")
        if method == "CANCEL" and event.value("SEQUENCE") == "0":
            yield error("F4", event.where, "Een afzegging heeft een hogere SEQUENCE dan de uitnodiging, dus niet 0.")


def check_secrets(event: Component) -> Iterator[Finding]:
    """F7: calendars are shared, so no link to our own site (that of URL) may act for somebody."""
    ours = urlsplit(event.value("URL")).netloc
    for line in event.lines:
        text = line.value.replace("\\n", " ").replace("\\,", ",").replace("\\;", ";")
        if any(ours and is_secret(address, ours) for address in ADDRESS.findall(text)):
            yield error("F7", event.where, f"In {line.name} staat een link met een geheim; agenda's worden gedeeld.")


def is_secret(address: str, ours: str) -> bool:
    parts = urlsplit(address)
    has_key = KEY.search(parts.query) or any(TOKEN.fullmatch(part) for part in parts.path.split("/"))
    return parts.netloc == ours and bool(has_key)
