"""Downloads for a spreadsheet: the one writer of every CSV, and what a cell of any is; no cell can do anything."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise

# What a spreadsheet may take for a formula, or for the end of the cell before it (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "|")
CELL_ENDS = ("\t", "\r", "\n")
SKIPPED = re.compile(r"""[\s"']*""")  # what some programs take off before they look
MARK = "\ufeff"  # by which spreadsheets see that it is UTF-8
SEMICOLON = ";"  # what Excel takes for the end of a cell where a comma stands in numbers, as here

Row = Iterable[object]


def safe_cell(value: object) -> object:
    """Text that a spreadsheet shows and never runs: an apostrophe before what it may take for a formula.

    Numbers stay numbers. Full-width, small and raised signs count as the plain ones (NFKC), as some programs read them.
    """
    if isinstance(value, Promise):
        value = str(value)
    if not isinstance(value, str):
        return value
    first = unicodedata.normalize("NFKC", SKIPPED.sub("", value, count=1)[:1])
    return f"'{value}" if first.startswith(FORMULA) or value.lstrip(" ").startswith(CELL_ENDS) else value


def csv_lines(head: Row, rows: Iterable[Row], *, separator: str = SEMICOLON) -> Iterator[str]:
    """RFC 4180 with a mark before it, line by line; moments by the clock in town, as every spreadsheet reads them."""
    writer = csv.writer(Line(), delimiter=separator)
    yield MARK + writer.writerow(head)
    for row in rows:
        yield writer.writerow([safe_cell(in_words(value)) for value in row])


def csv_download(name: str, head: Row, rows: Iterable[Row]) -> StreamingHttpResponse:
    """Made as it is sent, however long."""
    response = StreamingHttpResponse(csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class Line:
    """A file that gives back what is written in it, so that a table leaves line by line."""

    def write(self, line: str) -> str:
        return line


def in_words(value: object) -> object:
    """Nothing for None; numbers as they are."""
    value = in_town(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "" if value is None else value


def in_town(value: object) -> object:
    """A moment as the clock in town shows it, to the minute and without a zone, as spreadsheets know none."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.make_naive(value).replace(second=0, microsecond=0)
    return value
