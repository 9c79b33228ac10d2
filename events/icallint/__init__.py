"""Lint of calendar files, by the numbers of ``docs/calendars.md``.

Pure, and apart from ``events.ical``: it works on any file, reads the bytes itself, and knows nothing of how ours are
made. ``lint_calendar`` looks at one file, ``lint_together`` at the files of one installation, ``lint_since`` at what a
subscriber had and what it gets now, ``lint_answers`` at how a server answers.
"""

from .across import lint_since, lint_together
from .answers import Answer, lint_answers
from .calendar import lint_calendar
from .findings import Finding
from .zones import WrittenZone, read_zone

__all__ = [
    "Answer",
    "Finding",
    "WrittenZone",
    "lint_answers",
    "lint_calendar",
    "lint_since",
    "lint_together",
    "read_zone",
]
