"""Calendars over HTTP: everything, a series, an edition, and one occurrence. Bytes from the ledger, joined."""

import hashlib
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.ical import FeedHead, render_feed
from events.models import CalendarEntry, Edition, Series
from events.models.calendar import CalendarEntryQuerySet
from events.selection import read_selection, select_entries
from events.services.identity import product

KEPT_AFTER = timedelta(days=30)  # a cancelled entry stays to the end of its edition and this long after (E5)
EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    """All that is coming and what was in the last month."""
    recent = CalendarEntry.objects.filter(ends_at__gt=day_now() - KEPT_AFTER)
    return feed(request, recent, key="all", name=settings.SITE_NAME, page=reverse("agenda"), refresh="PT1H")


@require_safe
def of_series(request: HttpRequest, series: str) -> HttpResponseBase:
    """The evergreen feed of a series: each year flows in. An address it once had answers too, itself (A4)."""
    found = find_series(series)
    entries = CalendarEntry.objects.filter(series=found)
    name = found.name_on(timezone.localdate(), get_language() or "nl")
    return feed(request, entries, key=f"series-{found.pk}", name=name, page=reverse("series", args=[found.slug]), refresh="PT1H")


@require_safe
def of_edition(request: HttpRequest, series: str, edition: str) -> HttpResponseBase:
    """One edition; asked for more often on the night itself, less after it (C3)."""
    parent = find_series(series)
    found = Edition.objects.visible().filter(series=parent, slug=edition).first()
    if found is None:
        raise Http404(_("Deze editie kennen wij niet."))
    found.series = parent  # with its names at hand
    entries = CalendarEntry.objects.filter(edition=found)
    page = reverse("edition", args=[found.series.slug, found.slug])
    return feed(request, entries, key=f"edition-{found.pk}", name=found.name_in(get_language() or "nl"), page=page, refresh=pace(found))


@require_safe
def of_occurrence(request: HttpRequest, uid: str) -> HttpResponseBase:
    """One occurrence to download, under the UID it has in every feed (E2)."""
    entries = CalendarEntry.objects.filter(uid=uid)
    entry = entries.first()
    if entry is None:
        raise Http404(_("Deze activiteit kennen wij niet."))
    texts = entry.in_language(get_language() or "nl")
    page = str(texts["url"]).removeprefix(settings.SITE_URL)
    response = feed(request, entries, key=f"occurrence-{uid}", name=str(texts["title"]), page=page, refresh="PT1H")
    if response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="{entry.event_code}.ics"'
    return response


def feed(request: HttpRequest, entries: CalendarEntryQuerySet, *, key: str, name: str, page: str, refresh: str) -> HttpResponseBase:
    """The calendar of ``entries`` after the query's filters, with validators; 304 when the client has it."""
    language = get_language() or "nl"
    selection = read_selection(request.GET)
    chosen = select_entries(entries, selection).ordered()
    changed_at = chosen.aggregate(at=Max("changed_at"))["at"] or EPOCH
    query = f"?{selection.query}" if selection.query else ""
    if query:
        key += f"-{hashlib.sha256(query.encode()).hexdigest()[:12]}"
    head = FeedHead(
        key=key, name=name, description=_("Programma van %(name)s") % {"name": name}, language=language, changed_at=changed_at,
        refresh=refresh, source=f"{settings.SITE_URL}{quote(request.path)}{query}", url=f"{settings.SITE_URL}{page}{query}",
    )
    vevents = list(chosen.values_list("vevent_en" if language == "en" else "vevent_nl", flat=True))
    body = render_feed(head, vevents, product=product(), uid_domain=settings.UID_DOMAIN)
    return answer(request, body, changed_at, filename=f"{key}.ics")


def answer(request: HttpRequest, body: bytes, changed_at: datetime, filename: str) -> HttpResponseBase:
    """RFC 9110 §13: a strong ETag from the bytes, Last-Modified in whole seconds; fit for a shared cache."""
    etag, modified = f'"{hashlib.sha256(body).hexdigest()[:32]}"', int(changed_at.timestamp())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    response["Cache-Control"] = "public, max-age=300"
    response["Content-Disposition"] = f'inline; filename="{filename}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response


def find_series(slug: str) -> Series:
    found = Series.objects.with_names().at_address(slug).first()
    if found is None:
        raise Http404(_("Deze reeks kennen wij niet."))
    return found


def pace(edition: Edition) -> str:
    """How often clients are asked to come back: a quarter of an hour while it runs, a day when it is over."""
    today = timezone.localdate()
    if edition.starts_on <= today <= edition.ends_on + timedelta(days=1):
        return "PT15M"
    return "P1D" if today > edition.ends_on else "PT1H"


def day_now() -> datetime:
    """Midnight today: the window of a rolling feed moves once a day, so its bytes stand still in between (A8)."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
