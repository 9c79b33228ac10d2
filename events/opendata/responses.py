"""Published facts turned into answers. No query: what is needed has been fetched."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from events.models import CalendarEntry

Response = dict[str, Any]


def occurrence_response(entry: CalendarEntry, language: str, seats_free: int | None) -> Response:
    """``seats_free``: None = unlimited. Nobody gets into what does not take place."""
    facts, texts = entry.facts, entry.in_language(language)
    return {
        **shared_response(entry, language),
        "id": entry.uid,
        "event_id": entry.event_code,
        "starts_at": entry.starts_at,
        "ends_at": entry.ends_at,
        "end_known": facts["endKnown"],
        "all_day": facts["allDay"],
        "continuous": facts["continuous"],
        "programme_date": facts["day"],
        "time_zone": settings.TIME_ZONE,
        "status": status_of(entry),
        "status_reason": texts["reason"],
        "way_in": facts["wayIn"],
        "capacity": facts["capacity"],
        "seats_free": seats_free if status_of(entry) == "scheduled" else 0,
        "party_limit": facts["partyLimit"],
        "price": texts["price"],
        "ticket_url": facts["ticketUrl"],
        "stream_url": facts["streamUrl"],
        "venue_id": facts["venue"]["slug"] if facts["venue"] else None,
        "place": texts["place"],
        "address": texts["location"],
        "previous": previous_response(entry, language),
        "calendar_url": page("occurrence-ics", entry.uid),
        "sequence": entry.sequence,
    }


def event_response(entries: Sequence[CalendarEntry], language: str) -> Response:
    """One event from all its entries, in their order; its texts are those that were told last."""
    latest = max(entries, key=lambda entry: (entry.status == CalendarEntry.Status.CONFIRMED, entry.changed_at))
    texts: Response = latest.in_language(language)
    states = {status_of(entry) for entry in entries}
    image = latest.facts["image"]
    return {
        **shared_response(latest, language),
        "id": latest.event_code,
        "html": texts["html"],
        "text": texts["text"],
        "speakers": texts["speakers"],
        "image": {**image, "url": urljoin(settings.SITE_URL, image["url"]), "alt": texts["imageAlt"]}
        if image
        else None,
        "status": next(state for state in ("scheduled", "postponed", "cancelled") if state in states),
        "occurrences": [entry.uid for entry in entries],
        "changed_at": max(entry.changed_at for entry in entries),
    }


def shared_response(entry: CalendarEntry, language: str) -> Response:
    facts, texts = entry.facts, entry.in_language(language)
    return {
        "title": texts["title"],
        "summary": texts["summary"],
        "text_language": texts["lang"],
        "kind": facts["kind"],
        "language": facts["language"],
        "series_id": facts["series"],
        "edition_id": edition_id(facts["series"], facts["edition"]) if facts["edition"] else None,
        "terms": facts["terms"],
        "organisers": facts["organisers"],
        "access": facts["access"],
        "highlight": facts["highlight"],
        "track": texts["track"],
        "url": texts["url"],
        "changed_at": entry.changed_at,
    }


def status_of(entry: CalendarEntry) -> str:
    """What has gone altogether counts as cancelled."""
    gone = entry.status == CalendarEntry.Status.CANCELLED and entry.facts["status"] == "scheduled"
    return "cancelled" if gone else str(entry.facts["status"])


def previous_response(entry: CalendarEntry, language: str) -> Response | None:
    before = entry.previous
    return before and {"starts_at": before["startsAt"], "ends_at": before["endsAt"], "place": before[language]["place"]}


def edition_id(series: str, edition: str) -> str:
    """One path segment: slugs have no dot."""
    return f"{series}.{edition}"


def page(name: str, *args: object) -> str:
    """The absolute address of a page of the site, in the language of the reader."""
    return settings.SITE_URL + reverse(name, args=args)
