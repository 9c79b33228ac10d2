"""Events and their occurrences, as the public was last told."""

from collections.abc import Iterable, Sequence
from itertools import starmap
from typing import Any
from uuid import UUID

from django.db.models import Max, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from ninja.pagination import paginate

from events.models import CalendarEntry

from .filters import OccurrenceFilter, ProgrammeFilter, filter_entries, open_entries
from .listing import Listing
from .schemas import EventAnswer, OccurrenceAnswer
from .texts import Head, event_texts, joined, json_response, occurrence_texts

router = Router(tags=["programma"])


@router.get("/events", response=list[EventAnswer], operation_id="listEvents", summary="Activiteiten", by_alias=True)
@joined
@paginate
def list_events(request: HttpRequest, wanted: Query[ProgrammeFilter]) -> Listing:
    """Op volgorde van hun eerste moment."""
    first = Max("changed_at") if wanted.changed_since else Min("starts_at")
    codes = filter_entries(wanted).order_by().values("event_code").annotate(first=first).order_by("first", "event_code")
    return Listing(codes, lambda rows: texts_of_events([row["event_code"] for row in rows]))


@router.get("/events/{id}", response=EventAnswer, operation_id="getEvent", summary="Eén activiteit", by_alias=True)
def get_event(request: HttpRequest, id: str) -> HttpResponse:
    return only(texts_of_events([id]))


@router.get(
    "/occurrences",
    response=list[OccurrenceAnswer],
    operation_id="listOccurrences",
    summary="Momenten van activiteiten",
    by_alias=True,
)
@joined
@paginate
def list_occurrences(request: HttpRequest, wanted: Query[OccurrenceFilter]) -> Listing:
    """Op volgorde van begin. Wat is afgelast of vervallen blijft erbij, met zijn stand."""
    entries = filter_entries(wanted)
    if wanted.registration:
        entries = open_entries(entries, timezone.now())
    entries = entries.order_by("changed_at", "uid") if wanted.changed_since else entries.in_order()
    return Listing(Head.rows(entries), texts_of_occurrences)


@router.get(
    "/occurrences/{uuid:id}",
    response=OccurrenceAnswer,
    operation_id="getOccurrence",
    summary="Eén moment",
    by_alias=True,
)
def get_occurrence(request: HttpRequest, id: UUID) -> HttpResponse:
    return only(texts_of_occurrences(Head.rows(CalendarEntry.objects.filter(uid=id))))


def only(texts: Sequence[str]) -> HttpResponse:
    if not texts:
        raise Http404
    return json_response(texts[0])


def texts_of_events(codes: list[str]) -> list[str]:
    """Of ``codes`` in that order; unknown ones are left out."""
    heads: dict[str, list[Head]] = {}
    for head in starmap(Head, Head.rows(CalendarEntry.objects.filter(event_code__in=codes).in_order())):
        heads.setdefault(head.event_code, []).append(head)
    return event_texts([heads[code] for code in codes if code in heads])


def texts_of_occurrences(rows: Iterable[tuple[Any, ...]]) -> list[str]:
    return occurrence_texts(list(starmap(Head, rows)))
