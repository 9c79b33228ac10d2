"""What a web process remembers of feeds: bodies and addresses, each up to a fixed number of bytes or entries."""

import hashlib
import threading

from cachetools import LRUCache

ENTRY_BYTES = 400  # what an entry takes besides its body: tag, links of the list, objects
MOST_ADDRESSES = 10_000  # some two megabytes


class BodyCache:
    """Bodies by entity tag in this process: equal tags are equal bytes, so nothing here can be stale.

    The least recently used ones go first; what would take over a quarter of it is not cached.
    """

    def __init__(self, most_bytes: int) -> None:
        self.cache: LRUCache[str, bytes] = LRUCache(most_bytes, getsizeof=lambda body: len(body) + ENTRY_BYTES)
        self.lock = threading.Lock()

    def get(self, etag: str) -> bytes | None:
        with self.lock:
            return self.cache.get(etag)

    def put(self, etag: str, body: bytes) -> bytes:
        if len(body) <= self.cache.maxsize // 4:
            with self.lock:
                self.cache[etag] = body
        return body


class AskedBefore:
    """Which addresses were asked for lately, as hashes: a stranger can think of many, and asks for each once."""

    def __init__(self, most: int) -> None:
        self.cache: LRUCache[bytes, bool] = LRUCache(most)
        self.lock = threading.Lock()

    def note(self, address: str) -> bool:
        """Whether ``address`` was asked for before; from now on it was."""
        key = hashlib.blake2b(address.encode(), digest_size=16).digest()
        with self.lock:
            was = self.cache.get(key, False)
            self.cache[key] = True
        return was


BODY_CACHE = BodyCache(64 * 1024 * 1024)
ASKED_BEFORE = AskedBefore(MOST_ADDRESSES)
