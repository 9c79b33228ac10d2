"""One event: when, where and how for each of its moments, then the rest."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.calendar.links import google_event, map_link, outlook_event
from events.listing.pieces import about_entry, inline, printed_code, seats_of
from events.listing.rows import DASH, Row, event_path, make_row
from events.models import CalendarEntry, Occurrence
from events.models.facts import Facts
from events.models.seats import Seats
from events.registration.sentences import queue_rule
from events.shell.crowds_shown import SAID, Level, shown_crowds
from events.shell.labels import ACCESS_SENTENCES, KINDS, LANGUAGES, WAYS_IN
from events.shell.language import language_now
from events.shell.showing import programme_rule
from events.shell.wording import when_in_words
from subscribers.caching.rules import cached

from .jsonld import as_script, event_data

IN_DATA = 20
IN_FULL = 3  # so many moments are shown with all their facts; of more, the first, and the others as lines


@dataclass(frozen=True)
class Moment:
    """One occurrence as the page shows it; ``register`` is the address of its form, "" when there is none."""

    row: Row
    facts: Facts
    texts: Facts
    when: str
    way_in: str
    is_past: bool
    register: str
    has_link: bool  # whoever registered can have the link mailed again
    ics: str
    google: str
    outlook: str
    map: str

    crowd: str  # how busy it is there now, in words; "" where nobody counts
    queue_rule: str  # in which order who waits gets a place; "" where nobody could

    @property
    def register_said(self) -> str:
        return _("Op de wachtlijst") if self.row.seats_state == "full" else _("Aanmelden")


@cached(programme_rule())
@require_safe
def event_page(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    entries = find_entries(code)
    address = event_path(entries[0].facts)
    if request.path != address:
        return HttpResponsePermanentRedirect(address)
    return render(request, "events/site/event.html", page_context(entries))


def page_context(entries: list[CalendarEntry]) -> dict[str, object]:
    """Everything the page shows of one event's entries (at least one, in order of time)."""
    moments = make_moments(entries)
    coming = [moment for moment in moments if not moment.is_past]
    shown = coming or moments
    first = shown[0]
    in_full = len(shown) if len(shown) <= IN_FULL else 1
    entry = next(entry for entry in entries if str(entry.uid) == first.row.uid)
    return {
        "entry": entry,
        "edition_name": entry.edition.name_in(language_now()) if entry.edition else "",
        "first": first,
        "texts": first.texts,
        "facts": first.facts,
        "moments": shown[:in_full],
        "further": shown[in_full:],
        "past": [moment for moment in moments if moment.is_past] if coming else [],
        "is_over": not coming,
        "off": off_in_words([moment.facts["status"] for moment in shown]),
        "kind": KINDS.get(first.facts["kind"], ""),
        "spoken": LANGUAGES.get(first.facts["language"], ""),
        "access": [ACCESS_SENTENCES[sign] for sign in first.facts["access"] if sign in ACCESS_SENTENCES],
        "drawing": inline(entry.event_code, about_entry(entries[0])),
        "picture_url": urljoin(settings.SITE_URL, picture_path(first.facts)),
        "qr": printed_code(reverse("short-link", args=[entry.event_code])),
        "short": reverse("short-link", args=[entry.event_code]),
        "short_words": (settings.SITE_URL + reverse("short-link", args=[entry.event_code])).partition("://")[2],
        "star_next": event_path(first.facts),
        "lang": first.row.lang,
        "terms": [(term, lang_beside(term, dutch)) for term, dutch in beside_dutch(first, "terms")],
        "speakers": [speaker_line(*pair) for pair in beside_dutch(first, "speakers")],
        "data": as_script(structured(entries, moments)),
    }


def off_in_words(statuses: list[str]) -> str:
    """That nothing of it takes place as it was planned; "" when something does."""
    if "scheduled" in statuses:
        return ""
    return _("Dit is uitgesteld.") if "postponed" in statuses else _("Dit gaat niet door.")


def beside_dutch(moment: Moment, name: str) -> list[tuple[Any, Any]]:
    """Each in the language of the page with its Dutch, so that what is the same can be said to be Dutch."""
    return list(zip(moment.texts[name], moment.facts["nl"][name], strict=True))


def picture_path(facts: Facts) -> str:
    """The photo, or else the drawing, for other sites that show a link to the page."""
    return str(facts["image"]["url"] if facts["image"] else reverse("drawing-png", args=[facts["code"]]))


def lang_beside(said: str, dutch: str) -> str:
    """The language of a text that is the same in Dutch, where that is not the page's; else ""."""
    return "nl" if said == dutch and language_now() == "en" else ""


def speaker_line(speaker: Facts, dutch: Facts) -> Facts:
    return {**speaker, **{f"{name}_lang": lang_beside(speaker[name], dutch[name]) for name in ("role", "bio")}}


def structured(entries: list[CalendarEntry], moments: list[Moment]) -> list[dict[str, Any]]:
    """The same for programs, of the first twenty that are to come; what is over only where there is room."""
    pairs = sorted(zip(entries, moments, strict=True), key=lambda pair: pair[1].is_past)
    return [
        event_data(entry, language_now(), settings.SITE_URL, moment.row.seats_state)
        for entry, moment in pairs[:IN_DATA]
    ]


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """The permanent short address, for QR codes and paper."""
    return HttpResponsePermanentRedirect(event_path(find_entries(code)[0].facts))


def find_entries(code: str) -> list[CalendarEntry]:
    """Everything the public was ever told about this event, in order of time."""
    entries = list(
        CalendarEntry.objects.filter(event_code=code)
        .in_order()
        .without_vevents()
        .select_related("edition__series")
        .prefetch_related("edition__series__former_names")
    )
    if not entries:
        raise Http404(_("Deze activiteit kennen wij niet."))
    return entries


def make_moments(entries: list[CalendarEntry]) -> list[Moment]:
    left, now = seats_of(entries), timezone.now()
    busy = shown_crowds([(str(entry.uid), entry.starts_at, entry.ends_at) for entry in entries], now)
    return [make_moment(entry, left.get(entry.occurrence_id or 0), busy.get(str(entry.uid)), now) for entry in entries]


def make_moment(entry: CalendarEntry, left: Seats | None, busy: Level | None, now: datetime) -> Moment:
    facts, texts = entry.facts, dict(entry.in_language(language_now()))
    row, venue = make_row(entry, language_now(), left), facts["venue"]
    is_past = entry.ends_at <= now
    here = (
        facts["wayIn"] in Occurrence.REGISTERED_HERE and not row.off and entry.starts_at > now and entry.occurrence_id
    )
    told = (
        str(texts["title"]),
        row.starts_at,
        row.ends_at,
        row.all_day,
        f"{texts['summary']}\n\n{texts['url']}",
        str(texts["location"]),
    )
    return Moment(
        row=row,
        facts=facts,
        texts=texts,
        when=when_in_words(facts, ZoneInfo(settings.TIME_ZONE)).replace("–", DASH),
        way_in=str(WAYS_IN.get(facts["wayIn"], "")),
        is_past=is_past,
        register=reverse("register", kwargs={"uid": entry.uid}) if here and row.takes_registrations else "",
        has_link=facts["wayIn"] in Occurrence.REGISTERED_HERE and not is_past,
        crowd=str(SAID[busy]) if busy and not row.off else "",
        queue_rule=queue_rule(left.pass_over_hours, left.promote_until_hours) if left and row.is_waiting_list else "",
        ics=reverse("occurrence-ics", kwargs={"uid": entry.uid}),
        google=google_event(*told),
        outlook=outlook_event(*told),
        map=map_link(venue["lat"], venue["lon"])
        if venue and venue["lat"] is not None and venue["lon"] is not None
        else "",
    )
