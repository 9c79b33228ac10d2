"""Calendars over HTTP: everything, a series, an edition, and one occurrence."""

import gzip
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.facets.selection import NOTHING_CHOSEN, read_selection
from events.ical import CalendarHead, render_calendar
from events.models import CalendarEntry, FeedBody, FeedScope, Series
from events.shell.identity import feed_uid, product, zone_told
from subscribers.shell.conditional import entity_tag, put_validators, short_response

from . import feeds
from .agents import CHECKER, client_of
from .counting import count_fetch
from .feeds import Asked, Stamp

CALENDAR = "text/calendar; charset=utf-8"
MAX_AGE = 300


@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """All that is coming and what was in the last month."""
    return serve(request, lambda: FeedScope.objects.filter(name="all").first())


@require_safe
def of_series(request: HttpRequest, series: str) -> HttpResponseBase:
    """The evergreen feed of a series: each year flows in. An address it once had answers too, itself (A4)."""
    return serve(request, lambda: FeedScope.objects.filter(series__in=series_at(series)).first())


@require_safe
def of_edition(request: HttpRequest, series: str, edition: str) -> HttpResponseBase:
    """One edition, as long as it is public or ever had something in it."""

    def find() -> FeedScope | None:
        told = Q(edition__is_public=True) | Q(edition__entries__isnull=False)
        return FeedScope.objects.filter(told, edition__series__in=series_at(series), edition__slug=edition).first()

    return serve(request, find)


def series_at(slug: str) -> list[int]:
    return list(Series.objects.at_address(slug).values_list("pk", flat=True)[:1])


class KeptFeeds:
    """Middleware: a feed of which a true copy is kept is answered from it before the rest of the site is woken.

    A calendar program asks every quarter of an hour whether there is anything new; that answer must cost next to
    nothing. What is not kept goes on to its view, which makes it. The host is checked here as it is there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info.endswith(".ics") and request.method in {"GET", "HEAD"} and request.get_host():
            asked = what_is_asked(request, "en" if request.path_info.startswith("/en/") else settings.LANGUAGE_CODE)
            stamp = feeds.find_stamp(asked)
            if stamp is not None:
                try:
                    return answer_counted(request, asked, stamp, lambda: feeds.find_body(stamp))
                except FeedBody.DoesNotExist:
                    pass  # thrown away between two reads; what is true now is as good
        return self.get_response(request)


def serve(request: HttpRequest, find_scope: Callable[[], FeedScope | None]) -> HttpResponseBase:
    """A feed of which no copy is kept, or not a true one: made, kept where that is worth it, and answered."""
    scope = find_scope()
    if scope is None:
        raise Http404(_("Deze agenda kennen wij niet."))
    asked = what_is_asked(request, get_language() or "nl")
    stamp, body = feeds.make_copy(asked, scope)
    return answer_counted(request, asked, stamp, lambda: body)


def what_is_asked(request: HttpRequest, language: str) -> Asked:
    selection = read_selection(request.GET) if request.META.get("QUERY_STRING") else NOTHING_CHOSEN
    return Asked(request.path, selection, language, timezone.localdate())


def answer_counted(request: HttpRequest, asked: Asked, stamp: Stamp, body: Callable[[], bytes]) -> HttpResponseBase:
    """The answer; somebody's program holds this version now, and neither who nor with which filter is kept."""
    response = answer(request, stamp, body, filename_of(asked), asked.language)
    agent = request.META.get("HTTP_USER_AGENT", "")
    if request.method == "GET" and stamp.scope is not None and response.status_code != 412 and agent != CHECKER:
        is_full = response.status_code == 200
        count_fetch(stamp.scope, client_of(agent), asked.day, stamp.version, is_full=is_full)
    return response


def filename_of(asked: Asked) -> str:
    """``kennisstad.ics``, ``nacht.ics`` or ``nacht-2030.ics``: what the address says, as one name."""
    return "-".join(asked.path.removeprefix("/en").split("/")[2:]) or "kennisstad.ics"


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
        uid=feed_uid(f"occurrence-{uid}", language),
        name=str(texts["title"]),
        description=str(texts["summary"]),
        source=f"{settings.SITE_URL}{request.path}",
        url=str(texts["url"]),
        last_modified=entry.changed_at,
        zone=zone_told(),
    )
    body = render_calendar(head, [entry.vevent_in(language)])
    stamp = Stamp(entity_tag(body), entry.changed_at)
    return answer(request, stamp, lambda: body, f"{entry.event_code}.ics", language, disposition="attachment")


def answer(
    request: HttpRequest,
    stamp: Stamp,
    body: Callable[[], bytes],
    filename: str,
    language: str,
    disposition: str = "inline",
) -> HttpResponseBase:
    """RFC 9110 §13: a strong ETag from the bytes, Last-Modified in whole seconds; fit for a shared cache, no cookie.

    Compressed when asked, under a tag of its own: a strong tag belongs to one sequence of bytes (§8.8.3.3).
    """
    zipped = settings.FEED_GZIP and "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    tag = f"{stamp.etag}-gz" if zipped else stamp.etag
    response = short_response(request, tag, stamp.changed_at)  # a poll pays for no full one; see docs/decisions.md
    if response is None:
        content = compressed(stamp, body) if zipped else body()
        response = HttpResponse(content, content_type=CALENDAR)
        response.headers["Content-Length"] = str(len(content))
        response.headers["Content-Language"] = language
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Content-Disposition"] = f'{disposition}; filename="{filename}"'
        if zipped:
            response.headers["Content-Encoding"] = "gzip"
    elif response.status_code != 304:
        return response
    put_validators(response, tag, stamp.changed_at)
    headers = response.headers
    headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if settings.FEED_GZIP:
        headers["Vary"] = "Accept-Encoding"
    return response


def compressed(stamp: Stamp, body: Callable[[], bytes]) -> bytes:
    """The gzip form, without a clock in it, kept beside the plain one."""
    key = f"{stamp.etag}-gz"
    return feeds.BODIES.get(key) or feeds.BODIES.put(key, gzip.compress(body(), compresslevel=6, mtime=0))
