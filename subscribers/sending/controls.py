"""What may hold a sending back while it runs."""

from typing import Protocol


class Controls(Protocol):
    """Asked often: cheap answers, or kept ones."""

    def is_open(self) -> bool:
        """False: begin nothing more, and stop as soon as what is under way has ended."""

    def allow(self, wanted: int) -> int:
        """How many of ``wanted`` letters may begin now; 0 means later."""


class NoControls:
    """Nothing holds back."""

    def is_open(self) -> bool:
        return True

    def allow(self, wanted: int) -> int:
        return wanted
