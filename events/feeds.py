"""Calendars over HTTP: everything, a series, an edition, and one occurrence."""

import gzip
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.agents import CHECKER, client_of
from events.ical import FeedHead, render_feed
from events.models import CalendarEntry, FeedScope, Series
from events.selection import read_selection
from events.services import feeds
from events.services.counting import count_fetch
from events.services.feeds import Asked, Stamp
from events.services.identity import product

MAX_AGE = 300


@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """All that is coming and what was in the last month."""
    return serve(request, lambda: FeedScope.objects.filter(name="all").first(), "kennisstad.ics")


@require_safe
def of_series(request: HttpRequest, series: str) -> HttpResponseBase:
    """The evergreen feed of a series: each year flows in. An address it once had answers too, itself (A4)."""
    return serve(request, lambda: FeedScope.objects.filter(series__in=series_at(series)).first(), f"{series}.ics")


@require_safe
def of_edition(request: HttpRequest, series: str, edition: str) -> HttpResponseBase:
    """One edition, as long as it is public or ever had something in it."""

    def find() -> FeedScope | None:
        told = Q(edition__is_public=True) | Q(edition__entries__isnull=False)
        return FeedScope.objects.filter(told, edition__series__in=series_at(series), edition__slug=edition).first()

    return serve(request, find, f"{series}-{edition}.ics")


def series_at(slug: str) -> list[int]:
    return list(Series.objects.at_address(slug).values_list("pk", flat=True)[:1])


def serve(request: HttpRequest, find_scope: Callable[[], FeedScope | None], filename: str) -> HttpResponseBase:
    """304 from a stamp alone where that is enough; the kept bytes otherwise; made when they are no longer true."""
    asked = Asked(request.path, read_selection(request.GET), get_language() or "nl", timezone.localdate())
    stamp, body = feeds.find_stamp(asked), None
    if stamp is None:
        scope = find_scope()
        if scope is None:
            raise Http404(_("Deze agenda kennen wij niet."))
        stamp, body = feeds.make_copy(asked, scope)
    response = answer(
        request, stamp, lambda: body or feeds.find_body(asked, stamp) or make_again(asked, find_scope), filename
    )
    count(request, response.status_code, stamp, asked)
    return response


def count(request: HttpRequest, status: int, stamp: Stamp, asked: Asked) -> None:
    """Somebody's program holds this version now; neither who nor with which filter is kept."""
    agent = request.headers.get("User-Agent", "")
    if request.method == "GET" and stamp.scope is not None and status in {200, 304} and agent != CHECKER:
        count_fetch(stamp.scope, client_of(agent), asked.day, stamp.version, is_full=status == 200)


def make_again(asked: Asked, find_scope: Callable[[], FeedScope | None]) -> bytes:
    """The copy was thrown away between two reads; what is true now is as good."""
    scope = find_scope()
    if scope is None:
        raise Http404(_("Deze agenda kennen wij niet."))
    return feeds.make_copy(asked, scope)[1]


@require_safe
def of_occurrence(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """One occurrence to download, under the UID it has in every feed (E2)."""
    entry = CalendarEntry.objects.filter(uid=uid).first()
    if entry is None:
        raise Http404(_("Deze activiteit kennen wij niet."))
    language = get_language() or "nl"
    texts = entry.in_language(language)
    head = FeedHead(
        key=f"occurrence-{uid}",
        name=str(texts["title"]),
        description=str(texts["summary"]),
        language=language,
        source=f"{settings.SITE_URL}{request.path}",
        url=str(texts["url"]),
        changed_at=entry.changed_at,
    )
    vevent = entry.vevent_en if language == "en" else entry.vevent_nl
    body = render_feed(head, [vevent], product=product(), uid_domain=settings.UID_DOMAIN)
    stamp = Stamp(feeds.tag_of(body), entry.changed_at)
    return answer(request, stamp, lambda: body, f"{entry.event_code}.ics", disposition="attachment")


def answer(
    request: HttpRequest, stamp: Stamp, body: Callable[[], bytes], filename: str, disposition: str = "inline"
) -> HttpResponseBase:
    """RFC 9110 §13: a strong ETag from the bytes, Last-Modified in whole seconds; fit for a shared cache, no cookie.

    Compressed when asked, under a tag of its own: a strong tag belongs to one sequence of bytes (§8.8.3.3).
    """
    zipped = settings.FEED_GZIP and "gzip" in request.headers.get("Accept-Encoding", "")
    etag = f'"{stamp.etag}{"-gz" if zipped else ""}"'
    response = HttpResponse(content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    modified = int(stamp.changed_at.timestamp()) if stamp.changed_at else None
    if modified:
        response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    response["Content-Disposition"] = f'{disposition}; filename="{filename}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if settings.FEED_GZIP:
        patch_vary_headers(response, ["Accept-Encoding"])
    decided = get_conditional_response(request, etag=etag, last_modified=modified, response=response)
    if decided is not None and decided is not response:
        return decided
    response.content = compressed(stamp, body) if zipped else body()
    if zipped:
        response["Content-Encoding"] = "gzip"
    return response


def compressed(stamp: Stamp, body: Callable[[], bytes]) -> bytes:
    """The gzip form, without a clock in it, kept beside the plain one."""
    key = f"{stamp.etag}-gz"
    return feeds.BODIES.get(key) or feeds.BODIES.put(key, gzip.compress(body(), compresslevel=6, mtime=0))
