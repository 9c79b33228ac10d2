"""Addresses of our own site, judged by router and rows. Never fetched: the site may be this machine."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import timezone, translation
from django.utils.translation import get_language_from_path
from django.utils.translation import gettext as _

from events.models import CalendarEntry, Edition, Event, Occurrence, Series
from newsletter.models import Issue

from .snapshot import EventFact

DESK = ("/beheer/", "/en/beheer/", "/dev/", "/webhooks/", "/d/")
OF_EVENTS = ("event", "short-link")
OF_MOMENTS = ("register", "occurrence-ics")


@dataclass(slots=True)
class Judged:
    """By address: why nobody may be sent there (a clause), and the event it leads to."""

    dead_ends: dict[str, str] = field(default_factory=dict)
    events: dict[str, EventFact] = field(default_factory=dict)


def judge_links(urls: Iterable[str], issue: Issue, at: datetime) -> Judged:
    """Of ``urls`` those on our own site; the number of queries does not grow with them."""
    judged, matches = Judged(), {}
    for url in sorted(url for url in urls if is_ours(url)):
        match = match_of(url)
        if match is None:
            judged.dead_ends[url] = _("leidt naar een pagina die er niet is")
        elif why := why_private(url, match):
            judged.dead_ends[url] = why
        else:
            matches[url] = match
    judge_events(matches, judged, at)
    judge_issues(matches, judged, issue)
    judge_programmes(matches, judged)
    return judged


def is_ours(url: str) -> bool:
    try:
        return url.startswith(("http://", "https://")) and urlsplit(url).netloc == urlsplit(settings.SITE_URL).netloc
    except ValueError:
        return False


def match_of(url: str) -> ResolverMatch | None:
    """What answers at the address, in the language of its prefix."""
    path = unquote(urlsplit(url).path) or "/"
    with translation.override(get_language_from_path(path) or "nl"):
        try:
            return resolve(path)
        except Resolver404:
            return None


def why_private(url: str, match: ResolverMatch) -> str:
    if urlsplit(url).path.startswith(DESK):
        return _("leidt naar een plek waar lezers niet mogen komen")
    return _("is van één persoon") if "token" in match.kwargs else ""


def judge_events(matches: dict[str, ResolverMatch], judged: Judged, at: datetime) -> None:
    codes = {url: str(match.kwargs["code"]) for url, match in matches.items() if match.url_name in OF_EVENTS}
    moments = {url: match.kwargs["uid"] for url, match in matches.items() if match.url_name in OF_MOMENTS}
    if not codes and not moments:
        return
    by_uid = dict(CalendarEntry.objects.filter(uid__in=moments.values()).values_list("uid", "event_code"))
    codes |= {url: by_uid.get(uid, "") for url, uid in moments.items()}
    entries: dict[str, list[CalendarEntry]] = {}
    for entry in CalendarEntry.objects.filter(event_code__in=set(codes.values())).without_vevents().in_order():
        entries.setdefault(entry.event_code, []).append(entry)
    full, live = full_occurrences(codes.values()), live_codes(codes.values())
    for url, code in codes.items():
        if code not in entries:
            judged.dead_ends[url] = _("leidt naar een evenement dat niet gepubliceerd is")
        elif code not in live:
            judged.dead_ends[url] = _("leidt naar een evenement dat is ingetrokken")
        else:
            judged.events[url] = event_fact(entries[code], full)


def live_codes(codes: Iterable[str]) -> set[str]:
    return set(Event.objects.filter(code__in=set(codes), live=True).values_list("code", flat=True))


def full_occurrences(codes: Iterable[str]) -> set[int]:
    """Keys of those that have no seat left."""
    rows = Occurrence.objects.filter(event__code__in=set(codes), capacity__isnull=False).with_seats_taken()
    return {row.pk for row in rows if row.seats_free(row.seats_taken) == 0}  # type: ignore[attr-defined]


def event_fact(entries: list[CalendarEntry], full: set[int]) -> EventFact:
    on = [entry for entry in entries if entry.status == CalendarEntry.Status.CONFIRMED]
    shown = on or entries
    return EventFact(
        title=str(shown[0].facts["nl"]["title"]),
        is_off=not on,
        ends_at=max(entry.ends_at for entry in shown),
        hours=frozenset(
            f"{timezone.localtime(moment):%H:%M}" for entry in shown for moment in (entry.starts_at, entry.ends_at)
        ),
        is_full=bool(on) and all(entry.occurrence_id in full for entry in on),
    )


def judge_issues(matches: dict[str, ResolverMatch], judged: Judged, issue: Issue) -> None:
    slugs = {url: str(match.kwargs["slug"]) for url, match in matches.items() if match.url_name == "issue"}
    if slugs:
        readable = set(Issue.objects.readable().filter(slug__in=slugs.values()).values_list("slug", flat=True))
        for url, slug in slugs.items():
            if slug not in readable and slug != issue.slug:
                judged.dead_ends[url] = _("leidt naar een nummer dat nog niet te lezen is")


def judge_programmes(matches: dict[str, ResolverMatch], judged: Judged) -> None:
    wanted = {url: match.kwargs for url, match in matches.items() if match.url_name in ("series", "edition")}
    if not wanted:
        return
    series = set(Series.objects.values_list("slug", flat=True))
    editions = set(Edition.objects.values_list("series__slug", "slug"))
    for url, names in wanted.items():
        found = (names["series"], names["edition"]) in editions if "edition" in names else names["series"] in series
        if not found:
            judged.dead_ends[url] = _("leidt naar een pagina die er niet is")
