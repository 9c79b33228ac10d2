"""Which service mails a block of code writes, for who says how many there are: before it is done, or after."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Notes = list[tuple[str, str]]  # (kind, about) of each message, in the order in which they were written

_open: ContextVar[tuple[Notes, ...]] = ContextVar("open notes of mail", default=())


@contextmanager
def noting_mail() -> Iterator[Notes]:
    """The messages that are written within, here or deeper; one that was there already is not."""
    notes: Notes = []
    token = _open.set((*_open.get(), notes))
    try:
        yield notes
    finally:
        _open.reset(token)


def note(kind: str, about: str) -> None:
    for notes in _open.get():
        notes.append((kind, about))
