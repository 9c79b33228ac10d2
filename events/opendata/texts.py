"""Answers about entries as JSON texts: what a process has made is true until one of their entries is told anew."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, NamedTuple

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from ninja.responses import NinjaJSONEncoder

from events.models import CalendarEntry
from events.models.calendar import CalendarEntryQuerySet
from events.shell.language import language_now
from events.shell.seats_shown import shown_seats
from subscribers.caching.rules import is_recording
from subscribers.caching.store import STORE
from subscribers.shell.schemas import Schema

from .responses import Response, event_response, occurrence_response
from .schemas import EventAnswer, OccurrenceAnswer

JSON = "application/json; charset=utf-8"
SEATS = '"seatsFree": '  # cannot stand in a text: there a quotation mark has a backslash before it
UNKNOWN_SEATS = f"{SEATS}null"
View = Callable[..., dict[str, Any]]
Make = Callable[[Sequence[CalendarEntry], str], str]


class Head(NamedTuple):
    """As much of an entry as tells whether it was told anew, and its occurrence with the ``capacity`` in force."""

    pk: int
    told_at: str
    occurrence: int | None
    capacity: int | None
    event_code: str

    @classmethod
    def rows(cls, entries: CalendarEntryQuerySet) -> "QuerySet[CalendarEntry, Any]":
        told_at = Cast("changed_at", TextField())
        own = ("pk", "told_at", "occurrence_id", "occurrence__capacity", "event_code")
        return entries.annotate(told_at=told_at).values_list(*own)


def json_response(text: str) -> HttpResponse:
    return HttpResponse(text, content_type=JSON)


def joined(view: View) -> Callable[..., HttpResponse]:
    """Above ``paginate``: the items of the page are texts; they are joined to the bytes that ninja would make of the
    objects."""

    @wraps(view)
    def answer(request: HttpRequest, **parameters: Any) -> HttpResponse:
        page = view(request, **parameters)
        before, after = json.dumps({**page, "items": []}).split("[]")
        return json_response(f"{before}[{', '.join(page['items'])}]{after}")

    return answer


def occurrence_texts(found: Sequence[Head]) -> list[str]:
    """One of each head, in their order."""
    texts = find_texts("occurrence", [(head,) for head in found], make_occurrence)
    seats = shown_seats([head.occurrence for head in found if head.occurrence and head.capacity is not None])
    free = {key: each.free for key, each in seats.items()}
    return [with_seats(text, free_of(head, free)) for text, head in zip(texts, found, strict=True)]


def free_of(head: Head, free: Mapping[int, int | None]) -> int | None:
    """None = unlimited. Of what is no more there is no seat."""
    return None if head.occurrence and head.capacity is None else free.get(head.occurrence or 0, 0)


def event_texts(found: Sequence[Sequence[Head]]) -> list[str]:
    """One of each event, given by the heads of all its entries."""
    return find_texts("event", [tuple(heads) for heads in found], make_event)


def make_occurrence(entries: Sequence[CalendarEntry], language: str) -> str:
    """The number of seats is null where ``with_seats`` is to put it."""
    return json_of(OccurrenceAnswer, occurrence_response(entries[0], language, None))


def with_seats(text: str, free: int | None) -> str:
    return text if free is None else text.replace(UNKNOWN_SEATS, f"{SEATS}{free}", 1)


def make_event(entries: Sequence[CalendarEntry], language: str) -> str:
    return json_of(EventAnswer, event_response(entries, language))


def json_of(schema: type[Schema], response: Response) -> str:
    return json.dumps(schema.model_validate(response).model_dump(by_alias=True), cls=NinjaJSONEncoder)


def find_texts(kind: str, wanted: Sequence[tuple[Head, ...]], make: Make) -> list[str]:
    """A text for each group of heads; of those that this process has not made yet the entries are read in one query."""
    language, may_keep = language_now(), is_recording()
    keys = [(kind, language, group) for group in wanted]
    texts = [STORE.texts.get(key) if may_keep else None for key in keys]
    missing = [n for n, text in enumerate(texts) if text is None]
    entries = read_entries([head.pk for n in missing for head in wanted[n]])
    for n in missing:
        there = [entries[head.pk] for head in wanted[n] if head.pk in entries]
        if len(there) == len(wanted[n]):
            texts[n] = made = make(there, language)
            if may_keep:
                STORE.texts.put(keys[n], made)
    return [text for text in texts if text is not None]


def read_entries(keys: list[int]) -> dict[int, CalendarEntry]:
    return CalendarEntry.objects.defer("vevent_nl", "vevent_en").in_bulk(keys) if keys else {}
