"""The bytes of a feed, made once per change by joining what the ledger keeps."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.facets.selection import select_entries
from events.ical import CalendarHead, Zone, render_calendar
from events.ledger.entries import LONG_OVER, is_long_over
from events.models import CalendarEntry, FeedScope
from events.models.calendar import CalendarEntryQuerySet
from events.shell.identity import product, zone_told
from events.shell.shown_tables import FACETS, NAMES
from subscribers.caching.pieces import piece
from subscribers.plaintext import one_line

from .etag import Asked, Validators, make_validators
from .naming import feed_name


def find_feed(asked: Asked, scope: FeedScope) -> tuple[Validators, bytes]:
    """The feed of ``scope`` as it is now; joined anew when it has another version, or what its filters find."""
    made_of = (scope.pk, scope.version, asked.day, settings.SITE_URL)
    return piece(
        ("feed", *asked.key), (FACETS, NAMES), lambda: make_feed(asked, scope), depends=made_of, size_of=size_of
    )


def size_of(feed: tuple[Validators, bytes]) -> int:
    return len(feed[1])


def make_feed(asked: Asked, scope: FeedScope) -> tuple[Validators, bytes]:
    """Join the feed of ``scope`` as it is now.

    ``scope`` must have been read before the entries are: a change in between then makes it old, never false.
    """
    entries = entries_of(scope, asked.day)
    chosen = select_entries(entries, asked.selection).in_order()
    column = "vevent_en" if asked.language == "en" else "vevent_nl"
    body = render_calendar(head_of(scope, asked), list(chosen.values_list(column, flat=True)))
    return make_validators(asked, scope, body), body


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


def head_of(scope: FeedScope, asked: Asked) -> CalendarHead:
    """What stands above the entries, from published facts."""
    head, query = scope.head, f"?{asked.selection.query}" if asked.selection.query else ""
    name = one_line(feed_name(head[asked.language], asked.selection, asked.language))
    page = reverse(head["page"], args=head["args"])
    return CalendarHead(
        product=product(),
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
