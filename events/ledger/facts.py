"""What the public sees of an occurrence, as plain data; the same for feed, page, API and newsletter.

Pure: rows in (with everything prefetched, see ``EventQuerySet.with_facts``), JSON-able dict out; no query, no clock.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import nh3

from events.models import Event, Occurrence, Venue
from events.models.facts import FALLBACK, LANGUAGES, Facts, Surroundings, utc
from events.models.texts import in_language
from subscribers.plaintext import html_to_text, lines, one_line

from .pictures import image_facts

ALLOWED_TAGS = {"p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "a", "h3", "h4"}


def occurrence_facts(event: Event, occurrence: Occurrence, around: Surroundings) -> Facts:
    """Public facts of one occurrence; keys as in ``docs/architecture.md``, section *Facts*."""
    starts_at, ends_at = span_of(event, occurrence, around["zone"])
    edition = event.edition
    return {
        "uid": str(occurrence.public_id),
        "code": event.code,
        "slug": event.slug,
        "series": edition.series.slug if edition else None,
        "edition": edition.slug if edition else None,
        "startsAt": utc(starts_at),
        "endsAt": utc(ends_at),
        "endKnown": occurrence.all_day or occurrence.ends_at is not None,
        "allDay": occurrence.all_day,
        "continuous": occurrence.is_continuous,
        "day": programme_day(event, occurrence, around["zone"]).isoformat(),
        "kind": event.kind,
        "language": event.language,
        "status": status_of(event, occurrence),
        "wayIn": occurrence.way_in,
        "ticketUrl": one_line(occurrence.ticket_url),
        "streamUrl": one_line(occurrence.stream_url),
        "capacity": occurrence.capacity,
        "partyLimit": occurrence.party_limit,
        "choice": occurrence.choice_id,
        "venue": venue_facts(occurrence.venue),
        "access": access_of(event, occurrence.venue),
        "terms": [term.slug for term in by_slug(event.terms.all())],
        "organisers": [organiser.slug for organiser in by_slug(event.organisers.all())],
        "highlight": event.is_highlight,
        "image": image_facts(event),
        **{language: texts_of(event, occurrence, language, around) for language in LANGUAGES},
    }


def texts_of(event: Event, occurrence: Occurrence, language: str, around: Surroundings) -> Facts:
    """The texts of one language; what has no English is Dutch: ``lang`` says so of the title, ``fallbacks`` of each."""
    html = sanitise(in_language(event, "text", language))
    place, location = place_of(occurrence, language, around["zone"])
    edition, choice = event.edition, occurrence.choice
    reason = one_line(in_language(occurrence, "status_reason", language))
    if edition and edition.is_cancelled:
        reason = one_line(in_language(edition, "cancelled_reason", language)) or reason
    return {
        "lang": "en" if language == "en" and event.title_en else "nl",
        "fallbacks": fallbacks_of(event, occurrence, language),
        "title": one_line(in_language(event, "title", language)),
        "summary": one_line(in_language(event, "summary", language)),
        "html": html,
        "text": html_to_text(html),
        "place": place,
        "placeWords": one_line(in_language(occurrence, "place", language)),
        "location": location,
        "reason": reason,
        "price": one_line(in_language(occurrence, "price", language)),
        "track": one_line(in_language(event, "track", language)),
        "choice": one_line(in_language(choice, "name", language)) if choice else "",
        "accessNote": one_line(in_language(occurrence.venue, "access_note", language)) if occurrence.venue else "",
        "url": event_url(event.slug, event.code, language, around["site_url"]),
        "register": register_url(str(occurrence.public_id), language, around["site_url"])
        if takes_registrations(event, occurrence)
        else "",
        "terms": [one_line(term.name_in(language)) for term in by_slug(event.terms.all())],
        "organisers": [one_line(organiser.name_in(language)) for organiser in by_slug(event.organisers.all())],
        "speakers": [
            {
                "name": one_line(s.name),
                "role": one_line(in_language(s, "role", language)),
                "bio": one_line(in_language(s, "bio", language)),
            }
            for s in event.speakers.all()
        ],
        "imageAlt": one_line(event.image_alt),
    }


def fallbacks_of(event: Event, occurrence: Occurrence, language: str) -> list[str]:
    """Names of the texts that stand here in ``FALLBACK`` for want of a translation (names of buildings are names)."""
    if language == FALLBACK:
        return []
    edition = event.edition
    reason: tuple[Any, str] = (occurrence, "status_reason")
    if edition and edition.is_cancelled and edition.cancelled_reason:
        reason = (edition, "cancelled_reason")
    fields: dict[str, tuple[Any, str]] = {
        **{name: (event, name) for name in ("title", "summary", "text", "track")},
        **{name: (occurrence, name) for name in ("place", "price")},
        "reason": reason,
    }
    return [
        name for name, (row, field) in fields.items() if getattr(row, field) and not getattr(row, f"{field}_{language}")
    ]


def relocated(facts: Facts, site_url: str) -> Facts:
    """The same facts at another site address, for what has no rows any more to make them from."""
    told = {}
    for language in LANGUAGES:
        texts = {**facts[language], "url": event_url(facts["slug"], facts["code"], language, site_url)}
        if texts.get("register"):
            texts["register"] = register_url(facts["uid"], language, site_url)
        told[language] = texts
    return {**facts, **told}


def by_slug(rows: Iterable[Any]) -> list[Any]:
    """One order for addresses and for names, whatever order they were chosen in."""
    return sorted(rows, key=lambda row: row.slug)


def span_of(event: Event, occurrence: Occurrence, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Begin and end; the edition's default duration where staff gave no end.

    All day is whole local days, also where a row was written past the form: a calendar takes no day without an end.
    """
    minutes = event.edition.default_minutes if event.edition else 60
    starts_at = occurrence.starts_at
    ends_at = occurrence.ends_at or starts_at + timedelta(minutes=max(1, minutes))
    if not occurrence.all_day:
        return starts_at, ends_at
    first, last = starts_at.astimezone(zone), ends_at.astimezone(zone) - timedelta(microseconds=1)
    return day_begin(first.date(), zone), day_begin(max(first, last).date() + timedelta(days=1), zone)


def day_begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def status_of(event: Event, occurrence: Occurrence) -> str:
    """A cancelled edition cancels what is in it."""
    return "cancelled" if event.edition and event.edition.is_cancelled else occurrence.status


def programme_day(event: Event, occurrence: Occurrence, zone: ZoneInfo) -> date:
    """The day a visitor would call it: what begins before the edition's ``day_ends_at`` belongs to the evening before.

    An all-day occurrence begins at midnight and belongs to its own date.
    """
    local = occurrence.starts_at.astimezone(zone)
    edition = event.edition
    night = (
        edition and not occurrence.all_day and local.time() < edition.day_ends_at and local.date() > edition.starts_on
    )
    return local.date() - timedelta(days=1) if night else local.date()


def place_of(occurrence: Occurrence, language: str, zone: ZoneInfo) -> tuple[str, str]:
    """(where in a few words, where with the address) on one line, under the names of that day."""
    words = one_line(in_language(occurrence, "place", language))
    venue = occurrence.venue
    if venue is None:
        place = words or one_line(occurrence.stream_url)
        return place, place
    day = occurrence.starts_at.astimezone(zone).date()
    building = venue.parent or venue
    names = [one_line(v.name_on(day, language)) for v in ([building, venue] if venue.parent else [venue])]
    place = ", ".join([*names, *([words] if words else [])])
    address = [building.street, f"{building.postcode} {building.city}".strip()]
    return place, ", ".join([place, *(one_line(line) for line in address if line)])


def venue_facts(venue: Venue | None) -> Facts | None:
    """Address and WGS84 coordinates; a room has those of its building."""
    if venue is None:
        return None
    building = venue.parent or venue
    return {
        "slug": venue.slug,
        "parent": venue.parent.slug if venue.parent else None,
        "street": building.street,
        "postcode": building.postcode,
        "city": building.city,
        "lat": venue.lat if venue.lat is not None else building.lat,
        "lon": venue.lon if venue.lon is not None else building.lon,
    }


def access_of(event: Event, venue: Venue | None) -> list[str]:
    """The access facts that hold, of the event or of the very room: a ramp at the door says nothing of the attic."""
    signs = ("wheelchair", "ring_loop", "sign_language", "low_stimulus")
    return [sign for sign in signs if getattr(event, sign) or getattr(venue, sign, False)]


def event_url(slug: str, code: str, language: str, site_url: str) -> str:
    return f"{site_url}{'/en' if language == 'en' else ''}/evenement/{slug or 'x'}-{code}/"


def register_url(uid: str, language: str, site_url: str) -> str:
    return f"{site_url}{'/en' if language == 'en' else ''}/aanmelden/{uid}/"


def takes_registrations(event: Event, occurrence: Occurrence) -> bool:
    """Whether one says here that one comes; not where that is not asked, not ours, or no longer of use."""
    return occurrence.way_in in Occurrence.REGISTERED_HERE and status_of(event, occurrence) == "scheduled"


def sanitise(html: str) -> str:
    """Rich text with the few tags a page needs, links of known kinds only."""
    return nh3.clean(
        lines(html),
        tags=ALLOWED_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto", "tel"},
        link_rel="noopener",
    )
