"""Registering, confirming by mail, cancelling: what a visitor does, by whatever door.

Registering has two steps. What can be known without a lock is looked at and counted first (``prepare_wish``); then,
in a transaction, the address is locked and after it the occurrence, and with that lock held there are three statements:
one that reads all that decides, the registration, and the row of its mail.

An address that is registered already must look like a new one, in the time that it takes too. So it is written down as
a stranger's, by the same statements, and taken back before the end; what differs is left to the queue.
"""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from events.models import CalendarEntry, Occurrence, Registration
from events.models.facts import Facts
from subscribers.access.tokens import find_token, use_token
from subscribers.outbox.budget import claim, lock_budget
from subscribers.outbox.queueing import nudge_once

from .mail.links import CONFIRM, by_subject
from .mail.owed import tell_again_later, welcome
from .mail.visitors import facts_of
from .proof import must_prove, take_seats
from .seats.choosing import parties_of
from .seats.line import Count, InLine, count_seats, first_of, is_to_come, line_up
from .seats.locks import gone, lock_and_count, lock_registration
from .seats.waiting_list import give_back
from .sentences import check_open, check_party, check_visitor, full
from .states import begin, confirm
from .words import standing_of

State = Registration.State
NEWCOMER = 0  # no primary key
LOOKED_AT = Occurrence.objects.select_related("event", "entry").only(
    "public_id", "event__live", "event__edition", "way_in", "starts_at", "choice", "party_limit", "capacity",
    "registration_opens_at", "registration_closes_at", "entry__status", "entry__facts", "entry__changed_at",
)  # fmt: skip


@dataclass(frozen=True)
class Registered:
    """What a visitor is told: a state and the seats, under an id of their own."""

    public_id: uuid.UUID
    state: str
    seats: int


@dataclass(frozen=True)
class Wish:
    """What somebody asks for, and what was known before any lock: the occurrence, what the public was told of it and
    since when, and how many seats the network took."""

    occurrence: Occurrence
    facts: Facts
    told_at: datetime
    taken: int
    name: str
    email: str
    seats: int
    language: str
    source: str
    is_suspect: bool = False


@dataclass(frozen=True)
class Place:
    """What a party that comes now gets, as last of the line; ``fits``: there is room for it, ``kept``: for it alone."""

    state: str
    fits: bool
    kept: bool


def register_attendee(
    occurrence_uid: uuid.UUID, *, name: str, email: str, seats: int, language: str, source: str, network: str = ""
) -> Registered:
    """Claim ``seats`` places: confirmed, waitlisted, or pending where the mail must be confirmed first.

    An address that already has a registration here, or at another of the same choice, is answered as a new one would
    be; nothing changes, and the mail tells. ``network``: whence it was asked (``network_of``), "" for what staff
    enter; never stored.
    Raises ``ValidationError`` by field (name, email, seats) or with code gone, closed, not_open, not_here, full.
    """
    wish = prepare_wish(
        occurrence_uid, name=name, email=email, seats=seats, language=language, source=source, network=network
    )
    with transaction.atomic():
        return fulfil_wish(wish)


def prepare_wish(
    occurrence_uid: uuid.UUID,
    *,
    name: str,
    email: str,
    seats: int,
    language: str,
    source: str,
    network: str = "",
    is_suspect: bool = False,
) -> Wish:
    """The wish, looked at as far as it can be without a lock. Raises as above; outside any transaction of its caller,
    so that what it counts for the network is seen by others at once. ``is_suspect``: a program may have sent it."""
    name, email = check_visitor(name, email, seats)
    occurrence = LOOKED_AT.filter(public_id=occurrence_uid).first()
    if occurrence is None:
        raise gone()
    entry: CalendarEntry | None = getattr(occurrence, "entry", None)
    told = entry is not None and entry.status == CalendarEntry.Status.CONFIRMED
    check_still_open(occurrence, is_told=told and occurrence.event.live)
    check_party(occurrence, seats)
    assert entry is not None
    taken = take_seats(occurrence, network, seats) if network else 0
    return Wish(occurrence, entry.facts, entry.changed_at, taken, name, email, seats, language, source, is_suspect)


def fulfil_wish(wish: Wish) -> Registered:
    """Register, or have who is registered already told so. Needs a transaction; raises as above."""
    budget = lock_budget(wish.email)
    before = transaction.savepoint()
    by_staff = wish.source == "desk"
    is_owed = not by_staff and not claim(budget)
    proof = not by_staff and (must_prove(wish.occurrence, wish.email, wish.taken) or wish.is_suspect)
    mine = first_of(parties_of(wish.occurrence, wish.email))
    occurrence, count = lock_and_count(wish.occurrence.public_id, mine)
    check_still_open(occurrence, is_told=count.may_register)
    check_party(occurrence, wish.seats)
    place = place_for_newcomer(occurrence, count, wish.seats, must_prove=proof or occurrence.must_confirm)
    facts = wish.facts if count.told_at == wish.told_at else told_now(occurrence)
    party = begin(
        occurrence,
        place.state,
        name=wish.name,
        email=wish.email if count.known is None else stranger(),
        seats=wish.seats,
        language=wish.language,
        source=wish.source,
        is_owed=is_owed,
    )
    if not is_owed:
        welcome(party, facts, standing_of(party, fits=place.fits, kept=place.kept))
    if count.known is None:
        transaction.savepoint_commit(before)
        nudge_once()  # as there is a task for who is known
    else:
        transaction.savepoint_rollback(before)
        tell_again_later(count.known, by_staff=by_staff)
    return Registered(party.public_id, party.state, party.seats)


def check_still_open(occurrence: Occurrence, *, is_told: bool) -> None:
    """What ``check_open`` says, without a statement where nothing is wrong; ``is_told``: published, and takes place."""
    now = timezone.now()
    is_ours = occurrence.way_in in Occurrence.REGISTERED_HERE
    if not (is_ours and is_told and occurrence.window(now) == "open"):
        check_open(occurrence, now)


def place_for_newcomer(occurrence: Occurrence, count: Count, seats: int, *, must_prove: bool) -> Place:
    """Who must prove the address is pending, also where it is full: with the mail answered they are in, or wait."""
    free = line_up(occurrence, count).free
    has_room = free is None or seats <= free
    if free is not None and not has_room and not occurrence.has_waiting_list:
        raise full(free)
    if not must_prove:
        return Place(State.CONFIRMED if has_room else State.WAITLISTED, has_room, has_room)
    with_it = replace(count, line=(*count.line, InLine(NEWCOMER, seats, State.PENDING, None)))
    line = line_up(occurrence, with_it)
    return Place(State.PENDING, line.fits(NEWCOMER), NEWCOMER in line.kept)


def stranger() -> str:
    """An address of nobody, in the place of one that has a party here already: of two the database would take one."""
    return f"{uuid.uuid4().hex}@unknown.invalid"


def told_now(occurrence: Occurrence) -> Facts:
    facts: Facts = CalendarEntry.objects.values_list("facts", flat=True).get(occurrence=occurrence)
    return facts


@transaction.atomic
def confirm_registration(raw: str) -> Registration | None:
    """Turn a pending registration into a place, or a place on the waiting list; None when the link does not work.

    One that has lapsed comes back as it is, for its page to say so.
    """
    token = find_token(raw, CONFIRM)
    registration = by_subject(token.subject) if token else None
    if registration is None:
        return None
    occurrence = lock_registration(registration)[0]
    count = count_seats(occurrence)
    if registration.state == State.LAPSED:
        return registration
    if registration.state != State.PENDING or registration.erased_at or not is_to_come(occurrence, count):
        return None
    if use_token(raw, CONFIRM) is None:
        return None
    line = line_up(occurrence, count.in_time(registration.pk))
    confirm(registration, fits=line.fits(registration.pk))
    welcome(registration, facts_of(registration), standing_of(registration))
    return registration


@transaction.atomic
def cancel_registration(registration: Registration, *, reason: str = "") -> None:
    """Give the seats back, tell the party, and promote who is next; twice is as good as once.

    Who was erased has no seats and is told nothing. ``reason``: why, of staff, who did it for them.
    """
    occurrence = lock_registration(registration)[0]
    if registration.is_holding:
        give_back(occurrence, registration, reason)
