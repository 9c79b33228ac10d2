"""The states of a registration: one function for each arrow. Nowhere else is a state written.

    begin ──▶ confirmed ◀──────────────────┬───────────────┐
      │                                    │confirm        │promote
      ├─────▶ pending ─────────────────────┴─confirm─▶ waitlisted ◀── begin
      │          └──lapse──▶ lapsed
    confirmed, waitlisted, pending ──cancel──▶ cancelled
    confirmed, waitlisted ──move──▶ confirmed, waitlisted elsewhere
    waitlisted ──put_first──▶ waitlisted        pending, confirmed, waitlisted ──correct──▶ the same
    confirmed, waitlisted ──leave──▶ leaving ──stay──▶ as it was; or ──cancel──▶ cancelled
    confirmed ──hand_over──▶ handed over        confirmed, waitlisted ──resize──▶ the same, of another size

Pending, confirmed and waitlisted hold seats (``HOLDING_STATES``); cancelled, handed over and lapsed are the end, and
who comes back begins anew. Who leaves keeps its seats until undoing it is over (``leaves_at``), and is in no line.
Every arrow needs the lock of the occurrence (``seats.lock_occurrence``), under which its caller counted; mail is the
caller's.

Whatever happens to a party, also what changes no state, raises ``happenings`` by one. That number is the revision of
the mail about it (``mail.visitors.tell``): one happening, one mail. SEQUENCE would not do: it is the calendar's, and
much happens to who has no invitation.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

from events.models import Occurrence, Registration
from subscribers.addresses import normalise_address

State = Registration.State
CORRECTED = ("name", "email", "email_normalised", "language", "proven_at", "lapses_at", "happenings")
ENDED = ("state", "happenings", "cancelled_at", "lapses_at", "sequence", "owed_since", "leaves_at", "more_wanted")
MOVED = (
    "occurrence", "in_line_since", "state", "confirmed_at", "sequence", "happenings", "seats", "more_wanted",
)  # fmt: skip


def begin(
    occurrence: Occurrence,
    state: str,
    *,
    name: str,
    email: str,
    seats: int,
    language: str,
    source: str,
    is_owed: bool = False,
) -> Registration:
    """A new party in ``state``: confirmed, waitlisted or pending; ``is_owed`` its first mail. One statement."""
    now = timezone.now()
    return Registration.objects.create(
        occurrence=occurrence,
        name=name,
        email=email,
        email_normalised=normalise_address(email),
        seats=seats,
        language="en" if language == "en" else "nl",
        state=state,
        source=source,
        created_at=now,
        in_line_since=now,
        confirmed_at=now if state == State.CONFIRMED else None,
        lapses_at=now + held_for() if state == State.PENDING else None,
        owed_since=now if is_owed else None,
    )


def confirm(registration: Registration, *, fits: bool) -> None:
    """pending → confirmed, or waitlisted where there is no seat: by its owner, who so proves the address."""
    now = timezone.now()
    registration.happenings += 1
    registration.state = State.CONFIRMED if fits else State.WAITLISTED
    registration.confirmed_at, registration.lapses_at = (now if fits else None), None
    registration.proven_at, registration.owed_since = now, None
    registration.save(update_fields=["state", "happenings", "confirmed_at", "lapses_at", "proven_at", "owed_since"])


def promote(registration: Registration) -> None:
    """waitlisted → confirmed; or of who has a place for some: for all."""
    lock_row(registration)
    registration.happenings += 1
    registration.seats, registration.more_wanted = registration.seats + registration.more_wanted, 0
    registration.state, registration.confirmed_at = State.CONFIRMED, registration.confirmed_at or timezone.now()
    registration.owed_since = None  # the mail about it says more
    registration.save(update_fields=["state", "seats", "more_wanted", "happenings", "confirmed_at", "owed_since"])


def put_first(registration: Registration) -> None:
    """waitlisted → waitlisted, before all who are in line."""
    line = Registration.objects.filter(occurrence=registration.occurrence_id).in_line()
    registration.in_line_since = line[0].in_line_since - timedelta(microseconds=1)
    registration.happenings += 1
    registration.save(update_fields=["in_line_since", "happenings"])


def correct(registration: Registration, *, name: str, email: str, language: str) -> None:
    """As staff were told: nobody proved another address yet, and who still has to confirm has the whole time for it."""
    if registration.email_normalised != normalise_address(email):
        registration.proven_at = None
        registration.lapses_at = timezone.now() + held_for() if registration.state == State.PENDING else None
    registration.name, registration.email, registration.email_normalised = name, email, normalise_address(email)
    registration.language = language
    registration.happenings += 1
    registration.save(update_fields=CORRECTED)


def move(registration: Registration, there: Occurrence, *, fits: bool) -> None:
    """confirmed, waitlisted → the same party at another occurrence: with a place, or last in line. Needs both locks.

    The calendar's entry keeps its UID, so whoever had an invitation gets the change of it.
    """
    now = timezone.now()
    registration.sequence += 1 if registration.state == State.CONFIRMED else 0
    registration.occurrence, registration.in_line_since = there, now
    registration.state, registration.confirmed_at = (State.CONFIRMED, now) if fits else (State.WAITLISTED, None)
    registration.happenings += 1
    registration.seats, registration.more_wanted = registration.seats + registration.more_wanted, 0
    registration.save(update_fields=MOVED)


def cancel(registration: Registration) -> bool:
    """To cancelled; whether there was an invitation, which a mail then must end with the SEQUENCE it has now."""
    invited = registration.state == State.CONFIRMED
    registration.happenings += 1
    registration.state, registration.cancelled_at, registration.lapses_at = State.CANCELLED, timezone.now(), None
    registration.sequence += 1 if invited else 0
    registration.owed_since = registration.leaves_at = None
    registration.more_wanted = 0
    registration.save(update_fields=ENDED)
    return invited


def hand_over(registration: Registration) -> None:
    """confirmed → handed over, with all its seats: its code is dead, and its invitation ends with the SEQUENCE it has
    now."""
    registration.happenings += 1
    registration.sequence += 1
    registration.state, registration.handed_over_at = State.HANDED_OVER, timezone.now()
    registration.owed_since, registration.more_wanted = None, 0
    registration.save(update_fields=[*ENDED, "handed_over_at"])


def receive(registration: Registration, seats: int, *, is_owed: bool) -> None:
    """confirmed, waitlisted, pending → confirmed with seats that somebody handed over; for what it still lacks of those
    it asked for it keeps its place in line."""
    now, asked = timezone.now(), registration.seats
    if registration.state == State.CONFIRMED:
        registration.seats, registration.more_wanted = asked + seats, max(0, registration.more_wanted - seats)
    else:
        registration.seats, registration.more_wanted = seats, max(0, asked - seats)
    registration.state, registration.confirmed_at = State.CONFIRMED, registration.confirmed_at or now
    registration.lapses_at, registration.owed_since = None, now if is_owed else None
    registration.happenings += 1
    registration.save(
        update_fields=["state", "seats", "more_wanted", "confirmed_at", "lapses_at", "owed_since", "happenings"]
    )


def leave(registration: Registration) -> None:
    """confirmed, waitlisted → the same, leaving: signed off, which can be undone for a while."""
    registration.leaves_at = timezone.now() + timedelta(minutes=settings.CANCEL_UNDO_MINUTES)
    registration.happenings += 1
    registration.save(update_fields=["leaves_at", "happenings"])


def stay(registration: Registration) -> None:
    """Signing off is undone: everything is as it was."""
    registration.leaves_at = None
    registration.happenings += 1
    registration.save(update_fields=["leaves_at", "happenings"])


def resize(registration: Registration, seats: int, more_wanted: int, *, to_the_back: bool) -> None:
    """Of another size; ``to_the_back``: what it waits for is last in line."""
    registration.happenings += 1
    registration.seats, registration.more_wanted = seats, more_wanted
    if to_the_back:
        registration.in_line_since = timezone.now()
    registration.save(update_fields=["seats", "more_wanted", "in_line_since", "happenings"])


def rename(registration: Registration, name: str) -> None:
    """By who has the mailed link, and so proves the address."""
    registration.happenings += 1
    registration.name, registration.proven_at = name, registration.proven_at or timezone.now()
    registration.save(update_fields=["name", "proven_at", "happenings"])


def lapse(key: int, now: datetime) -> bool:
    """pending → lapsed; ``lapses_at`` stays as the moment of it. False when its time was made longer meanwhile."""
    return bool(Registration.objects.lapsed(now).filter(pk=key).update(state=State.LAPSED))


def held_for() -> timedelta:
    """How long the seats of a party are held for its mail."""
    return timedelta(minutes=settings.PENDING_SEATS_MINUTES)


def note_published(registration: Registration) -> bool:
    """What it is for was moved, called off or restored; whether there is an invitation, which changes with it."""
    invited = registration.state == State.CONFIRMED
    registration.happenings += 1
    registration.sequence += 1 if invited else 0
    registration.save(update_fields=["happenings", "sequence"])
    return invited


def note_mailed(registration: Registration) -> None:
    """A mail follows on what a calendar answered, or on the clock. Needs a lock on the row alone."""
    registration.happenings += 1
    registration.save(update_fields=["happenings"])


def note_asked(registration: Registration, *, is_owed: bool) -> bool:
    """The address was typed again; ``is_owed`` the mail that says so. False when the party has left meanwhile.

    Needs no lock, and ``registration`` may be old news: whatever happens to a party raises its number. One statement
    where it is not.
    """
    owed = {"owed_since": Coalesce("owed_since", timezone.now())} if is_owed else {}
    row = Registration.objects.holding().filter(pk=registration.pk)
    while not row.filter(happenings=registration.happenings).update(happenings=F("happenings") + 1, **owed):
        registration.refresh_from_db()
        if not registration.is_holding:
            return False
    registration.happenings += 1
    return True


def note_told(registration: Registration) -> None:
    """A mail that was owed goes: who is pending has the whole time from now. Needs a lock on the row alone.

    One UPDATE: a second one in a transaction asks for the row of the occurrence, which its holder may wait with for us.
    """
    registration.owed_since = None
    registration.happenings += 1
    if registration.state == State.PENDING:
        registration.lapses_at = timezone.now() + held_for()
    registration.save(update_fields=["owed_since", "happenings", "lapses_at"])


def lock_row(registration: Registration) -> None:
    """Read again and locked: the mail that is owed is noted without the lock of the occurrence."""
    registration.refresh_from_db(from_queryset=Registration.objects.select_for_update(of=("self",)))
