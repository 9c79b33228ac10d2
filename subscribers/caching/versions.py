"""What this process believes of versions: one query for all scopes, at most once in ``VERSIONS_SECONDS``."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic, TypeVar

from django.conf import settings
from django.db import OperationalError, connection

from .watching import STEPS

T = TypeVar("T")
ALL = f"SELECT scope, SUM(steps) FROM {STEPS} GROUP BY scope"  # noqa: S608  a constant


class Belief(ABC, Generic[T]):
    """A value of the database that this process may hold for ``VERSIONS_SECONDS``; with 0 it asks each time.

    ``tick`` rises with every asking. Threads that find it old ask one at a time.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.held: tuple[float, int, T] | None = None

    @abstractmethod
    def ask(self) -> T:
        """The value as it is: one query."""

    def now(self) -> tuple[int, T]:
        """(tick, value)."""
        seconds, held = settings.VERSIONS_SECONDS, self.held
        if held is not None and seconds and time.monotonic() - held[0] < seconds:
            return held[1], held[2]
        with self.lock:
            if self.held is not held and self.held is not None and seconds:
                return self.held[1], self.held[2]  # another thread has just asked
            asked_at = time.monotonic()
            self.held = (asked_at, held[1] + 1 if held else 1, self.ask_again_once())
            return self.held[1], self.held[2]

    def known_tick(self) -> int | None:
        """That of the value held; None where ``now`` would ask."""
        seconds, held = settings.VERSIONS_SECONDS, self.held
        return held[1] if held is not None and time.monotonic() - held[0] < seconds else None

    def ask_again_once(self) -> T:
        """As ``ask``; a connection that was cut while nobody used it is opened once more."""
        try:
            return self.ask()
        except OperationalError:
            if connection.in_atomic_block:
                raise
            connection.close()
            return self.ask()

    def forget(self) -> None:
        with self.lock:
            self.held = None


class Versions(Belief[Mapping[str, int]]):
    """Scope → version."""

    def ask(self) -> Mapping[str, int]:
        with connection.cursor() as cursor:
            cursor.execute(ALL)
            return {scope: int(version) for scope, version in cursor.fetchall()}


VERSIONS = Versions()
