"""Parts of responses, kept while what they are made of is as it was: a page that is made anew makes few of them anew.

Within a response that will be cached only; any other is made from nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar, cast

from .rules import CURRENT, Shown, Start, holds, recording
from .store import STORE

T = TypeVar("T")
OVERHEAD = 1_000  # bytes, besides its value


@dataclass(frozen=True)
class Piece:
    """``depends`` is what the value was made of besides rows of the scopes: another one makes another value."""

    value: object
    versions: Mapping[str, int]
    made_at: datetime
    until: datetime | None
    shown: tuple[Shown, ...]
    depends: object
    bytes: int

    def size(self) -> int:
        return self.bytes + OVERHEAD

    def is_true(self, start: Start, versions: Mapping[str, int], depends: object) -> bool:
        if self.versions != versions or self.depends != depends:
            return False
        return holds(start.now, self.made_at, self.until, self.shown)


def piece(
    key: tuple[object, ...],
    scopes: tuple[str, ...],
    make: Callable[[], T],
    *,
    depends: object = None,
    size_of: Callable[[T], int] = lambda _value: 4_000,
) -> T:
    """What ``make`` gives; the same object again while nothing was written to ``scopes``, ``depends`` is equal, the
    clock has reached no boundary and what it shows is still so. Whoever gets it changes nothing in it."""
    response = CURRENT.get()
    if response is None:
        return make()
    start, versions = response.start, {scope: response.start.versions[scope] for scope in scopes}
    known = cast(Piece | None, STORE.pieces.get(key))
    if known is None or not known.is_true(start, versions, depends):
        with recording(start) as own:
            value = make()
        known = Piece(value, versions, start.now, start.until, tuple(own.shown), depends, size_of(value))
        STORE.pieces.put(key, known)
    response.shown.extend(known.shown)
    return cast(T, known.value)
