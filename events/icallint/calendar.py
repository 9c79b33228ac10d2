"""Every rule over one file."""

from collections.abc import Iterator, Mapping

from .components import Component, read_calendars
from .findings import Finding, error, shortened, warning
from .reading import read_lines
from .rules.entries import (
    check_attachments,
    check_identities,
    check_lists,
    check_organiser,
    check_status,
    check_texts,
    check_time_taken,
    check_title,
    check_versions,
)
from .rules.headers import check_headers
from .rules.heads import HEAD, PUBLISHED, check_escapes, check_frame, check_publication, check_subscription
from .rules.invitations import check_invitation, check_secrets
from .rules.moments import check_moments
from .rules.parsers import check_parsers
from .rules.places import check_place, check_placed
from .rules.zones import check_zones, zones_of

LARGEST = 1_000_000  # bytes (E20)
GZIP = b"\x1f\x8b"
ENTRY_CHECKS = (check_title, check_place, check_texts, check_lists, check_attachments, check_organiser, check_secrets)


def lint_calendar(
    data: bytes,
    headers: Mapping[str, str] | None = None,
    *,
    personal: bool | None = None,
    dated: bool = True,
    parsers: bool = True,
) -> list[Finding]:
    """Findings about a calendar file, [] when there are none. Never raises on what is in ``data``.

    ``headers`` are those it came with. ``personal`` = the feed of one person, in which time may be taken, alarms ring
    and no search engine looks; read from ``Cache-Control: private`` unless told. ``dated`` = it has a date of
    its last change; what leaves a personal calendar, or one of places left, leaves none behind, so a tag alone is the
    better answer there. ``parsers`` also has icalendar and vobject read it (G3), which takes most of the time.
    """
    headers = headers or {}
    if personal is None:
        personal = any("private" in value.lower() for name, value in headers.items() if name.lower() == "cache-control")
    if data.startswith(GZIP):
        return [error("A10", "bestand", "Het bestand is ingepakt (gzip) zonder dat het zo gevraagd is.")]
    reading = read_lines(data)
    calendars, loose = read_calendars(reading.lines)
    calendar = next((part for part in calendars if part.name == "VCALENDAR"), None)
    findings = [*reading.findings, *loose]
    if headers:
        findings += check_headers(headers, calendar, personal=personal, dated=dated and not personal)
    if calendar is None:
        return shortened([*findings, error("B8", "bestand", "Dit is geen agenda: er staat geen BEGIN:VCALENDAR in.")])
    if len(calendars) > 1:
        findings.append(
            warning("B8", HEAD, "Het bestand heeft meer dan één agenda; veel programma's lezen alleen de eerste.")
        )
    if len(data) > LARGEST:
        findings.append(warning("E20", "bestand", f"Het bestand is {len(data) // 1000} kB; houd het onder 1000 kB."))
    for line in reading.lines:
        findings += check_escapes(line)
    findings += check_calendar(calendar, personal=personal)
    if parsers:
        findings += check_parsers(data, calendar, zones_of(calendar))
    return shortened(findings)


def check_calendar(calendar: Component, *, personal: bool) -> Iterator[Finding]:
    zones, events = zones_of(calendar), calendar.parts_named("VEVENT")
    is_feed = calendar.value("METHOD").upper() in PUBLISHED
    yield from check_frame(calendar, zones)
    yield from check_zones(calendar)
    yield from check_publication(calendar, personal=personal or not is_feed)
    yield from check_identities(events)
    if is_feed:
        yield from check_subscription(calendar, zones)
    else:
        yield from check_invitation(calendar)
    for event in events:
        yield from check_moments(event, zones)
        for check in ENTRY_CHECKS:
            yield from check(event)
        if is_feed:
            yield from check_versions(event)
            yield from check_status(event)
            yield from check_time_taken(event, personal=personal)
        if not personal:
            yield from check_placed(event)
