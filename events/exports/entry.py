"""What all formats say of an entry, and of the feed that it stands in."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from events.ledger.entry_text import prefix_of
from events.models import CalendarEntry, Change
from events.models.facts import Facts

FACTS = (
    "startsAt", "endsAt", "endKnown", "allDay", "continuous", "day", "series", "edition", "kind", "wayIn", "ticketUrl",
    "streamUrl", "access",
)  # fmt: skip
TEXTS = ("reason", "text", "place", "location", "price", "track", "choice", "organisers", "speakers")


@dataclass(frozen=True)
class Header:
    """Of what this is a feed: ``ident`` never changes, ``address`` is its own URL, ``page`` the one for people."""

    ident: str
    title: str
    author: str
    address: str
    page: str
    language: str
    updated: datetime

    def ident_of(self, change: Change) -> str:
        return f"{self.ident}:{change.pk}"


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
