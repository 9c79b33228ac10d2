"""The facts of an entry as iCalendar: what of them each property of a VEVENT says. Pure."""

import hashlib
from datetime import datetime
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from events.ical import Conference, Event, Organizer, Place, Status, Text, render_event, vtimezone
from events.models.facts import FALLBACK, Facts, moment
from events.shell.identity import Sender
from subscribers.pictures.markup import jpeg_at
from subscribers.plaintext import one_line

from .entry_text import WORDS, description_of, is_fallback, is_mostly_fallback, summary_of

WIDE = 1072  # pixels
FORMAT_VERSION = "4"  # raise it with every change of what is written here or in events.ical: calendars are told anew


def rendering_key(sender: Sender, zone: ZoneInfo, *, brief: bool) -> str:
    """What the bytes of an entry depend on beside its facts."""
    return hashlib.sha256(repr((FORMAT_VERSION, sender, vtimezone(zone), brief)).encode()).hexdigest()


def render_vevent(
    facts: Facts,
    *,
    sequence: int,
    created_at: datetime,
    changed_at: datetime,
    language: str,
    sender: Sender,
    zone: ZoneInfo,
    brief: bool = False,
) -> str:
    """The VEVENT of an entry for everybody; ``brief`` as in ``description_of``."""
    texts = facts[language]
    event = Event(
        uid=f"{facts['uid']}@{sender.uid_domain}",
        sequence=sequence,
        created_at=created_at,
        changed_at=changed_at,
        status=Status.CONFIRMED if facts["status"] == "scheduled" else Status.CANCELLED,
        starts_at=moment(facts["startsAt"]),
        ends_at=moment(facts["endsAt"]),
        all_day=facts["allDay"],
        zone=zone,
        summary=spoken(summary_of(facts, language), is_dutch=is_fallback(texts, "title")),
        description=spoken(
            description_of(facts, language, brief=brief), is_dutch=is_mostly_fallback(facts, language, brief=brief)
        ),
        place=place_of(facts, language),
        url=texts["url"],
        image="" if brief else image_of(facts, language),
        categories=tuple(one_line(name) for name in texts["terms"]),
        classification="PUBLIC",
        organizer=organizer_of(sender),
        conference=None if brief else conference_of(facts, language),
    )
    return render_event(event)


def spoken(text: str, *, is_dutch: bool) -> Text:
    """With its language where that is not the one of the feed."""
    return Text(text, FALLBACK if is_dutch else "")


def place_of(facts: Facts, language: str) -> Place:
    """A place in words that was never translated says so (E19); the name of a building is a name in any language."""
    texts, venue = facts[language], facts["venue"]
    words = spoken(texts["location"], is_dutch=is_fallback(texts, "place"))
    if not venue or venue["lat"] is None or venue["lon"] is None:
        return Place(words)
    street = ", ".join(line for line in (venue["street"], f"{venue['postcode']} {venue['city']}".strip()) if line)
    return Place(words, (venue["lat"], venue["lon"]), name=one_line(texts["place"]), street=one_line(street))


def image_of(facts: Facts, language: str) -> str:
    """Its whole URL, "" for none; as wide as a calendar shows it."""
    image = facts.get("image")
    return urljoin(facts[language]["url"], jpeg_at(image["url"], image.get("widths", ()), WIDE)) if image else ""


def conference_of(facts: Facts, language: str) -> Conference | None:
    return Conference(facts["streamUrl"], WORDS[language]["stream"]) if facts["streamUrl"] else None


def organizer_of(sender: Sender) -> Organizer:
    return Organizer(one_line(sender.name), sender.address)
