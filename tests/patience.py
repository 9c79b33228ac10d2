"""Waiting without a clock: until what must come is there. Only what hangs fails, long after any machine was done."""

import time
from collections.abc import Callable

import pytest

PATIENCE = 300  # seconds; no machine is this slow
LOOK_SECONDS = 0.1


def wait_until(holds: Callable[[], object], what: str = "what was waited for") -> None:
    """Look until it ``holds``."""
    for _ in range(int(PATIENCE / LOOK_SECONDS)):
        if holds():
            return
        time.sleep(LOOK_SECONDS)
    pytest.fail(f"{what} did not come in {PATIENCE} s")


class Patience:
    """``time.monotonic`` runs ahead by ``ahead`` seconds, so that nobody sits out a timeout or a deadline."""

    ahead = 0.0

    def run_out(self) -> None:
        """Whoever waits has waited too long."""
        self.ahead += 1000.0
