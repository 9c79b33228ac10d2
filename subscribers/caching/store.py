"""What this process has made: bounded in bytes, whatever strangers ask for."""

import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from .memory import MEGABYTE, AskedBefore, Bounded, Lasting
from .rules import Answered, Rule, Shown, Until, holds
from .versions import VERSIONS

OBJECT_BYTES, CODED_BYTES = 6_000, 200  # what a response takes besides its body: headers, what it depends on
TEXT_BYTES = 500  # what an answer in JSON takes besides its ASCII: the entries that it is of
MOST_ROWS = 15_000  # of the programme in a language, of some three kilobytes each
MOST_ASKED = 10_000  # addresses, as hashes
WAIT_SECONDS = 2  # for another thread that makes the same; then what was true lately is as good
LATELY_SECONDS = 10
PATIENCE_SECONDS = 10  # more, where nothing was
Key = tuple[str, str, str, bool]  # path, canonical query, language, whether it came by HTTPS


@dataclass
class Made:
    """A response as it left the site, with what it depends on. ``etag`` is without quotes, of the plain bytes.

    ``changed_at``: the last change that its view knows of, in seconds since 1970; None = the tag alone decides.
    """

    body: bytes
    headers: tuple[tuple[str, str], ...]
    etag: str
    last_modified: str
    changed_at: int | None
    versions: Mapping[str, int]
    made_at: datetime
    until: datetime | None
    shown: tuple[Shown, ...] = ()
    codings: Sequence[Any] = ()  # ``codings.Coding``, the best first
    answers: tuple[Answered, ...] = ()
    was_compressed: bool = False
    checked: dict[str, Any] = field(default_factory=dict)  # headers by entity tag: one for each coding, and none
    checked_short: dict[str, Any] = field(default_factory=dict)  # the same, of a 304
    believed: Mapping[str, int] | None = None  # under which it was so last
    true_at: float = field(default_factory=time.monotonic)  # when it was known to be so last

    def size(self) -> int:
        return len(self.body) + OBJECT_BYTES

    def is_true(self, now: datetime) -> bool:
        """Whether the same would be made now."""
        _, versions = VERSIONS.now()
        if versions is not self.believed:
            if any(versions.get(scope, 0) != version for scope, version in self.versions.items()):
                return False
            self.believed = versions
        if not holds(now, self.made_at, self.until, self.shown):
            return False
        self.true_at = time.monotonic()
        return True

    def is_known(self) -> bool:
        """Whether ``is_true`` would ask the database nothing."""
        return VERSIONS.known_tick() is not None and all(each.is_known() for each in self.shown)

    def was_true_lately(self) -> bool:
        return time.monotonic() - self.true_at < LATELY_SECONDS


class Sized(Protocol):
    def size(self) -> int:
        """Bytes that it takes, about."""


def size_of(part: Sized) -> int:
    return part.size()


def size_of_coded(body: bytes) -> int:
    return len(body) + CODED_BYTES


def size_of_text(text: str) -> int:
    return len(text) + TEXT_BYTES


class Turn:
    """To make a response that others may be waiting for."""

    def __init__(self, lock: threading.Lock) -> None:
        self.lock, self.is_mine = lock, False

    def take(self, seconds: float) -> bool:
        """Wait so long for it; whether it is this thread's now."""
        self.is_mine = self.is_mine or self.lock.acquire(timeout=seconds)
        return self.is_mine

    def end(self) -> None:
        if self.is_mine:
            self.lock.release()


class Store:
    """Responses by key: those of addresses without a query apart, so that thought-up filters push none of them out."""

    def __init__(self) -> None:
        self.plain = Bounded(64 * MEGABYTE, Made.size)
        self.filtered = Bounded(32 * MEGABYTE, Made.size)
        self.coded = Bounded(48 * MEGABYTE, size_of_coded)  # compressed bodies by their entity tag
        self.pieces: Bounded[Sized] = Bounded(48 * MEGABYTE, size_of)  # parts of responses, under versions (``pieces``)
        self.rows: dict[str, Lasting[object]] = defaultdict(partial(Lasting, MOST_ROWS))  # by language, never untrue
        self.texts: Bounded[str] = Bounded(24 * MEGABYTE, size_of_text)  # answers in JSON, never untrue
        self.asked = AskedBefore(MOST_ASKED)
        self.locks: dict[Key, tuple[threading.Lock, int]] = {}
        self.lock = threading.Lock()
        self.boundaries: dict[Until, tuple[Mapping[str, int], datetime, datetime | None]] = {}

    def until(self, rule: Rule, versions: Mapping[str, int], now: datetime) -> datetime | None:
        """As the rule says, asked once for each version."""
        known = self.boundaries.get(rule.until)
        if known is None or known[0] != versions or now < known[1] or (known[2] is not None and known[2] <= now):
            self.boundaries[rule.until] = known = (versions, now, rule.until(now))
        return known[2]

    def get(self, key: Key) -> Made | None:
        return (self.filtered if key[1] else self.plain).get(key)

    def put(self, key: Key, made: Made) -> None:
        """With a query only from the second time on: a stranger asks for each of their own making once."""
        if not key[1]:
            self.plain.put(key, made)
        elif self.asked.note(repr(key)):
            self.filtered.put(key, made)

    @contextmanager
    def turn(self, key: Key) -> Iterator[Turn]:
        """Of threads that want to make the same, one has its turn; it is over at the end of the block."""
        with self.lock:
            lock, waiting = self.locks.get(key, (threading.Lock(), 0))
            self.locks[key] = (lock, waiting + 1)
        turn = Turn(lock)
        try:
            yield turn
        finally:
            turn.end()
            with self.lock:
                lock, waiting = self.locks.pop(key)
                if waiting > 1:
                    self.locks[key] = (lock, waiting - 1)

    def clear(self) -> None:
        for part in (self.plain, self.filtered, self.coded, self.pieces, self.texts, self.asked):
            part.clear()
        self.rows.clear()
        self.boundaries.clear()


STORE = Store()
