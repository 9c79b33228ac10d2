"""Every public address with the day it last changed, from published facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import translation

from events.models import CalendarEntry, Edition, Series
from newsletter.models import Issue

MOST = 24_000  # events; a sitemap holds 50,000 addresses, and each event has two


@dataclass(frozen=True)
class Address:
    """One page in one language; ``changed_at`` None = not known."""

    url: str
    changed_at: datetime | None = None


def site_addresses() -> list[Address]:
    """Dutch and English addresses of everything the public may read."""
    found: list[Address] = []
    pages = list(all_pages())
    for language in ("nl", "en"):
        with translation.override(language):
            found += [Address(settings.SITE_URL + reverse(name, args=args), at) for name, args, at in pages]
    return found


def all_pages() -> Iterator[tuple[str, list[str], datetime | None]]:
    """(name, arguments, last change) of each page."""
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


def event_pages() -> Iterator[tuple[str, list[str], datetime]]:
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
