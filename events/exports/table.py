"""Comma-separated values (RFC 4180) that a spreadsheet cannot be tricked with."""

import csv
import io
from collections.abc import Iterable

from events.models import CalendarEntry

from .feeds import texts_of

COLUMNS = (
    "uid",
    "title",
    "startsAt",
    "endsAt",
    "allDay",
    "status",
    "reason",
    "place",
    "location",
    "lat",
    "lon",
    "spoken",
    "kind",
    "wayIn",
    "price",
    "summary",
    "terms",
    "organisers",
    "access",
    "url",
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_table(entries: Iterable[CalendarEntry], language: str) -> bytes:
    """A header line and a line per occurrence; UTF-8 with a mark so that spreadsheets see it; times in UTC."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow([safe_cell(value) for value in row_of(entry, language)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def row_of(entry: CalendarEntry, language: str) -> tuple[object, ...]:
    facts, texts = entry.facts, texts_of(entry, language)
    venue = facts["venue"] or {"lat": None, "lon": None}
    return (
        facts["uid"],
        texts["title"],
        facts["startsAt"],
        facts["endsAt"],
        "yes" if facts["allDay"] else "no",
        entry.status,
        texts["reason"],
        texts["place"],
        texts["location"],
        venue["lat"],
        venue["lon"],
        facts["language"],
        facts["kind"],
        facts["wayIn"],
        texts["price"],
        texts["summary"],
        "; ".join(texts["terms"]),
        "; ".join(texts["organisers"]),
        " ".join(facts["access"]),
        texts["url"],
    )


def safe_cell(value: object) -> object:
    """Text that a spreadsheet would take for a formula gets an apostrophe; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value
