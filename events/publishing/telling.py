"""Telling the public: what follows from a publication follows once, whatever touched the programme and how often.

Everything that publishes, withdraws, imports or edits rows that the public sees does so inside ``telling``. Nothing
listens to signals: what goes round this module reaches the calendars in the nightly reconciliation.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from events.ledger.checking import WhenBroken
from events.ledger.reconcile import reconcile_calendar
from events.ledger.scopes import is_all_told
from events.models import Change, Event
from events.models.event import EventQuerySet
from events.registration.mail.visitors import tell_visitors
from events.registration.seats.choosing import end_former_choices
from events.registration.seats.locks import give_free_seats, lock_occurrences

from .moments import refuse_without_moment


class Telling:
    """What is being done to the programme: events by primary key, and after its end what changed for the public."""

    def __init__(self) -> None:
        self.events: set[int] = set()
        self.changes: list[Change] = []

    def touch(self, *events: int) -> None:
        """Say what will change, all of it and before it does: the locks on its occurrences are taken here."""
        lock_occurrences(events)
        self.events.update(events)


@contextmanager
def telling(*, by: AbstractBaseUser | None, policy: WhenBroken = WhenBroken.REFUSE) -> Iterator[Telling]:
    """One transaction around a publication; at its end the calendars and the visitors hear of all that was touched.

    Nothing touched, nothing reconciled. Raises ``ValidationError`` (``breaks_calendars``) by ``policy``, with
    everything taken back. ``changes`` is filled when it has ended.
    """
    with transaction.atomic():
        told = Telling()
        yield told
        if told.events:
            touched = Event.objects.filter(pk__in=told.events)
            if policy == WhenBroken.REFUSE:
                refuse_without_moment(touched)
            told.changes = tell_calendars(touched, by=by, policy=policy)


@transaction.atomic
def tell_calendars(
    events: EventQuerySet | None = None,
    *,
    by: AbstractBaseUser | None = None,
    policy: WhenBroken = WhenBroken.HOLD,
) -> list[Change]:
    """Bring the public up to rows that are as they should be (None = all): after an import, an upgrade, every night."""
    lock_occurrences(events)
    changes = reconcile_calendar(events, by=by, policy=policy)
    end_former_choices(changes)
    tell_visitors(changes)
    give_free_seats(events)
    return changes


def tell_all_if_changed() -> list[Change]:
    """Everything, after an upgrade or another setting; nothing but one small query when there was none."""
    return [] if is_all_told() else tell_calendars()
