"""Events and their occurrences, as the public was last told."""

from typing import Any
from uuid import UUID

from django.db.models import Max, Min
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Query, Router
from ninja.pagination import paginate

from events.models import CalendarEntry
from events.models.seats import Seats
from events.shell.seats_shown import shown_seats

from .filters import OccurrenceFilter, ProgrammeFilter, filter_entries, open_entries
from .listing import Listing
from .responses import Response, event_response, occurrence_response
from .schemas import EventAnswer, OccurrenceAnswer

router = Router(tags=["programma"])


@router.get("/events", response=list[EventAnswer], operation_id="listEvents", summary="Activiteiten", by_alias=True)
@paginate
def list_events(request: HttpRequest, wanted: Query[ProgrammeFilter]) -> Listing:
    """Op volgorde van hun eerste moment."""
    first = Max("changed_at") if wanted.changed_since else Min("starts_at")
    codes = filter_entries(wanted).order_by().values("event_code").annotate(first=first).order_by("first", "event_code")
    return Listing(codes, lambda rows: build_events([row["event_code"] for row in rows]))


@router.get("/events/{id}", response=EventAnswer, operation_id="getEvent", summary="Eén activiteit", by_alias=True)
def get_event(request: HttpRequest, id: str) -> Response:
    answers = build_events([id])
    if not answers:
        raise Http404
    return answers[0]


@router.get(
    "/occurrences",
    response=list[OccurrenceAnswer],
    operation_id="listOccurrences",
    summary="Momenten van activiteiten",
    by_alias=True,
)
@paginate
def list_occurrences(request: HttpRequest, wanted: Query[OccurrenceFilter]) -> Listing:
    """Op volgorde van begin. Wat is afgelast of vervallen blijft erbij, met zijn stand."""
    entries = filter_entries(wanted)
    if wanted.registration:
        entries = open_entries(entries, timezone.now())
    entries = entries.order_by("changed_at", "uid") if wanted.changed_since else entries.in_order()
    return Listing(entries.select_related("occurrence"), build_occurrences)


@router.get(
    "/occurrences/{uuid:id}",
    response=OccurrenceAnswer,
    operation_id="getOccurrence",
    summary="Eén moment",
    by_alias=True,
)
def get_occurrence(request: HttpRequest, id: UUID) -> Response:
    return build_occurrences([get_object_or_404(CalendarEntry.objects.select_related("occurrence"), uid=id)])[0]


def build_events(codes: list[str]) -> list[Response]:
    """The answers for ``codes`` in that order; unknown ones are left out."""
    entries: dict[str, list[CalendarEntry]] = {}
    for entry in CalendarEntry.objects.filter(event_code__in=codes).in_order():
        entries.setdefault(entry.event_code, []).append(entry)
    language = get_language() or "nl"
    return [event_response(entries[code], language) for code in codes if code in entries]


def build_occurrences(entries: list[CalendarEntry]) -> list[Response]:
    known = [entry.occurrence_id for entry in entries if entry.occurrence_id]
    seats: dict[Any, Seats] = shown_seats(known)
    free = {pk: found.free for pk, found in seats.items()}
    language = get_language() or "nl"
    return [occurrence_response(entry, language, free.get(entry.occurrence_id, 0)) for entry in entries]
