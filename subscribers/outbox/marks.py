"""The mark in each of our mails, in its Message-ID and its envelope sender (VERP), and the way back from it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from subscribers.access.signing import read_mark, sign_mark
from subscribers.models import Outgoing, outgoing_by_mark


@dataclass(frozen=True, slots=True)
class Origin:
    """Which mail a mark stands for: the name of its model and its row, None when that is gone by now."""

    name: str
    row: Outgoing | None


def mark_of(row: Outgoing) -> str:
    """The same for the same mail, for ever; tells nothing about who gets it."""
    return sign_mark(row.mark + row.key)


def envelope_sender(mark: str) -> str:
    """Where a server sends its report on the mail with ``mark``; without BOUNCE_DOMAIN simply the sender."""
    return f"{mark}@{settings.BOUNCE_DOMAIN}" if settings.BOUNCE_DOMAIN else settings.SENDER_ADDRESS


def find_origin(hints: Iterable[str]) -> Origin | None:
    """The mail whose mark stands in the first of ``hints`` that has one; None when none was made by us."""
    for hint in hints:
        body = read_mark(hint)
        model = outgoing_by_mark(body[:1]) if body else None
        if body and model:
            row = model._default_manager.filter(model.by_key(body[1:])).first()
            return Origin(str(model._meta.model_name), row)
    return None
