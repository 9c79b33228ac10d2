"""What a rule found, and by what it is known again after an edit."""

import hashlib
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["E", "W", "H"]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of one language as the rules read it; ``links`` are (words, absolute URL) in reading order.

    ``made`` is what only we write in it (lines of an agenda): rules about an author's words leave it alone.
    """

    id: str
    number: int  # from 0
    kind: str  # that it is stored under
    label: str
    text: str
    links: tuple[tuple[str, str], ...] = ()
    made: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """E: an error, blocks. W: a warning, wants a name and a reason. H: a hint, wants nothing.

    ``block`` is None for what is about the issue as a whole; ``matched`` is the text it is about.
    """

    rule: str  # K01 … K33
    severity: Severity
    sentence: str
    language: str = "nl"
    block: Block | None = None
    matched: str = ""
    code: str = field(default="")

    @property
    def is_error(self) -> bool:
        return self.severity == "E"

    @property
    def fingerprint(self) -> str:
        """The same after any edit that leaves what it is about as it was; never by the number of a block."""
        about = (self.rule, self.code, self.language, self.block.id if self.block else "", self.matched)
        return hashlib.sha256("\0".join(about).encode()).hexdigest()[:32]


def in_block(rule: str, severity: Severity, language: str, block: Block, said: str, matched: str) -> Finding:
    """A finding of a block, its sentence led by the block's name."""
    return Finding(rule, severity, f"{block.label}: {said}", language, block, matched)
