"""The ETag of a feed: made from its bytes, so it changes if and only if they do, and read back by one small query, so
that *nothing new* is told without touching entries.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from events.facets.selection import Selection
from events.models import FeedCopy, FeedScope
from subscribers.shell.conditional import entity_tag


@dataclass(frozen=True)
class Asked:
    """One address: its path, canonical selection, language and the day it is asked on."""

    path: str
    selection: Selection
    language: str
    day: date

    @property
    def key(self) -> str:
        return hashlib.sha256("\n".join((*self.parts, self.day.isoformat(), settings.SITE_URL)).encode()).hexdigest()

    @property
    def address(self) -> str:
        """The same on every day."""
        return "\n".join(self.parts)

    @property
    def parts(self) -> tuple[str, str, str]:
        return self.path, self.selection.query, self.language


@dataclass(frozen=True)
class Validators:
    """What a poll needs to know: the strong entity tag without quotes, the last semantic change (None = not known), and
    of which scope and version the bytes are (none for what is no public subscription). ``is_kept``: in the database."""

    etag: str
    changed_at: datetime | None
    scope: int | None = None
    version: int = 0
    is_kept: bool = False


def make_validators(asked: Asked, scope: FeedScope, body: bytes) -> Validators:
    """Those of ``body``, just made of ``scope``."""
    # What changes without a publication has no last change that we know of: only its tag can tell that it is the same.
    changed_at = None if asked.selection.is_momentary else scope.changed_at
    return Validators(entity_tag(body), changed_at, scope.pk, scope.version)


def find_validators(asked: Asked) -> Validators | None:
    """Those of a cached feed that is still true: one small query, no entry touched. None = make it."""
    found = FeedCopy.objects.read_validators(asked.key)
    return Validators(*found, is_kept=True) if found else None
