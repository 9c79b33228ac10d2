"""All that the rules look at, read beforehand: a rule makes no query, asks no network and has no clock."""

from dataclasses import dataclass, field
from datetime import datetime

from .findings import Block


@dataclass(frozen=True, slots=True)
class Text:
    """One language of an issue."""

    language: str
    subject: str
    preheader: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class EventFact:
    """What the public was told of an event: ``hours`` are local, as 20:30, of its beginnings and ends.

    ``ends_at`` is the last of them; ``is_open`` says that one can still get in.
    """

    title: str
    is_off: bool
    ends_at: datetime
    hours: frozenset[str]
    is_full: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is true outside the issue. ``dead_ends``: address of ours → why nobody may be sent there, a clause.

    ``events``: address of ours → the event it leads to. ``usual``: readers of the last six issues, the newest first.
    """

    at: datetime  # when it goes out, or now
    site_host: str
    readers: int | None = None  # None: no topic chosen
    usual: tuple[int, ...] = ()
    neighbours: tuple[str, ...] = ()
    used_subjects: frozenset[str] = frozenset()
    dead_ends: dict[str, str] = field(default_factory=dict)
    events: dict[str, EventFact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Snapshot:
    title: str
    texts: tuple[Text, ...]
    facts: Facts
