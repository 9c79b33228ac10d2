"""Atom (RFC 4287) and JSON Feed 1.1."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from events.facts import utc
from events.models import CalendarEntry

ATOM = "http://www.w3.org/2005/Atom"
EVENT = "http://purl.org/rss/1.0/modules/event/"
ET.register_namespace("", ATOM)
ET.register_namespace("ev", EVENT)


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
        facts, texts = entry.facts, texts_of(entry, header.language)
        item = ET.SubElement(feed, f"{{{ATOM}}}entry")
        put(item, "id", f"urn:uuid:{facts['uid']}")
        put(item, "title", texts["title"])
        put(item, "published", utc(entry.first_published_at))
        put(item, "updated", utc(entry.changed_at))
        ET.SubElement(item, f"{{{ATOM}}}link", {"href": texts["url"]})
        put(item, "summary", texts["summary"])
        put(item, "content", texts["text"])
        for name in texts["terms"]:
            ET.SubElement(item, f"{{{ATOM}}}category", {"term": name})
        for name, value in (
            ("startdate", facts["startsAt"]),
            ("enddate", facts["endsAt"]),
            ("location", texts["location"]),
            ("type", entry.status),
        ):
            ET.SubElement(item, f"{{{EVENT}}}{name}").text = value
    return as_bytes(feed)


def atom_head(header: Header) -> ET.Element:
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": header.language})
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
        "title": texts["title"],
        "summary": texts["summary"],
        "content_text": texts["text"],
        "language": texts["lang"],
        "date_published": utc(entry.first_published_at),
        "date_modified": utc(entry.changed_at),
        "tags": texts["terms"],
        "_event": {
            "startsAt": facts["startsAt"],
            "endsAt": facts["endsAt"],
            "allDay": facts["allDay"],
            "status": entry.status,
            "reason": texts["reason"],
            "sequence": entry.sequence,
            "place": texts["place"],
            "location": texts["location"],
            "spoken": facts["language"],
            "kind": facts["kind"],
            "wayIn": facts["wayIn"],
            "access": facts["access"],
            "organisers": texts["organisers"],
        },
    }


def texts_of(entry: CalendarEntry, language: str) -> dict[str, Any]:
    texts: dict[str, Any] = entry.facts["en" if language == "en" else "nl"]
    return texts


def dump(document: dict[str, Any] | Sequence[Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
