"""What the programme may be filtered by; without a filter everything that was ever published is there."""

from datetime import datetime
from typing import Annotated, Literal

from django.db.models import F, Q
from pydantic import Field, StringConstraints

from events.models import CalendarEntry, Event, Occurrence, Series
from events.models.calendar import CalendarEntryQuerySet
from subscribers.shell.schemas import SLUG, Moment, Schema

from .schemas import EditionId

FACETS = ("venue", "organiser", "term", "kind", "language")
Chosen = Annotated[str, StringConstraints(max_length=80, pattern=SLUG)]


class ProgrammeFilter(Schema):
    series: Chosen | None = Field(None, description="`id` van een reeks; ook een vroeger adres.")
    edition: EditionId | None = Field(None, description="`id` van een editie.")
    venue: Chosen | None = Field(None, description="`id` van een locatie; een gebouw telt zijn zalen mee.")
    organiser: Chosen | None = Field(None, description="`id` van een organisator.")
    term: Chosen | None = Field(None, description="`id` van een thema.")
    kind: Event.Kind | None = Field(None, description="Soort activiteit.")
    language: Literal["nl", "en", "any"] | None = Field(None, description="Voertaal; `any`: taal geen bezwaar.")
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
    for name in FACETS:
        if value := getattr(wanted, name):
            entries = entries.with_facet(name, value)
    return between(entries, wanted)


def between(entries: CalendarEntryQuerySet, wanted: ProgrammeFilter) -> CalendarEntryQuerySet:
    limits = {"ends_at__gt": wanted.from_, "starts_at__lt": wanted.until, "changed_at__gte": wanted.changed_since}
    return entries.filter(**{lookup: moment for lookup, moment in limits.items() if moment})


def open_entries(entries: CalendarEntryQuerySet, now: datetime) -> CalendarEntryQuerySet:
    """Those one can register for now: there is a seat, or a waiting list."""
    gets_in = Q(capacity=None) | Q(has_waiting_list=True) | Q(seats_taken__lt=F("capacity"))
    open_now = Occurrence.objects.open_for_registration(now).with_seats_taken().filter(gets_in)
    return entries.taking_place().filter(occurrence__in=open_now.values("pk"))
