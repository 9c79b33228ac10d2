"""The bytes of a feed, made once per change by joining what the ledger keeps, and cached."""

import hashlib
import threading
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from cachetools import LRUCache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.facets.selection import Selection, select_entries
from events.ical import CalendarHead, Zone, render_calendar
from events.ledger.entries import LONG_OVER, is_long_over
from events.models import CalendarEntry, FeedBody, FeedCopy, FeedScope
from events.models.calendar import CalendarEntryQuerySet
from events.shell.identity import feed_uid, product, zone_told
from subscribers.plaintext import one_line

from .etag import Asked, Validators, make_validators
from .naming import feed_name

CACHED_FOR = timedelta(days=2)
MOST_BYTES_CACHED = 4 * 1024 * 1024  # what is larger is joined again in each process: that is as quick as reading it
MOST_VALUES_CACHED = 3  # combinations of more are made when asked for and not cached


class BodyCache:
    """Bodies by entity tag in this process: equal tags are equal bytes, so nothing here can be stale.

    The least recently used ones go first; what would take over a quarter of it is not cached.
    """

    def __init__(self, most_bytes: int) -> None:
        self.cache: LRUCache[str, bytes] = LRUCache(most_bytes, getsizeof=len)
        self.lock = threading.Lock()

    def get(self, etag: str) -> bytes | None:
        with self.lock:
            return self.cache.get(etag)

    def put(self, etag: str, body: bytes) -> bytes:
        if len(body) <= self.cache.maxsize // 4:
            with self.lock:
                self.cache[etag] = body
        return body


BODY_CACHE = BodyCache(64 * 1024 * 1024)


def find_body(validators: Validators) -> bytes:
    """The bytes with this ETag; FeedBody.DoesNotExist when they were thrown away in between."""
    body = BODY_CACHE.get(validators.etag)
    return (
        body
        if body is not None
        else BODY_CACHE.put(validators.etag, bytes(FeedBody.objects.get(etag=validators.etag).body))
    )


def make_feed(asked: Asked, scope: FeedScope) -> tuple[Validators, bytes]:
    """Join the feed of ``scope`` as it is now, and cache it.

    ``scope`` must have been read before the entries are: a change in between then makes it old, never false.
    """
    entries = entries_of(scope, asked.day)
    chosen = select_entries(entries, asked.selection).in_order()
    column = "vevent_en" if asked.language == "en" else "vevent_nl"
    rows = list(chosen.values_list(column, flat=True))
    body = render_calendar(head_of(scope, asked), rows)
    validators = make_validators(asked, scope, body)
    if is_cacheable(asked.selection, rows):
        cache(asked, scope, validators, body)
    return validators, BODY_CACHE.put(validators.etag, body)


def cache(asked: Asked, scope: FeedScope, validators: Validators, body: bytes) -> None:
    """The bytes first: whoever finds the ETag finds them too."""
    now = timezone.now()
    if len(body) <= MOST_BYTES_CACHED:
        FeedBody.objects.bulk_create([FeedBody(etag=validators.etag, body=body, made_at=now)], ignore_conflicts=True)
    values = {
        "scope": scope,
        "version": scope.version,
        "etag": validators.etag,
        "changed_at": validators.changed_at,
        "made_at": now,
    }
    FeedCopy.objects.update_or_create(key=asked.key, defaults=values)


def entries_of(scope: FeedScope, day: date) -> CalendarEntryQuerySet:
    """What belongs in the feed on ``day``: everything looks a month back; what is long over has none cancelled."""
    if scope.edition_id:
        entries = CalendarEntry.objects.filter(edition=scope.edition_id)
        return entries.taking_place() if is_long_over(last_day_of(scope), day) else entries
    if scope.series_id:
        entries = CalendarEntry.objects.filter(series=scope.series_id)
        return entries.exclude(status=CalendarEntry.Status.CANCELLED, edition__ends_on__lt=day - LONG_OVER)
    midnight = datetime.combine(day, datetime.min.time(), timezone.get_default_timezone())
    return CalendarEntry.objects.filter(ends_at__gt=midnight - LONG_OVER)


def last_day_of(scope: FeedScope) -> date:
    """Of an edition, as it was told."""
    told = scope.head.get("ends_on")
    return date.fromisoformat(told) if told else scope.edition.ends_on  # type: ignore[union-attr]


def is_cacheable(selection: Selection, rows: list[str]) -> bool:
    """Nobody may fill the table with addresses of their own making; what changes by the minute would be false."""
    if selection.is_momentary:
        return False
    chosen = sum(len(values) for values in selection.facets.values())
    return not selection.search and chosen <= MOST_VALUES_CACHED and bool(rows or selection.is_empty)


def head_of(scope: FeedScope, asked: Asked) -> CalendarHead:
    """What stands above the entries, from published facts."""
    head, query = scope.head, f"?{asked.selection.query}" if asked.selection.query else ""
    name = one_line(feed_name(head[asked.language], asked.selection, asked.language))
    page = reverse(head["page"], args=head["args"])
    part = f"-{hashlib.sha256(query.encode()).hexdigest()[:12]}" if query else ""
    return CalendarHead(
        product=product(),
        uid=feed_uid(scope.name.replace(":", "-") + part, asked.language),
        name=name,
        description=_("Programma van %(name)s") % {"name": name},
        source=f"{head['site']}{quote(asked.path)}{query}",
        url=f"{head['site']}{page}{query}",
        last_modified=scope.changed_at,
        zone=Zone(**head["zone"]) if "zone" in head else zone_told(),
        refresh=pace(head, asked.day),
    )


def pace(head: dict[str, Any], day: date) -> str:
    """How often clients are asked to come back: a quarter of an hour while it runs, a day when it is over (C3)."""
    if "starts_on" not in head:
        return "PT1H"
    first, last = date.fromisoformat(head["starts_on"]), date.fromisoformat(head["ends_on"])
    if first <= day <= last + timedelta(days=1):
        return "PT15M"
    return "P1D" if day > last else "PT1H"


def forget_cached(now: datetime) -> int:
    """Throw away copies nobody can ask for any more, and bytes that no copy needs; returns how many copies."""
    forgotten = FeedCopy.objects.filter(made_at__lt=now - CACHED_FOR).delete()[0]
    FeedBody.objects.forgettable(now - CACHED_FOR).delete()
    return forgotten
