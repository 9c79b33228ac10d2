"""What a web process remembers of feeds: bodies and addresses, each up to a fixed number of bytes or entries."""

from subscribers.caching.memory import MEGABYTE, AskedBefore, Bounded

ENTRY_BYTES = 400  # what an entry takes besides its body: tag, links of the list, objects
MOST_ADDRESSES = 10_000  # some two megabytes


class BodyCache(Bounded[bytes]):
    """Bodies by entity tag in this process: equal tags are equal bytes, so nothing here can be stale."""

    def __init__(self, most_bytes: int) -> None:
        super().__init__(most_bytes, lambda body: len(body) + ENTRY_BYTES)


BODY_CACHE = BodyCache(64 * MEGABYTE)
ASKED_BEFORE = AskedBefore(MOST_ADDRESSES)
