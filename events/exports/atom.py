"""Atom (RFC 4287) by Django's generator: of the programme, and of what changed in it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.xmlutils import SimplerXMLGenerator

from events.ledger.entry_text import description_of
from events.models import CalendarEntry, Change

from .entry import Header, headline, point_of, texts_of

EVENT = "http://purl.org/rss/1.0/modules/event/"
GEORSS = "http://www.georss.org/georss"
STATUS = "https://www.rfc-editor.org/rfc/rfc5545#section-3.8.1.11"  # of which a category is the STATUS


class PlainTextAtom(Atom1Feed):
    """Summaries as plain text, where Django says they are HTML, and the time of a feed from its header, not the clock.

    An item may have ``content``, ``language`` (where it is another than the feed's), ``status`` and
    ``elements``: names with their prefix, and their text.
    """

    def __init__(self, header: Header) -> None:
        self.updated = header.updated
        super().__init__(
            title=header.title,
            link=header.page,
            description="",
            language=header.language,
            author_name=header.author,
            feed_url=header.address,
            feed_guid=header.ident,
        )

    def latest_post_date(self) -> datetime:
        return in_utc(self.updated)

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:ev": EVENT, "xmlns:georss": GEORSS}

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["language"]} if item.get("language") else {}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, {**item, "description": None})
        handler.addQuickElement("summary", item["description"])
        if item.get("content"):
            handler.addQuickElement("content", item["content"])
        if item.get("status"):
            handler.addQuickElement("category", "", {"term": item["status"], "scheme": STATUS})
        for name, value in item.get("elements", ()):
            handler.addQuickElement(name, value)

    def as_bytes(self) -> bytes:
        return self.writeString("utf-8").encode()


def in_utc(moment: datetime) -> datetime:
    """Naive, as the generator then writes ``Z``; whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)


def atom(header: Header, entries: Iterable[CalendarEntry]) -> bytes:
    """One entry per occurrence; times and place in the event module's elements beside the words."""
    feed = PlainTextAtom(header)
    for entry in entries:
        facts, texts = entry.facts, texts_of(entry, header.language)
        feed.add_item(
            title=headline(facts, header.language),
            link=texts["url"],
            description=texts["summary"],
            unique_id=f"urn:uuid:{facts['uid']}",
            pubdate=in_utc(entry.first_published_at),
            updateddate=in_utc(entry.changed_at),
            categories=texts["terms"],
            content=description_of(facts, header.language),
            language=texts["lang"] if texts["lang"] != header.language else "",
            status=entry.status,
            elements=elements_of(entry, header.language),
        )
    return feed.as_bytes()


def elements_of(entry: CalendarEntry, language: str) -> list[tuple[str, str]]:
    """RSS 1.0 Event Module, and GeoRSS Simple."""
    facts, texts, point = entry.facts, texts_of(entry, language), point_of(entry.facts)
    return [
        ("ev:startdate", facts["startsAt"]),
        ("ev:enddate", facts["endsAt"]),
        ("ev:location", texts["location"]),
        ("ev:type", facts["kind"]),
        *(("ev:organizer", name) for name in texts["organisers"]),
        *([("georss:point", f"{point['lat']} {point['lon']}")] if point else []),
    ]


def changes_atom(header: Header, told: Iterable[tuple[Change, str]]) -> bytes:
    """``told`` are changes with the sentence that tells them, newest first."""
    feed = PlainTextAtom(header)
    for change, sentence in told:
        texts = change.after[header.language]
        feed.add_item(
            title=sentence,
            link=texts["url"],
            description=texts["summary"],
            unique_id=header.ident_of(change),
            updateddate=in_utc(change.at),
        )
    return feed.as_bytes()
