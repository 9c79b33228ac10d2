"""What the programme may be filtered by; without a filter everything that was ever published is there."""

from datetime import datetime
from typing import Annotated, Literal

from django.db.models import F, Q
from pydantic import Field, StringConstraints, create_model

from events.facets.selection import Selection, select_entries
from events.facets.table import api_facets
from events.models import CalendarEntry, Occurrence, Series
from events.models.calendar import CalendarEntryQuerySet
from events.shell.seats_shown import note_all_seats
from subscribers.shell.schemas import SLUG, Moment, Schema

from .schemas import EditionId

Chosen = Annotated[str, StringConstraints(max_length=80, pattern=SLUG)]


class EditionFilter(Schema):
    series: Chosen | None = Field(None, description="`id` van een reeks; ook een vroeger adres.")
    edition: EditionId | None = Field(None, description="`id` van een editie.")


FacetFilter = create_model(  # type: ignore[call-overload]
    "FacetFilter",
    __base__=EditionFilter,
    **{facet.name: (api.type | None, Field(None, description=api.description)) for facet, api in api_facets()},
)


class ProgrammeFilter(FacetFilter):  # type: ignore[valid-type, misc]
    from_: Moment | None = Field(None, alias="from", description="Nog niet voorbij op dit moment.")
    until: Moment | None = Field(None, description="Begint voor dit moment.")
    changed_since: Moment | None = Field(
        None,
        description="Gewijzigd op of na dit moment, oudste wijziging eerst; wat is afgelast of vervallen blijft erbij.",
    )


class OccurrenceFilter(ProgrammeFilter):
    registration: Literal["open"] | None = Field(
        None, description="`open`: waar men zich nu kan aanmelden, ook als er alleen een wachtlijst is."
    )


def filter_entries(wanted: ProgrammeFilter) -> CalendarEntryQuerySet:
    """The published entries that meet every given filter; an unknown name meets none."""
    entries = CalendarEntry.objects.all()
    if wanted.series:
        entries = entries.filter(series__in=Series.objects.at_address(wanted.series).values("pk"))
    if wanted.edition:
        series, _, edition = wanted.edition.partition(".")
        entries = entries.filter(series__in=Series.objects.at_address(series).values("pk"), edition__slug=edition)
    chosen = {facet.name: (value,) for facet, _api in api_facets() if (value := getattr(wanted, facet.name))}
    return between(select_entries(entries, Selection(chosen)), wanted)


def between(entries: CalendarEntryQuerySet, wanted: ProgrammeFilter) -> CalendarEntryQuerySet:
    limits = {"ends_at__gt": wanted.from_, "starts_at__lt": wanted.until, "changed_at__gte": wanted.changed_since}
    return entries.filter(**{lookup: moment for lookup, moment in limits.items() if moment})


def open_entries(entries: CalendarEntryQuerySet, now: datetime) -> CalendarEntryQuerySet:
    """Those one can register for now: there is a seat, or a waiting list."""
    note_all_seats()
    gets_in = Q(capacity=None) | Q(has_waiting_list=True) | Q(seats_taken__lt=F("capacity"))
    open_now = Occurrence.objects.open_for_registration(now).with_seats_taken().filter(gets_in)
    return entries.taking_place().filter(occurrence__in=open_now.values("pk"))
