"""Choices that many people make, ready as links: on the page a filter, at the bottom of it a calendar."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from events.models import CalendarEntry, Occurrence
from events.models.calendar import CalendarEntryQuerySet
from events.selection import Selection, read_selection, select_entries

from .words import ACCESS

Pairs = tuple[tuple[str, str], ...]  # parameter, value


@dataclass(frozen=True)
class Choice:
    """``address`` is the query of the page with this choice, ``count`` of lines; ``chosen`` when it shows now."""

    label: str
    address: str
    count: int
    chosen: bool


def ready_made(
    entries: CalendarEntryQuerySet, present: Mapping[str, Collection[str]], selection: Selection, kept: Pairs
) -> list[Choice]:
    """Those of which there is something in ``entries``, at the cost of one query.

    ``present`` are the values of each facet in them, ``kept`` other parameters of the page.
    """
    highlights: Pairs = (("language", "any"), ("language", "en"), ("highlight", "1"))
    access: Pairs = tuple(("access", sign) for sign in sorted(ACCESS))
    bookable = set(present.get("way_in", ())) & set(Occurrence.REGISTERED_HERE)
    offered: list[tuple[str, Pairs, bool]] = [
        (_("Hoogtepunten in het Engels"), highlights, "highlight" in present),
        (_("Toegankelijk"), access, "access" in present),
        (_("Gratis"), (("entrance", "free"),), "entrance" in present),
        (_("Plaatsen vrij"), (("places", "left"),), bool(bookable)),
    ]
    choices = [(label, pairs, selection_of(pairs)) for label, pairs, some in offered if some]
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
