"""What changed in the programme, for people's feed readers and for programs."""

from collections.abc import Iterable
from typing import Any
from xml.etree import ElementTree as ET

from events.models import Change
from events.models.facts import Facts, utc

from .feeds import ATOM, Header, as_bytes, atom_head, dump, json_head, put


def changes_atom(header: Header, told: Iterable[tuple[Change, str]]) -> bytes:
    """``told`` are changes with the sentence that tells them, newest first."""
    feed = atom_head(header)
    for change, sentence in told:
        item = ET.SubElement(feed, f"{{{ATOM}}}entry")
        put(item, "id", ident(header, change))
        put(item, "title", sentence)
        put(item, "updated", utc(change.at))
        ET.SubElement(item, f"{{{ATOM}}}link", {"href": change.after[header.language]["url"]})
        put(item, "summary", change.after[header.language]["summary"])
    return as_bytes(feed)


def changes_json(header: Header, told: Iterable[tuple[Change, str]]) -> bytes:
    items = [
        {
            "id": ident(header, change),
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


def ident(header: Header, change: Change) -> str:
    return f"{header.ident}:{change.pk}"


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
