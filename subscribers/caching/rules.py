"""What a view says of its response: which scopes it shows, what of its query means something, until when it holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Protocol, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.utils import timezone

View = TypeVar("View", bound=Callable[..., object])
Until = Callable[[datetime], datetime | None]
LONGEST_QUERY = 2_048  # characters, of a query in its canonical form; what is longer is made and not cached
MOST_PAIRS = 200  # read of a query


@dataclass(frozen=True)
class Rule:
    """``until``: the next moment after the given one at which the text may change without a write; None = never.

    ``several`` are parameters whose values are a set, ``single`` those of which the last one counts. Others mean
    nothing. ``keeps_all``: every parameter means something and the last of each counts (an API refuses what it does not
    know).
    """

    scopes: tuple[str, ...]
    until: Until
    several: tuple[str, ...] = ()
    single: tuple[str, ...] = ()
    keeps_all: bool = False

    def canonical(self, query: str) -> str | None:
        """Equal for queries that mean the same; None where it is longer than anything that means something."""
        if not query:
            return ""
        try:
            pairs = parse_qsl(query, keep_blank_values=self.keeps_all, max_num_fields=MOST_PAIRS, errors="strict")
        except ValueError:  # not text, or too many
            return None
        last, kept = dict(pairs), []
        for name in self.several:
            kept += [(name, value) for value in sorted({value for own, value in pairs if own == name})]
        kept += [(name, last[name]) for name in (sorted(last) if self.keeps_all else self.single) if name in last]
        found = urlencode(kept)
        return found if len(found) <= LONGEST_QUERY else None


def next_midnight(now: datetime) -> datetime:
    """Until when a page says that it is today."""
    zone = timezone.get_default_timezone()
    return datetime.combine(timezone.localdate(now) + timedelta(days=1), time.min, zone)


class Shown(Protocol):
    """Something a response shows that changes without a version."""

    def is_true(self) -> bool:
        """Whether it is still so."""

    def is_known(self) -> bool:
        """Whether that can be said without the database."""


def holds(now: datetime, made_at: datetime, until: datetime | None, shown: Iterable[Shown]) -> bool:
    """Whether what was made then is still so, versions aside: the clock reached no boundary and was not set back."""
    return made_at <= now and (until is None or now < until) and all(each.is_true() for each in shown)


class HoldsFor:
    """Something that is said for so long, whatever changes meanwhile."""

    def __init__(self, seconds: float) -> None:
        self.since = timezone.now()
        self.until = self.since + timedelta(seconds=seconds)

    def is_true(self) -> bool:
        return self.since <= timezone.now() < self.until

    def is_known(self) -> bool:
        return True


Answered = Callable[[Any, Any], None]  # of a request and its response


@dataclass(frozen=True)
class Start:
    """What was believed before anything was read: what is made of it may be old, never false.

    ``versions`` by scope; ``until`` is the next moment at which the clock alone may make it say something else.
    """

    now: datetime
    versions: Mapping[str, int]
    until: datetime | None


@dataclass
class Recording:
    """Of a response that is being made, or of a piece of one: since when, and what it shows.

    ``answers`` are told of each request that is answered with it; ``codings`` are those it may have, None = any.
    Not ``is_dated``: it says nothing of when it last changed, where its view does not.
    """

    start: Start
    answers: list[Answered] = field(default_factory=list)
    codings: Sequence[object] | None = None
    is_dated: bool = True
    shown: list[Shown] = field(default_factory=list)


CURRENT: ContextVar[Recording | None] = ContextVar("recording", default=None)


def note(shown: Shown) -> None:
    """The response that is being made shows this. Nothing where none is."""
    recording = CURRENT.get()
    if recording is not None:
        recording.shown.append(shown)


def note_answers(told: Answered) -> bool:
    """``told`` hears of each answer with the response that is being made; whether one is."""
    recording = CURRENT.get()
    if recording is not None:
        recording.answers.append(told)
    return recording is not None


def note_file(codings: Sequence[object]) -> None:
    """The response that is being made is for programs: compressed by these alone, dated by its view or not at all."""
    recording = CURRENT.get()
    if recording is not None:
        recording.codings, recording.is_dated = codings, False


def is_recording() -> bool:
    return CURRENT.get() is not None


@contextmanager
def recording(start: Start) -> Iterator[Recording]:
    token = CURRENT.set(found := Recording(start))
    try:
        yield found
    finally:
        CURRENT.reset(token)


def cached(rule: Rule) -> Callable[[View], View]:
    """Decorates a view: its 200 may be cached by ``rule``. Such a view knows of its request the path, the language and
    the parameters of the rule, and of who asks nothing."""

    def decorate(view: View) -> View:
        view.cache_rule = rule  # type: ignore[attr-defined]
        return view

    return decorate
