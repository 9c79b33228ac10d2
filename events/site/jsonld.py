"""schema.org Event, equal to what the page shows. Pure."""

import json
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.safestring import SafeString, mark_safe

from events.models import CalendarEntry
from events.models.facts import is_free

SCHEMA = "https://schema.org/"


def event_data(entry: CalendarEntry, language: str, site_url: str, seats_state: str = "") -> dict[str, Any]:
    """One occurrence; times with their offset, a whole day as dates; ``seats_state`` "full": no seat is left."""
    facts, texts = entry.facts, entry.in_language(language)
    starts, ends = timezone.localtime(entry.starts_at), timezone.localtime(entry.ends_at)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": f"{texts['url']}#{facts['uid']}",
        "name": texts["title"],
        "description": texts["summary"],
        "url": texts["url"],
        "startDate": starts.date().isoformat() if facts["allDay"] else starts.isoformat(),
        "eventStatus": SCHEMA + status(entry),
        "eventAttendanceMode": SCHEMA + attendance(facts),
        "location": location(facts, texts),
        "superEvent": edition_data(entry, language, site_url),
        "offers": offer(facts, texts, seats_state),
        "organizer": [{"@type": "Organization", "name": name} for name in texts["organisers"]],  # type: ignore[attr-defined]
        "performer": [{"@type": "Person", "name": speaker["name"]} for speaker in texts["speakers"]],  # type: ignore[attr-defined]
        "image": urljoin(site_url, facts["image"]["url"] if facts["image"] else f"/beeld/{facts['code']}.png"),
    }
    if facts["endKnown"]:
        data["endDate"] = (ends - timedelta(seconds=1)).date().isoformat() if facts["allDay"] else ends.isoformat()
    data["inLanguage"] = {"both": ["nl", "en"], "any": ""}.get(facts["language"], facts["language"])
    if is_free(facts):
        data["isAccessibleForFree"] = True
    if before := start_before(entry):
        was = timezone.localtime(before)
        data["previousStartDate"] = was.date().isoformat() if facts["allDay"] else was.isoformat()
    return {key: value for key, value in data.items() if value not in ([], {}, "", None)}


def status(entry: CalendarEntry) -> str:
    told = {"cancelled": "EventCancelled", "postponed": "EventPostponed"}.get(entry.facts["status"])
    return told or ("EventRescheduled" if start_before(entry) else "EventScheduled")


def start_before(entry: CalendarEntry) -> datetime | None:
    """When it would have begun before the last move; None when that is the same or it never moved."""
    before = parse_datetime(entry.previous["startsAt"]) if entry.previous else None
    return before if before != entry.starts_at else None


def attendance(facts: dict[str, Any]) -> str:
    if only_online(facts):
        return "OnlineEventAttendanceMode"
    return "MixedEventAttendanceMode" if facts["streamUrl"] else "OfflineEventAttendanceMode"


def edition_data(entry: CalendarEntry, language: str, site_url: str) -> dict[str, Any]:
    """The edition it is in, with the name of its time; {} for what stands on its own."""
    edition = entry.edition
    if edition is None:
        return {}
    return {
        "@type": "Event",
        "name": edition.name_in(language),
        "url": site_url + reverse("edition", args=[edition.series.slug, edition.slug]),
        "startDate": edition.starts_on.isoformat(),
        "endDate": edition.ends_on.isoformat(),
    }


def offer(facts: dict[str, Any], texts: dict[str, Any], seats_state: str) -> dict[str, Any]:
    """How to get in: where, and for nothing where that is so; a price in words is no number. {} for a guest list."""
    if facts["wayIn"] == "invited":
        return {}
    here = texts["register"] if facts["status"] == "scheduled" else ""
    address = facts["ticketUrl"] if facts["wayIn"] == "elsewhere" else here
    made = {"@type": "Offer", "url": address or texts["url"]}
    if is_free(facts):
        made |= {"price": "0", "priceCurrency": "EUR"}
    if facts["status"] == "scheduled" and facts["wayIn"] != "elsewhere" and seats_state not in ("soon", "closed"):
        made["availability"] = SCHEMA + ("SoldOut" if seats_state == "full" else "InStock")
    return made


def only_online(facts: dict[str, Any]) -> bool:
    return bool(facts["streamUrl"]) and facts["venue"] is None


def location(facts: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any] | list[dict[str, Any]]:
    """The place, the stream, or both."""
    stream = {"@type": "VirtualLocation", "url": facts["streamUrl"]}
    if only_online(facts):
        return stream
    return [place(facts, texts), stream] if facts["streamUrl"] else place(facts, texts)


def place(facts: dict[str, Any], texts: dict[str, Any]) -> dict[str, Any]:
    venue = facts["venue"]
    if venue is None:
        return {"@type": "Place", "name": texts["place"], "address": texts["location"]}
    address = {"streetAddress": venue["street"], "postalCode": venue["postcode"], "addressLocality": venue["city"]}
    made = {"@type": "Place", "name": texts["place"], "address": {"@type": "PostalAddress", **address}}
    if venue["lat"] is not None and venue["lon"] is not None:
        made["geo"] = {"@type": "GeoCoordinates", "latitude": venue["lat"], "longitude": venue["lon"]}
    return made


def as_script(data: list[dict[str, Any]]) -> SafeString:
    """JSON that cannot end its script element, whatever is in the texts."""
    text = json.dumps(data[0] if len(data) == 1 else data, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))
