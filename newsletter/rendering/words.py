"""Words that mail, text and web share."""

from datetime import date

from django.utils.formats import date_format


def dated_line(day: date | None) -> str:
    """ "dinsdag 24 november 2026" in the active language; empty when no day was chosen yet."""
    return date_format(day, "l j F Y") if day else ""
