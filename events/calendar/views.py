"""Calendars over HTTP: everything, a series, an edition, and one occurrence."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.facets.selection import PARAMETERS, SEARCH
from events.ical import CalendarHead, render_calendar
from events.models import CalendarEntry, FeedScope, Series
from events.shell.identity import product, zone_told
from events.shell.showing import timeless_rule
from events.shell.shown_tables import FACETS, FEEDS, NAMES
from subscribers.caching.rules import Rule, cached, next_midnight
from subscribers.shell.responses.conditional import entity_tag

from . import feeds
from .etag import Validators
from .responses import answer, respond_counted, what_is_asked

SUBSCRIPTION = Rule((FEEDS, FACETS, NAMES), next_midnight, several=PARAMETERS, single=(SEARCH,))


@cached(SUBSCRIPTION)
@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """All that is coming and what was in the last month."""
    return serve(request, lambda: FeedScope.objects.filter(name="all").first())


@cached(SUBSCRIPTION)
@require_safe
def of_series(request: HttpRequest, series: str) -> HttpResponseBase:
    """The evergreen feed of a series: each year flows in. An address it once had answers too, itself (A4)."""
    return serve(request, lambda: FeedScope.objects.filter(series__in=series_at(series)).first())


@cached(SUBSCRIPTION)
@require_safe
def of_edition(request: HttpRequest, series: str, edition: str) -> HttpResponseBase:
    """One edition, as long as it is public or ever had something in it."""

    def find() -> FeedScope | None:
        told = Q(edition__is_public=True) | Q(edition__entries__isnull=False)
        return FeedScope.objects.filter(told, edition__series__in=series_at(series), edition__slug=edition).first()

    return serve(request, find)


def series_at(slug: str) -> list[int]:
    return list(Series.objects.at_address(slug).values_list("pk", flat=True)[:1])


@cached(timeless_rule())
@require_safe
def of_occurrence(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One occurrence to download, under the UID it has in every feed (E2)."""
    entry = CalendarEntry.objects.filter(uid=uid).first()
    if entry is None:
        raise Http404(_("Deze activiteit kennen wij niet."))
    language = get_language() or "nl"
    texts = entry.in_language(language)
    head = CalendarHead(
        product=product(),
        name=str(texts["title"]),
        description=str(texts["summary"]),
        source=f"{settings.SITE_URL}{request.path}",
        url=str(texts["url"]),
        last_modified=entry.changed_at,
        zone=zone_told(),
    )
    body = render_calendar(head, [entry.vevent_in(language)])
    validators = Validators(entity_tag(body), entry.changed_at)
    return answer(request, validators, body, f"{entry.event_code}.ics", language, disposition="attachment")


def serve(request: HttpRequest, find_scope: Callable[[], FeedScope | None]) -> HttpResponseBase:
    """What the middleware has no cached response of."""
    scope = find_scope()
    if scope is None:
        raise Http404(_("Deze agenda kennen wij niet."))
    asked = what_is_asked(request, get_language() or "nl")
    validators, body = feeds.find_feed(asked, scope)
    return respond_counted(request, asked, validators, body)
