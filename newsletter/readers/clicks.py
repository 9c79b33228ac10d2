"""Clicks on the links of an issue: where each leads, and counting them without knowing whose they are.

A click waits in memory until it is known whether a reader made it. Who asks for many links of one issue, or for all
of them, within seconds is a program that looks into mail before its owner does: none of its clicks counts. For as long
as that takes a source is a hash of network and program under a key that lives a minute and never leaves the process;
what is written (``ClickCount``) holds numbers a day.

Its limits: each web process sees only its own requests, so a scanner that spreads them is seen later or not at all; one
that comes by many networks, or asks for a few links only, looks like a reader. And readers behind one network with the
same program are one source.
"""

import secrets
import time
from datetime import date
from hashlib import blake2b
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from newsletter.models import ClickCount, Issue, Rendition
from newsletter.rendering import Link
from subscribers.shell import tally

BURST_SECONDS = 10.0  # of what one source does within this time it is asked whether that is reading
BURST_LINKS = 6  # so many different links of one issue is not
ALL_LINKS = 3  # neither is every link, where there are at least so many
KEY_SECONDS = 60
MOST_HELD = 50_000  # sources at once; what comes on top is an attack and not counted


class Kind(NamedTuple):
    """What is counted together: one row of ``ClickCount``."""

    issue: int
    language: str
    number: int
    day: date


class Visit:
    """What one source asked of one issue since ``first_at`` (seconds since 1970)."""

    __slots__ = ("first_at", "is_burst", "kinds", "last_at", "limit")

    def __init__(self, now: float, link_count: int) -> None:
        self.first_at = self.last_at = now
        self.kinds: set[Kind] = set()
        self.is_burst = False
        self.limit = min(BURST_LINKS, max(link_count, ALL_LINKS))

    def add(self, kind: Kind, now: float) -> None:
        """The same link twice is one click."""
        self.last_at = now
        self.kinds.add(kind)
        self.is_burst = self.is_burst or len(self.kinds) >= self.limit

    def is_over(self, now: float) -> bool:
        """A burst lasts until its source has been quiet; ours to know even when the clock was set back."""
        return abs(now - (self.last_at if self.is_burst else self.first_at)) >= BURST_SECONDS


class ClickTally(tally.Tally[Kind, int]):
    what = "counts of clicks"

    def __init__(self) -> None:
        super().__init__()
        self.visits: dict[tuple[bytes, int, str], Visit] = {}
        self.key, self.key_at = secrets.token_bytes(32), 0.0

    def add(self, kind: Kind, source: str, link_count: int, seconds: float) -> None:
        """``source``: network and program; forgotten as soon as it is hashed."""
        now = time.time()
        with self.lock:
            held = self.hashed(source, now), kind.issue, kind.language
            visit = self.visits.get(held)
            if visit is None or visit.is_over(now):
                if visit is None and len(self.visits) >= MOST_HELD:
                    return
                self.settle(visit)
                visit = self.visits[held] = Visit(now, link_count)
            visit.add(kind, now)
            self.wait_for_more(max(seconds, BURST_SECONDS))

    def hashed(self, source: str, now: float) -> bytes:
        if abs(now - self.key_at) >= KEY_SECONDS:
            self.key, self.key_at = secrets.token_bytes(32), now
        return blake2b(source.encode("utf-8", "replace"), key=self.key, digest_size=16).digest()

    def settle(self, visit: Visit | None) -> None:
        if visit and not visit.is_burst:
            for kind in visit.kinds:
                self.put(kind, 1)

    def take(self, *, is_end: bool) -> dict[Kind, int]:
        now = time.time()
        for held, visit in list(self.visits.items()):
            if is_end or visit.is_over(now):
                self.settle(self.visits.pop(held))
        return super().take(is_end=is_end)

    def has_more(self) -> bool:
        return bool(self.visits)

    def joined(self, old: int, more: int) -> int:
        return old + more

    def store(self, taken: dict[Kind, int]) -> None:
        write_clicks(taken)


TALLY = ClickTally()


def find_links(slug: str, language: str) -> tuple[int, list[Link]]:
    """(key of the issue, its counted links) as they went out; (0, []) when nothing of it has gone out. One query."""
    sent = Rendition.objects.filter(issue__slug=slug, language=language, issue__in=Issue.objects.begun())
    issue, links = sent.values_list("issue_id", "links").first() or (0, [])
    return issue, [Link(*link) for link in links or ()]


def count_click(issue: int, language: str, number: int, *, link_count: int, source: str) -> None:
    """One more visit by link ``number`` of ``link_count``, if it turns out to be a reader's. No query."""
    if settings.MEASURE_CLICKS and settings.FETCH_WRITE_SECONDS:
        kind = Kind(issue, language, number, timezone.localdate())
        TALLY.add(kind, source, link_count, settings.FETCH_WRITE_SECONDS)


@transaction.atomic
def write_clicks(taken: dict[Kind, int]) -> None:
    there = set(Issue.objects.filter(pk__in={kind.issue for kind in taken}).values_list("pk", flat=True))
    for kind in sorted(taken):
        if kind.issue in there:
            row = {"issue_id": kind.issue, "language": kind.language, "number": kind.number, "day": kind.day}
            tally.add_to_row(ClickCount.objects.filter(**row), ClickCount(**row), {"count": F("count") + taken[kind]})
