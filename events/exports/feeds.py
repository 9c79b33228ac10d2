"""Atom (RFC 4287) and JSON Feed 1.1."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from events.ledger.entry_text import description_of, prefix_of
from events.models import CalendarEntry
from events.models.facts import Facts, utc

ATOM = "http://www.w3.org/2005/Atom"
EVENT = "http://purl.org/rss/1.0/modules/event/"
GEORSS = "http://www.georss.org/georss"
STATUS = "https://www.rfc-editor.org/rfc/rfc5545#section-3.8.1.11"  # of which a category is the STATUS
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ET.register_namespace("", ATOM)
ET.register_namespace("ev", EVENT)
ET.register_namespace("georss", GEORSS)

FACTS = (
    "startsAt", "endsAt", "endKnown", "allDay", "continuous", "day", "series", "edition", "kind", "wayIn", "ticketUrl",
    "streamUrl", "access",
)  # fmt: skip
TEXTS = ("reason", "text", "place", "location", "price", "track", "choice", "organisers", "speakers")


@dataclass(frozen=True)
class Header:
    """Of what this is a feed: ``ident`` never changes, ``address`` is its own, ``page`` the one for people."""

    ident: str
    title: str
    author: str
    address: str
    page: str
    language: str
    updated: datetime


def atom(header: Header, entries: Iterable[CalendarEntry]) -> bytes:
    """One entry per occurrence; times and place in the event module's elements beside the words."""
    feed = atom_head(header)
    for entry in entries:
        add_entry(feed, entry, header.language)
    return as_bytes(feed)


def add_entry(feed: ET.Element, entry: CalendarEntry, language: str) -> None:
    facts, texts = entry.facts, texts_of(entry, language)
    item = ET.SubElement(feed, f"{{{ATOM}}}entry", {XML_LANG: texts["lang"]} if texts["lang"] != language else {})
    put(item, "id", f"urn:uuid:{facts['uid']}")
    put(item, "title", headline(facts, language))
    put(item, "published", utc(entry.first_published_at))
    put(item, "updated", utc(entry.changed_at))
    ET.SubElement(item, f"{{{ATOM}}}link", {"href": texts["url"]})
    put(item, "summary", texts["summary"])
    put(item, "content", description_of(facts, language))
    for name in texts["terms"]:
        ET.SubElement(item, f"{{{ATOM}}}category", {"term": name})
    ET.SubElement(item, f"{{{ATOM}}}category", {"term": entry.status, "scheme": STATUS})
    for name, value in (
        ("startdate", facts["startsAt"]),
        ("enddate", facts["endsAt"]),
        ("location", texts["location"]),
        ("type", facts["kind"]),
        *(("organizer", name) for name in texts["organisers"]),
    ):
        ET.SubElement(item, f"{{{EVENT}}}{name}").text = value
    if point := point_of(facts):
        ET.SubElement(item, f"{{{GEORSS}}}point").text = f"{point['lat']} {point['lon']}"


def atom_head(header: Header) -> ET.Element:
    feed = ET.Element(f"{{{ATOM}}}feed", {XML_LANG: header.language})
    put(feed, "id", header.ident)
    put(feed, "title", header.title)
    put(feed, "updated", utc(header.updated))
    ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "type": "application/atom+xml", "href": header.address})
    ET.SubElement(feed, f"{{{ATOM}}}link", {"href": header.page})
    put(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", header.author)
    return feed


def put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}").text = text


def as_bytes(root: ET.Element) -> bytes:
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def json_feed(header: Header, entries: Iterable[CalendarEntry]) -> bytes:
    """JSON Feed 1.1; what it has no word for stands under ``_event``."""
    return dump({**json_head(header), "items": [json_item(entry, header.language) for entry in entries]})


def json_head(header: Header) -> dict[str, Any]:
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": header.title,
        "home_page_url": header.page,
        "feed_url": header.address,
        "language": header.language,
        "authors": [{"name": header.author}],
    }


def json_item(entry: CalendarEntry, language: str) -> dict[str, Any]:
    facts, texts = entry.facts, texts_of(entry, language)
    return {
        "id": facts["uid"],
        "url": texts["url"],
        "title": headline(facts, language),
        "summary": texts["summary"],
        "content_text": description_of(facts, language),
        "language": texts["lang"],
        "date_published": utc(entry.first_published_at),
        "date_modified": utc(entry.changed_at),
        "tags": texts["terms"],
        "_event": event_of(entry, language),
    }


def event_of(entry: CalendarEntry, language: str) -> dict[str, Any]:
    """The facts by their own names, texts in one language; ``title`` without what is said before it."""
    facts, texts = entry.facts, texts_of(entry, language)
    return {
        "title": texts["title"],
        "sequence": entry.sequence,
        "status": entry.status,
        **{name: facts[name] for name in FACTS},
        **{name: texts[name] for name in TEXTS},
        "register": texts.get("register", "") if facts["status"] == "scheduled" else "",
        "spoken": facts["language"],
        "point": point_of(facts),
    }


def headline(facts: Facts, language: str) -> str:
    """The whole title, after the word that it is off: readers that know nothing of a status show this alone."""
    title: str = facts[language]["title"]
    return prefix_of(facts, language) + title


def point_of(facts: Facts) -> dict[str, float] | None:
    """WGS84, as the calendar has it: six decimals."""
    venue = facts["venue"]
    if not venue or venue["lat"] is None or venue["lon"] is None:
        return None
    return {"lat": round(venue["lat"], 6), "lon": round(venue["lon"], 6)}


def texts_of(entry: CalendarEntry, language: str) -> dict[str, Any]:
    texts: dict[str, Any] = entry.facts["en" if language == "en" else "nl"]
    return texts


def dump(document: dict[str, Any] | Sequence[Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
