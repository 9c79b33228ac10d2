"""Comma-separated values (RFC 4180) that a spreadsheet cannot be tricked with."""

from collections.abc import Iterable, Mapping

from events.models import CalendarEntry
from events.models.facts import utc
from subscribers.shell.spreadsheets import csv_lines

from .entry import event_of, point_of, texts_of

COLUMNS = (
    "uid", "title", "startsAt", "endsAt", "allDay", "status", "reason", "place", "location", "lat", "lon", "spoken",
    "kind", "wayIn", "price", "summary", "terms", "organisers", "access", "url",
    # Added since; new ones come last, as people count columns.
    "text", "lang", "day", "endKnown", "continuous", "track", "choice", "ticketUrl", "streamUrl", "register",
    "speakers", "series", "edition", "sequence", "published", "changed",
)  # fmt: skip


def csv_table(entries: Iterable[CalendarEntry], language: str) -> bytes:
    """A header line and a line per occurrence, with commas, as programs that read data expect; times in UTC.

    The title is as it is: whoever reads a table has the status beside it.
    """
    rows = (row_of(entry, language) for entry in entries)
    return "".join(csv_lines(COLUMNS, rows, separator=",")).encode()


def row_of(entry: CalendarEntry, language: str) -> list[object]:
    facts, texts, event = entry.facts, texts_of(entry, language), event_of(entry, language)
    point: Mapping[str, object] = point_of(facts) or {"lat": "", "lon": ""}
    values = {
        **event,
        **point,
        "uid": facts["uid"],
        "url": texts["url"],
        "lang": texts["lang"],
        "summary": texts["summary"],
        "terms": in_one_cell(texts["terms"]),
        "organisers": in_one_cell(texts["organisers"]),
        "speakers": in_one_cell(speaker["name"] for speaker in texts["speakers"]),
        "access": " ".join(facts["access"]),
        "published": utc(entry.first_published_at),
        "changed": utc(entry.changed_at),
    }
    return [yes_or_no(values[name]) for name in COLUMNS]


def in_one_cell(names: Iterable[str]) -> str:
    """A line each: the one character that no name has in it."""
    return "\n".join(names)


def yes_or_no(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value
