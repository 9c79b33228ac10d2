"""A private part of Wagtail: the one method that every cell of its spreadsheets passes, made to pass ours as well.

Its own exports (the history of the desk, the reports on workflows) write words of anybody as they are. When
``tests/config/test_private_parts.py`` says that it moved, look at ``wagtail/admin/views/mixins.py``.
"""

from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

from .spreadsheets import safe_cell

of_wagtail = SpreadsheetExportMixin.preprocess_field_value


def safe_value(view: Any, field: str, value: Any, export_format: str) -> Any:
    return safe_cell(of_wagtail(view, field, value, export_format))


def make_exports_safe() -> None:
    """For every export there is, ours too, and whatever is installed later."""
    SpreadsheetExportMixin.preprocess_field_value = safe_value
