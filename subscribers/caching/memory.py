"""What a process holds: bounded in bytes or entries, whatever strangers ask for. Threads may use it at once."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from cachetools import LRUCache

MEGABYTE = 1024 * 1024
V = TypeVar("V")


class Bounded(Generic[V]):
    """Values of ``most`` bytes together by ``size_of`` (or so many, without it), the least recently used going first.

    What would take more than a quarter of it is not held.
    """

    def __init__(self, most: int, size_of: Callable[[V], int] = lambda _value: 1) -> None:
        self.largest, self.size_of = max(1, most // 4), size_of
        self.cache: LRUCache[object, V] = LRUCache(most, getsizeof=size_of)
        self.lock = threading.Lock()

    def get(self, key: object) -> V | None:
        with self.lock:
            return self.cache.get(key)

    def put(self, key: object, value: V) -> V:
        if self.size_of(value) <= self.largest:
            with self.lock:
                self.cache[key] = value
        return value

    def clear(self) -> None:
        with self.lock:
            self.cache.clear()


class Lasting(Generic[V]):
    """At most ``most`` values, of which the one put first goes first: thousands are looked up for one response, which
    a list of what was used last would make ten times as dear."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.values: dict[object, V] = {}
        self.lock = threading.Lock()

    def get_each(self, keys: Sequence[object]) -> list[V | None]:
        return list(map(self.values.get, keys))

    def put(self, key: object, value: V) -> V:
        with self.lock:
            while len(self.values) >= self.most:
                del self.values[next(iter(self.values))]
            self.values[key] = value
        return value

    def clear(self) -> None:
        with self.lock:
            self.values.clear()


class AskedBefore:
    """Which addresses were asked for lately, as hashes: a stranger can think of many, and asks for each once."""

    def __init__(self, most: int) -> None:
        self.seen: Bounded[bool] = Bounded(most)

    def note(self, address: str) -> bool:
        """Whether ``address`` was asked for before; from now on it was."""
        name = hashlib.blake2b(address.encode(), digest_size=16).digest()
        was = bool(self.seen.get(name))
        self.seen.put(name, True)
        return was

    def clear(self) -> None:
        self.seen.clear()
