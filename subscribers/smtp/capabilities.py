"""Which extensions of a relay may be used: what it offers at EHLO is not always what it can do."""

from dataclasses import dataclass

GROUPS_LOST = 2  # connections in a row that end at their first command group, before PIPELINING is to blame


@dataclass(slots=True)
class Capabilities:
    """What the sessions with one relay have learnt.

    ``pipelining``: commands may go in groups; ``pipelining_failed``: that was found out just now, and other processes
    should be told. ``parameters``: MAIL FROM may have some.
    """

    pipelining: bool = True
    parameters: bool = True
    pipelining_failed: bool = False
    groups_lost: int = 0

    def disable_pipelining(self) -> None:
        """One command at a time from now on."""
        self.pipelining, self.pipelining_failed = False, True

    def record_lost_group(self) -> None:
        """It closed a connection at the first command group: perhaps it cannot handle groups."""
        self.groups_lost += 1
        if self.groups_lost >= GROUPS_LOST:
            self.disable_pipelining()

    def record_answered_group(self) -> None:
        self.groups_lost = 0
