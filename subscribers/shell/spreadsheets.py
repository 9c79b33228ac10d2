"""Downloads for a spreadsheet, in which no cell can do anything."""

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a spreadsheet may take for a formula, or for the end of the cell before it (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "|")
CELL_ENDS = ("\t", "\r", "\n")
SKIPPED = re.compile(r"""[\s"']*""")  # what some programs take off before they look


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


class ReadableExportMixin(SpreadsheetExportMixin):
    """Listing whose CSV and XLSX say times as people in town read them, and nothing where there is nothing."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if hasattr(value, "astimezone"):
            value = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return super().preprocess_field_value(field, "" if value is None else value, export_format)


class Line:
    """A file that gives back what is written in it, so that a table leaves line by line."""

    def write(self, line: str) -> str:
        return line


def csv_download(name: str, head: Iterable[str], rows: Iterable[Iterable[object]]) -> StreamingHttpResponse:
    """RFC 4180 in UTF-8, with a mark so that spreadsheets see that it is; made as it is sent, however long."""

    def lines() -> Iterator[str]:
        writer = csv.writer(Line())
        yield "\ufeff" + writer.writerow(head)
        for row in rows:
            yield writer.writerow([safe_cell("" if value is None else value) for value in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
