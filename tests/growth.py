"""Whether work grows faster than what it is given: the ratio of the processor time of n and of 2n, taken in one run.

Work that grows with n gives about 2, with n log n a little more, with its square 4. No time is compared with a number.
"""

import gc
import time
from collections.abc import Callable
from typing import NamedTuple

MOST = 3.0
SIZE = 1_000  # characters of n; beneath, what every call costs hides how it grows
TRIES = 5
TICK = 1e-5  # seconds; beneath it the clock itself is what would be measured
LARGER = 2  # a ratio above MOST must come again at so many times the size: then it was no hiccup


class Attack(NamedTuple):
    """``begin`` + ``again`` as often as it fits + ``end``."""

    begin: str
    again: str
    end: str

    def of(self, size: int) -> str:
        return self.begin + self.again * (size // len(self.again)) + self.end


def grows_too_fast(run: Callable[[str], object], attack: Attack, size: int = SIZE) -> bool:
    run(attack.of(len(attack.again)))  # what is made at the first call counts for none
    return ratio(run, attack, size) > MOST and ratio(run, attack, size * LARGER) > MOST


def ratio(run: Callable[[str], object], attack: Attack, size: int) -> float:
    once, twice = attack.of(size), attack.of(size * 2)
    pairs = [(cost(run, once), cost(run, twice)) for _ in range(TRIES)]  # in turns, so that a busy moment hits both
    return (TICK + min(more for _, more in pairs)) / (TICK + min(less for less, _ in pairs))


def cost(run: Callable[[str], object], text: str) -> float:
    """Seconds of this thread; what else runs on the machine does not count."""
    gc.disable()  # what it costs depends on all that lives, not on ``text``
    try:
        begun = time.thread_time()
        run(text)
        return time.thread_time() - begun
    finally:
        gc.enable()
