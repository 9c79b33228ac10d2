"""Lint of calendar files: what in them breaks the standard, or what a calendar program would show wrongly.

Stands alone: bytes in, findings out, each with the number of its requirement in ``docs/calendars.md``, a severity, a
place and one Dutch sentence for people. It reads the bytes itself, so it works on any file and knows nothing of how
ours are made. ``lint_calendar`` looks at one file, ``lint_together`` at the files of one installation, ``lint_since``
at what a subscriber had and what it gets now, ``lint_responses`` at those of a server; what asks the server is given.

Promises: any bytes give findings, never an error; the same bytes give the same findings in the same order; an *error*
stands for what breaks the standard or tells somebody something wrong, a *warning* for what looks worse than it could.

Sources: RFC 5545 (iCalendar), RFC 5546 (iTIP), RFC 6047 (iMIP), RFC 7986 (new properties), RFC 9110 §13 (conditional
requests), and what ical.js, icalendar and vobject were seen to read.
"""

from .across import lint_since, lint_together
from .calendar import lint_calendar
from .findings import Finding
from .responses import Response, lint_responses
from .rules.zones import WrittenZone, read_zone

__all__ = [
    "Finding",
    "Response",
    "WrittenZone",
    "lint_calendar",
    "lint_responses",
    "lint_since",
    "lint_together",
    "read_zone",
]
