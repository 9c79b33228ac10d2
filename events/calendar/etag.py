"""The ETag of a feed: read from the cache by one small query, so that *nothing new* is told without touching entries.

It is made from the bytes (``subscribers.shell.conditional.entity_tag``) when ``feeds`` renders them.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from events.facets.selection import Selection
from events.models import FeedCopy


@dataclass(frozen=True)
class Asked:
    """One address: its path, canonical selection, language and the day it is asked on."""

    path: str
    selection: Selection
    language: str
    day: date

    @property
    def key(self) -> str:
        parts = (self.path, self.selection.query, self.language, self.day.isoformat(), settings.SITE_URL)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Validators:
    """What a poll needs to know: the strong entity tag without quotes, the last semantic change (None = not known), and
    of which scope and version the bytes are (none for what is no public subscription)."""

    etag: str
    changed_at: datetime | None
    scope: int | None = None
    version: int = 0


def find_validators(asked: Asked) -> Validators | None:
    """Those of a cached feed that is still true: one small query, no entry touched. None = make it."""
    found = FeedCopy.objects.read_validators(asked.key)
    return Validators(*found) if found else None
