"""What a feed is asked by, and the ETag of its bytes, so that it changes if and only if they do."""

from dataclasses import dataclass
from datetime import date, datetime

from events.facets.selection import Selection
from events.models import FeedScope
from subscribers.shell.responses.conditional import entity_tag


@dataclass(frozen=True)
class Asked:
    """One address: its path, canonical selection, language and the day it is asked on."""

    path: str
    selection: Selection
    language: str
    day: date

    @property
    def key(self) -> tuple[str, str, str, date]:
        return self.path, self.selection.query, self.language, self.day


@dataclass(frozen=True)
class Validators:
    """What a poll needs to know: the strong entity tag without quotes, the last semantic change (None = not known), and
    of which scope and version the bytes are (none for what is no public subscription)."""

    etag: str
    changed_at: datetime | None
    scope: int | None = None
    version: int = 0


def make_validators(asked: Asked, scope: FeedScope, body: bytes) -> Validators:
    """Those of ``body``, just made of ``scope``."""
    # What changes without a publication has no last change that we know of: only its tag can tell that it is the same.
    changed_at = None if asked.selection.is_momentary else scope.changed_at
    return Validators(entity_tag(body), changed_at, scope.pk, scope.version)
