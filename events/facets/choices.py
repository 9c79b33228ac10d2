"""Choices that many people make, ready as links: on the page a filter, at the bottom of it a calendar."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict

from events.models import CalendarEntry
from events.models.calendar import CalendarEntryQuerySet

from .selection import Selection, read_selection, select_entries
from .table import BY_NAME, READY_MADE, Present

Pairs = tuple[tuple[str, str], ...]  # parameter, value


@dataclass(frozen=True)
class Choice:
    """``address`` is the query of the page with this choice, ``count`` of lines; ``chosen`` when it shows now."""

    label: str
    address: str
    count: int
    chosen: bool


def ready_made(entries: CalendarEntryQuerySet, present: Present, selection: Selection, kept: Pairs) -> list[Choice]:
    """Those of which there is something in ``entries``, at the cost of one query.

    ``present`` are the values of each facet in them, ``kept`` other parameters of the page.
    """
    choices = [
        (str(label), pairs, selection_of(pairs))
        for label, values in READY_MADE
        if all(BY_NAME[name].occurs(present) for name in values)
        and (pairs := tuple((BY_NAME[name].parameter, value) for name, chosen in values.items() for value in chosen))
    ]
    counts = count_each(entries, [wanted for _, _, wanted in choices])
    return [
        Choice(label, "?" + urlencode([*pairs, *kept]), count, selection == wanted)
        for (label, pairs, wanted), count in zip(choices, counts, strict=True)
    ]


def selection_of(pairs: Pairs) -> Selection:
    return read_selection(QueryDict(urlencode(pairs)))


def count_each(entries: CalendarEntryQuerySet, wanted: list[Selection]) -> list[int]:
    """How many of ``entries`` each selection finds, in one query."""
    found = [select_entries(CalendarEntry.objects.all(), selection).values("pk") for selection in wanted]
    counts = {f"n{number}": Count("pk", filter=Q(pk__in=pks)) for number, pks in enumerate(found)}
    counted = entries.order_by().aggregate(**counts) if counts else {}
    return [counted[name] for name in counts]
