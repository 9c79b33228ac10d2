"""The shape of ``CalendarEntry.facts``: what the public sees of an occurrence, as JSON-able data. Pure.

Keys as in ``docs/architecture.md``, section *Facts*; ``events.ledger.facts`` builds them from rows.
"""

from datetime import UTC, datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

LANGUAGES = ("nl", "en")
FALLBACK = "nl"  # what has no text in another language is read in this one

Facts = dict[str, Any]


class Surroundings(TypedDict):
    """What facts need of the installation: site address without slash, its zone."""

    site_url: str
    zone: ZoneInfo


def is_free(facts: Facts) -> bool:
    """Open to everybody without paying: no tickets elsewhere, no guest list, no price in words."""
    price = facts["nl"]["price"].casefold().rstrip(".!")
    return facts["wayIn"] not in ("elsewhere", "invited") and price in ("", "gratis")


def utc(moment: datetime) -> str:
    """ISO 8601 in UTC with ``Z``, whole seconds: how facts write an instant."""
    return moment.astimezone(UTC).replace(microsecond=0).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(value: str) -> datetime:
    """The instant that facts write as ``value``, aware, in UTC."""
    return datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
