"""Counting at next to no cost: sums in the memory of the process, written together every few seconds.

Who counts adds to a number. The first one after a writing starts a timer; its thread writes all sums in one short
transaction over a connection of its own, so no answer ever waits for it. A clean end of the process writes what is
left; a killed one loses those seconds.
"""

import logging
import threading
from abc import ABC, abstractmethod
from functools import partial
from multiprocessing.util import Finalize
from typing import Any, Generic, TypeVar

from django.db import Error, connection, models

log = logging.getLogger(__name__)
Kind = TypeVar("Kind")  # what is counted together: hashable, and what one row is of
Sums = TypeVar("Sums")  # the numbers of one kind since the last writing


class Tally(ABC, Generic[Kind, Sums]):
    """The sums of this process, safe among threads: a count stays in memory until the database has it.

    Subclasses say how two sums become one (``joined``) and how they come into the database (``store``).
    """

    what = "counts"  # in the log

    def __init__(self) -> None:
        self.sums: dict[Kind, Sums] = {}
        self.lock = threading.Lock()  # held for an addition
        self.writing = threading.Lock()  # held for a whole writing, so that the last one waits for one that runs
        self.timer: threading.Timer | None = None
        self.seconds = 0.0
        self.has_end = False

    @abstractmethod
    def joined(self, old: Sums, more: Sums) -> Sums:
        """Two sums of one kind as one."""

    @abstractmethod
    def store(self, taken: dict[Kind, Sums]) -> None:
        """Into the database, in one transaction and in a fixed order, so that no two processes wait in a circle."""

    def count(self, kind: Kind, more: Sums, seconds: float) -> None:
        """One addition, written within ``seconds``. No query."""
        with self.lock:
            self.put(kind, more)
            self.wait_for_more(seconds)

    def put(self, kind: Kind, more: Sums) -> None:
        """Under ``lock``."""
        self.sums[kind] = self.joined(self.sums[kind], more) if kind in self.sums else more

    def take(self, *, is_end: bool) -> dict[Kind, Sums]:
        """Under ``lock``: what may be written now; at the end of the process that is everything."""
        taken, self.sums = self.sums, {}
        return taken

    def has_more(self) -> bool:
        """Under ``lock``: whether something waits that ``take`` did not give."""
        return False

    def wait_for_more(self, seconds: float) -> None:
        """Under ``lock``. The end is arranged here, so that a forked worker has its own (its parent's are cleared)."""
        if self.timer is not None:
            return
        if not self.has_end:
            self.has_end = True
            Finalize(None, partial(self.write_and_close, is_end=True), exitpriority=10)
        self.seconds = seconds
        self.timer = threading.Timer(seconds, self.write_and_close)
        self.timer.daemon = True
        self.timer.start()

    def write_and_close(self, *, is_end: bool = False) -> None:
        """``write`` for a thread, or a process, that ends after it."""
        try:
            self.write(is_end=is_end)
        finally:
            connection.close()

    def write(self, *, is_end: bool = False) -> None:
        """Bring the sums into the database; what it does not take now stays for the next time."""
        with self.writing:
            with self.lock:
                timer, self.timer = self.timer, None
                taken = self.take(is_end=is_end)
                if self.has_more():
                    self.wait_for_more(self.seconds)
            if timer is not None:
                timer.cancel()  # one that calls us has gone off already
            try:
                if taken:
                    self.store(taken)
            except Error:
                log.warning("%s could not be written now; they are kept", self.what)
                with self.lock:
                    for kind, sums in taken.items():
                        self.put(kind, sums)


def add_to_row(rows: models.QuerySet[Any], empty: models.Model, more: dict[str, Any]) -> None:
    """Add to the one row ``rows`` has; of two processes that both miss it, one makes it ``empty`` and both add to it.

    ``rows`` must be what a unique constraint tells apart; ``more``: column → expression with what is there now.
    """
    if not rows.update(**more):
        rows.model._default_manager.bulk_create([empty], ignore_conflicts=True)
        rows.update(**more)
