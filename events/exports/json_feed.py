"""JSON Feed 1.1: of the programme, and of what changed in it."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from events.ledger.entry_text import description_of
from events.models import CalendarEntry, Change
from events.models.facts import Facts, utc

from .entry import Header, event_of, headline, texts_of


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


def changes_json(header: Header, told: Iterable[tuple[Change, str]]) -> bytes:
    items = [
        {
            "id": header.ident_of(change),
            "url": change.after[header.language]["url"],
            "title": sentence,
            "content_text": sentence,
            "date_published": utc(change.at),
            "_change": {
                "what": change.what,
                "uid": change.after["uid"],
                "sequence": change.sequence,
                "from": outline(change.before, header.language) if change.before else None,
                "to": outline(change.after, header.language),
            },
        }
        for change, sentence in told
    ]
    return dump({**json_head(header), "items": items})


def outline(facts: Facts, language: str) -> dict[str, Any]:
    """The facts a change may be about."""
    texts = facts[language]
    return {
        "title": texts["title"],
        "startsAt": facts["startsAt"],
        "endsAt": facts["endsAt"],
        "status": facts["status"],
        "place": texts["place"],
        "reason": texts["reason"],
    }


def dump(document: dict[str, Any] | Sequence[Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
