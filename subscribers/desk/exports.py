"""Downloads for a spreadsheet, in which no cell can do anything."""

from typing import Any

from django.utils import timezone
from django.utils.encoding import force_str
from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What a spreadsheet would take for a formula, or for the end of the cell before it (OWASP, CSV injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")


def safe_cell(value: object) -> object:
    """Text that a spreadsheet shows and never runs: an apostrophe before what it would take for a formula."""
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.lstrip(" ").startswith(DANGEROUS) else value


class SafeExportMixin(SpreadsheetExportMixin):
    """Listing whose CSV and XLSX are safe to open, with times as people in town read them."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if hasattr(value, "astimezone"):
            value = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
        return safe_cell(force_str(value, strings_only=True) if value is not None else "")
