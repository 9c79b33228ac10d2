"""Counting fetches at next to no cost: sums in the memory of the process, written together every few seconds.

A poll adds one to a number. The first one after a writing starts a timer of ``FETCH_WRITE_SECONDS``; its thread writes
all sums in one short transaction over a connection of its own, so no answer ever waits for it. A clean end of the
process writes what is left; a killed one loses those seconds. Behind a shared cache we count what the cache asks us.
"""

import logging
import threading
import time
from datetime import UTC, date, datetime
from multiprocessing.util import Finalize
from typing import NamedTuple

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F
from django.db.models.functions import Greatest

from events.models import FeedFetch, FeedScope

log = logging.getLogger(__name__)


class Kind(NamedTuple):
    """What is counted together: one row of ``FeedFetch``."""

    scope: int
    client: str
    day: date
    version: int


class Sums:
    """Numbers of one kind since the last writing; ``minute`` is the newest, in minutes since 1970."""

    __slots__ = ("full", "minute", "unchanged")

    def __init__(self) -> None:
        self.full = self.unchanged = self.minute = 0

    def add(self, full: int, unchanged: int, minute: int) -> None:
        self.full += full
        self.unchanged += unchanged
        self.minute = max(self.minute, minute)


class Tally:
    """The sums of this process, safe among threads: a count stays in memory until the database has it."""

    def __init__(self) -> None:
        self.sums: dict[Kind, Sums] = {}
        self.lock = threading.Lock()  # held for an addition
        self.writing = threading.Lock()  # held for a whole writing, so that the last one waits for one that runs
        self.timer: threading.Timer | None = None
        self.has_end = False

    def add(self, kind: Kind, *, is_full: bool, seconds: float) -> None:
        minute = int(time.time()) // 60
        with self.lock:
            sums = self.sums.get(kind)
            if sums is None:
                sums = self.sums[kind] = Sums()
            sums.add(is_full, not is_full, minute)
            if self.timer is None:
                self.start_timer(seconds)

    def start_timer(self, seconds: float) -> None:
        """Under ``lock``. The end is arranged here, so that a forked worker has its own (its parent's are cleared)."""
        if not self.has_end:
            self.has_end = True
            Finalize(None, self.write_and_close, exitpriority=10)
        self.timer = threading.Timer(seconds, self.write_and_close)
        self.timer.daemon = True
        self.timer.start()

    def write_and_close(self) -> None:
        """``write`` for a thread, or a process, that ends after it."""
        try:
            self.write()
        finally:
            connection.close()

    def write(self) -> None:
        """Bring the sums into the database; what it does not take now stays for the next time."""
        with self.writing:
            with self.lock:
                taken, self.sums = self.sums, {}
                timer, self.timer = self.timer, None
            if timer is not None:
                timer.cancel()  # one that calls us has gone off already
            try:
                write_sums(taken)
            except Error:
                log.warning("counts of fetched calendars could not be written now; they are kept")
                self.put_back(taken)

    def put_back(self, taken: dict[Kind, Sums]) -> None:
        with self.lock:
            for kind, sums in taken.items():
                self.sums.setdefault(kind, Sums()).add(sums.full, sums.unchanged, sums.minute)


TALLY = Tally()


def count_fetch(scope: int, client: FeedFetch.Client, day: date, version: int, *, is_full: bool) -> None:
    """One more program got the scope with this key as it was at ``version``, whole or as *unchanged*. No query."""
    seconds = settings.FETCH_WRITE_SECONDS
    if seconds:
        TALLY.add(Kind(scope, client.value, day, version), is_full=is_full, seconds=seconds)


def write_sums(taken: dict[Kind, Sums]) -> None:
    """One transaction, in a fixed order so that two processes cannot wait for each other in a circle."""
    if not taken:
        return
    with transaction.atomic():
        scopes = {kind.scope for kind in taken}
        there = set(FeedScope.objects.filter(pk__in=scopes).values_list("pk", flat=True))
        for kind in sorted(taken):
            if kind.scope in there:  # a series can be deleted after it was fetched
                add_to_row(kind, taken[kind])


def add_to_row(kind: Kind, sums: Sums) -> None:
    """Add to the row of ``kind``; of two processes that both miss it, one makes it and both add to it."""
    at = datetime.fromtimestamp(sums.minute * 60, UTC)
    row = FeedFetch.objects.filter(**kind._asdict())
    more = {
        "full": F("full") + sums.full,
        "unchanged": F("unchanged") + sums.unchanged,
        "last_at": Greatest(F("last_at"), at),
    }
    if not row.update(**more):
        empty = FeedFetch(scope_id=kind.scope, client=kind.client, day=kind.day, version=kind.version, last_at=at)
        FeedFetch.objects.bulk_create([empty], ignore_conflicts=True)
        row.update(**more)
