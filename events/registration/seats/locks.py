"""The locks under which seats are counted.

Every count happens under the lock of the occurrence's row. On PostgreSQL that is ``FOR NO KEY UPDATE``; on
SQLite the transaction itself is IMMEDIATE. Capacity is never stored as a number of free seats: it is counted from the
registrations each time.

Locks come in one order, and several of a kind by primary key: the mail budget of an address, occurrences, event, entry,
registrations. A publication takes those of all its occurrences before it changes or reads anything, so a registration
is either seen by it or sees it. Under the budget of an address, which every door takes that registers it, it gets a
second place nowhere else meanwhile.
"""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Occurrence, Registration
from events.models.event import EventQuerySet
from events.models.occurrence import OccurrenceQuerySet
from events.registration.states import lock_row
from subscribers.outbox.statements import Statement

from .line import NOBODY, Count, count_seats
from .waiting_list import promote


def lock_occurrence(occurrence_uid: uuid.UUID) -> Occurrence:
    """The occurrence with its row locked until the transaction ends; seats that are free have gone to who waits."""
    return lock_each(occurrence_uid)[0]


def lock_each(*uids: uuid.UUID) -> list[Occurrence]:
    """The same for several, in the order asked for."""
    found = lock_rows(*uids)
    for row in found.values():
        promote(row)
    return [found[uid] for uid in uids]


def lock_and_count(occurrence_uid: uuid.UUID, known: Statement = NOBODY) -> tuple[Occurrence, Count]:
    """The same for one, with what its next party is decided by (see ``line.count_seats``). Two statements where nothing
    was left to give."""
    occurrence = lock_rows(occurrence_uid)[occurrence_uid]
    count = count_seats(occurrence, known)
    return occurrence, count_seats(occurrence, known) if promote(occurrence, count) else count


def lock_rows(*uids: uuid.UUID) -> dict[uuid.UUID, Occurrence]:
    found = {row.public_id: row for row in locking(Occurrence.objects.filter(public_id__in=uids))}
    if set(uids) - set(found):
        raise gone()
    return found


def gone() -> ValidationError:
    return ValidationError(_("Dit moment bestaat niet meer."), code="gone")


def lock_registration(registration: Registration, *others: uuid.UUID) -> list[Occurrence]:
    """Its occurrence and ``others``, locked, and ``registration`` read again, locked as well.

    One that moved meanwhile is followed.
    """
    while True:
        held = Occurrence.objects.values_list("public_id", flat=True).get(registrations=registration)
        with transaction.atomic():
            locked = lock_each(held, *others)
            lock_row(registration)
            if registration.occurrence_id == locked[0].pk:
                return locked
            transaction.set_rollback(True)  # lets go of the locks: several are only taken in order


def lock_occurrences(events: EventQuerySet | Iterable[int] | None) -> None:
    """Those of ``events`` (None = all), before a publication changes or reads anything about them."""
    rows = Occurrence.objects.all() if events is None else Occurrence.objects.filter(event__in=events)
    list(locking(rows).values_list("pk"))


def locking(rows: OccurrenceQuerySet) -> OccurrenceQuerySet:
    return rows.order_by("pk").select_for_update(of=("self",), no_key=True)


def give_free_seats(events: EventQuerySet | None) -> None:
    """What a publication is followed by: whatever it did to seats, free ones go to who waits. Needs the locks."""
    waiting = Registration.objects.in_line().values("occurrence")
    rows = Occurrence.objects.filter(pk__in=waiting).order_by("pk")
    for occurrence in rows if events is None else rows.filter(event__in=events):
        promote(occurrence)


def end_leaving(now: datetime) -> int:
    """The minute tick's share: whoever signed off and did not undo it is gone; returns how many occurrences."""
    return tend(Registration.objects.leaving(now).values_list("occurrence__public_id", flat=True).distinct())


def lapse_pending(now: datetime) -> int:
    """The minute tick's share: let go everywhere what was not confirmed in time; returns how many occurrences."""
    return tend(Registration.objects.lapsed(now).values_list("occurrence__public_id", flat=True).distinct())


def promote_waiting(now: datetime) -> int:
    """The minute tick's net: occurrences where somebody waits and would fit; returns how many."""
    return tend(Occurrence.objects.with_room_for_waiting(now).values_list("public_id", flat=True))


def tend(occurrences: Iterable[uuid.UUID]) -> int:
    uids = list(occurrences)
    for uid in uids:
        with transaction.atomic():
            lock_occurrence(uid)
    return len(uids)
