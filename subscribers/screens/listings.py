"""Lists in which nothing can be done to many rows at once, and pages that only show."""

from datetime import date, datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.snippets.views.snippets import InspectView


class SingleRows:
    """For an index view: no boxes to tick where no action would follow."""

    @cached_property
    def columns(self) -> list[Any]:
        return [column for column in super().columns if not isinstance(column, BulkActionsCheckboxColumn)]  # type: ignore[misc]


def say_moment(value: datetime) -> str:
    """``24 Nov 2026 13:15``"""
    return formats.date_format(timezone.localtime(value), "j M Y H:i")


def say_date(value: date) -> str:
    """The same, and ``24 Nov 2026`` for a day."""
    return say_moment(value) if isinstance(value, datetime) else formats.date_format(value, "j M Y")


class MomentColumn(Column):
    """A date, or a date and time, as people in town say it; Wagtail's own column says how long ago."""

    def get_value(self, instance: Any) -> str:
        value = super().get_value(instance)
        return say_date(value) if value else ""


def shown(row: Any) -> str:
    """What staff call a row on a screen; a person's own name is a code, as histories repeat it."""
    return str(getattr(row, "shown", row))


class ReadableInspect(InspectView):
    """Says nothing where there is nothing, instead of None, and moments by the clock in town."""

    def get_page_subtitle(self) -> str:
        return shown(self.object)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, datetime):
            return say_moment(value)
        return "–" if value in (None, "") else value
