"""Whether a relay keeps what it promises at EHLO."""

from dataclasses import dataclass

CUT_GROUPS = 2  # first groups of a connection that ended it, one after the other, before groups are to blame


@dataclass(slots=True)
class Manners:
    """What the sessions of one relay have learnt about it. ``pipelining_failed``: learnt now, to be kept for others."""

    pipelining: bool = True
    parameters: bool = True
    pipelining_failed: bool = False
    cut_groups: int = 0

    def distrust(self) -> None:
        """One command at a time from now on."""
        self.pipelining, self.pipelining_failed = False, True

    def cut_a_group(self) -> None:
        """It hung up on the first group of a connection: perhaps it cannot stand groups."""
        self.cut_groups += 1
        if self.cut_groups >= CUT_GROUPS:
            self.distrust()

    def stood_a_group(self) -> None:
        self.cut_groups = 0
