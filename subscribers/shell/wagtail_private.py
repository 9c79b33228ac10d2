"""Private parts of Wagtail: the two methods by which every list of its desk becomes a file, made to write as ours do.

Its own write words of anybody as they are, moments in UTC, and a CSV that Excel shows in one column. When
``tests/config/test_private_parts.py`` says that they moved, look at ``wagtail/admin/views/mixins.py``.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, BinaryIO

from django.utils.module_loading import import_string
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from .spreadsheets import csv_lines


def stream_csv(view: Any, queryset: Any) -> Iterator[bytes]:
    for line in csv_lines(head_of(view, queryset), rows_of(view, queryset, view.FORMAT_CSV)):
        yield line.encode()


def write_xlsx(view: Any, queryset: Any, output: BinaryIO) -> None:
    write = import_string("subscribers.shell.workbooks.write_workbook")  # only who asks for one waits for its library
    write(output, head_of(view, queryset), rows_of(view, queryset, view.FORMAT_XLSX))


def head_of(view: Any, queryset: Any) -> list[str]:
    return [view.get_heading(queryset, field) for field in view.list_export]


def rows_of(view: Any, queryset: Any, form: str) -> Iterator[Iterable[object]]:
    """What a view makes of its cells is kept, but for moments, which the writer says by the clock in town."""
    for item in queryset:
        yield [
            value if value is None or isinstance(value, datetime) else view.preprocess_field_value(field, value, form)
            for field, value in view.to_row_dict(item).items()
        ]


def make_exports_safe() -> None:
    """For every export there is, ours too, and whatever is installed later."""
    SpreadsheetExportMixin.stream_csv = stream_csv
    SpreadsheetExportMixin.write_xlsx = write_xlsx
