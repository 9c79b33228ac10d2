"""Many threads with connections of their own that begin at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def all_at_once(number: int, act: Callable[[int], T]) -> list[T]:
    """What ``act`` returned for 0 … number - 1, each in its own thread; an exception of one is raised here."""
    barrier = threading.Barrier(number)

    def one(which: int) -> T:
        barrier.wait()
        try:
            return act(which)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as threads:
        return list(threads.map(one, range(number)))
