"""A line of the programme as HTML, kept by what it shows: after a change one line is made anew, whatever the page."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from subscribers.caching.memory import MEGABYTE, Bounded

from .rows import Row

OVERHEAD = 1_500  # bytes of the row that is its key
LINES: Bounded[SafeString] = Bounded(32 * MEGABYTE, lambda line: len(line) + OVERHEAD)


def line_of(row: Row, language: str, *, in_venue: bool, has_star: bool, is_short: bool) -> SafeString:
    """In the active language, which is ``language``. ``is_short``: the day stands above it, and need not be said."""
    key = (row, row.iso, language, in_venue, has_star, is_short)  # equal rows may differ in the hour that comes twice
    found = LINES.get(key)
    if found is None or settings.DEBUG:
        shown = {"row": row, "in_venue": in_venue, "has_star": has_star, "is_short": is_short}
        found = LINES.put(key, render_to_string("events/listing/row.html", shown))
    return found
