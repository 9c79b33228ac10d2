"""Every public address with the day it last changed, from published facts."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from events.models import CalendarEntry, Edition, Series
from newsletter.models import Issue

MOST = 24_000  # events; a sitemap holds 50,000 URLs, and each event has two

Page = tuple[str, list[str], datetime | None]  # name of its URL, arguments, last change (None = not known)


class PublicPages(Sitemap[Page]):
    """Everything the public may read, each page in every language."""

    i18n = True

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.SITE_URL.partition("://")[0]

    def get_domain(self, site: object = None) -> str:
        return settings.SITE_URL.partition("://")[2]

    def items(self) -> list[Page]:
        return list(all_pages())

    def location(self, item: Page) -> str:
        name, args, _ = item
        return reverse(name, args=args)

    def lastmod(self, item: Page) -> datetime | None:
        return item[2]


def all_pages() -> Iterator[Page]:
    newest = CalendarEntry.objects.aggregate(at=Max("changed_at"))["at"]
    for name in ("home", "agenda"):
        yield name, [], newest
    for name in ("newsletter", "accessibility", "privacy", "security"):
        yield name, [], None
    for series in Series.objects.annotate(at=Max("entries__changed_at")):
        yield "series", [series.slug], series.at
    for edition in Edition.objects.visible().select_related("series").annotate(at=Max("entries__changed_at")):
        yield "edition", [edition.series.slug, edition.slug], edition.at
    yield from event_pages()
    for issue in Issue.objects.archived().defer("body", "body_en"):
        yield "issue", [issue.slug], issue.sent_at


def event_pages() -> Iterator[Page]:
    """One page an event, however many occurrences it has; the latest ones first where there are very many."""
    rows = CalendarEntry.objects.order_by("-starts_at").values_list("event_code", "facts__slug", "changed_at")
    latest: dict[str, tuple[str, datetime]] = {}
    for code, slug, changed_at in rows.iterator(chunk_size=2000):
        known = latest.get(code)
        latest[code] = (slug or "x", max(changed_at, known[1]) if known else changed_at)
        if len(latest) >= MOST:
            break
    for code, (slug, changed_at) in latest.items():
        yield "event", [slug, code], changed_at
