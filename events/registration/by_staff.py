"""What staff do for a visitor who phones or stands at a desk. What goes past a limit or out of turn has a reason.

Each step is in the history of the registration with who took it (``audit``): numbers and reasons, never an address.
A party without an address gets no mail; its code is printed.
"""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from events.models import Occurrence, Registration
from events.shell.walltime import say
from subscribers.addresses import normalise_address
from subscribers.models import LinkToken, Message
from subscribers.outbox.budget import lock_budget
from subscribers.outbox.states import skip

from . import states
from .audit import note
from .changing.party import change_party, check_may_change
from .mail.links import about
from .mail.owed import remind, standing_now, welcome
from .mail.visitors import facts_of, tell
from .registering import cancel_registration, check_still_open, place_for_newcomer
from .seats.choosing import parties_of
from .seats.line import NOBODY, Count, count_seats, first_of, is_to_come, line_up
from .seats.locks import lock_and_count, lock_registration
from .seats.waiting_list import promote
from .sentences import check_open, check_party, check_visitor
from .words import Happened, Standing, standing_of

State = Registration.State


@transaction.atomic
def register_by_staff(
    occurrence_uid: uuid.UUID, *, name: str, email: str, seats: int, language: str, by: Any, beyond: str = ""
) -> Registration:
    """As a visitor registers; ``email`` may be "". With a reason in ``beyond`` the party has a place at once: also
    where it is full, larger than parties are, or when registering has closed.

    Raises ``ValidationError`` as ``register_attendee`` does, and by field where the address is registered already or
    the hall holds no more people.
    """
    name, email = check_visitor(name, email, seats, needs_address=False)
    if email:
        lock_budget(email)
    mine = Occurrence.objects.select_related("choice").get(public_id=occurrence_uid)
    held = first_of(parties_of(mine, email)) if email else NOBODY
    occurrence, count = lock_and_count(occurrence_uid, held)
    if count.known:
        raise ValidationError({"email": already_here(Registration.objects.get(pk=count.known), mine)})
    if beyond:
        check_beyond(occurrence, count, seats)
        state, standing = State.CONFIRMED, Standing.PLACE
    else:
        check_still_open(occurrence, is_told=count.may_register)
        check_party(occurrence, seats)
        place = place_for_newcomer(occurrence, count, seats, must_prove=bool(email) and occurrence.must_confirm)
        state = State(place.state)
        standing = standing_of(Registration(state=state), fits=place.fits, kept=place.kept)
    party = states.begin(occurrence, state, name=name, email=email, seats=seats, language=language, source="desk")
    welcome(party, facts_of(party), standing)
    note(party, "register", by, seats=seats, **({"reason": beyond} if beyond else {}))
    return party


def already_here(held: Registration, occurrence: Occurrence) -> str:
    if held.occurrence_id == occurrence.pk:
        return f"Dit adres staat hier al: {held.name}, {held.get_state_display()}."
    other = held.occurrence
    return (
        f"Van ‘{occurrence.choice}’ kiest men er één, en dit adres koos ‘{other.event}’, {say(other.starts_at)}. De "
        "bezoeker wisselt zelf met de link in de mail; of meld die daar af, en hier aan."
    )


def check_beyond(occurrence: Occurrence, count: Count, seats: int) -> None:
    """Past every limit but these: it takes place, it is not over, and the hall may hold so many people."""
    ends_at = occurrence.ends_at or occurrence.starts_at
    if not count.may_register or ends_at <= timezone.now():
        raise ValidationError("Dit gaat niet door of is al geweest; aanmelden kan niet meer.", code="closed")
    most = occurrence.venue.capacity if occurrence.venue else None
    if most is not None and count.given + seats > most:
        sentence = f"In de zaal mogen {most} mensen, en {count.given} hebben al een plaats. Meer kan nooit."
        raise ValidationError({"seats": ValidationError(sentence, code="too_many")})


@transaction.atomic
def cancel_by_staff(registration: Registration, *, reason: str, by: Any) -> None:
    """As its owner cancels; ``reason`` stands in the mail and in the CANCEL for the calendar."""
    if registration.is_holding:
        cancel_registration(registration, reason=reason)
        note(registration, "cancel", by, reason=reason)


@transaction.atomic
def correct_registration(registration: Registration, *, name: str, email: str, language: str, by: Any) -> None:
    """What a visitor is called, and where to and in what language we write. To another address the first mail goes
    anew, and whoever reads the former has nothing any more: links in older mails are dead, and what waits to go there
    stays here.

    Raises ``ValidationError`` by field, also where the address is registered already.
    """
    name, email = check_visitor(name, email, registration.seats, needs_address=False)
    if email:
        lock_budget(email)
    occurrence = lock_registration(registration)[0]
    if not registration.is_holding:
        raise ValidationError("Deze aanmelding geldt niet meer; er valt niets te verbeteren.", code="over")
    moves_address = registration.email_normalised != normalise_address(email)
    if moves_address and email and (held := parties_of(occurrence, email).exclude(pk=registration.pk).first()):
        raise ValidationError({"email": already_here(held, occurrence)})
    if registration.state == State.PENDING and not email:
        raise ValidationError({"email": ValidationError("Zonder adres kan niemand bevestigen.", code="required")})
    states.correct(registration, name=name, email=email, language=language)
    if moves_address:
        LinkToken.objects.filter(subject=about(registration)).delete()
        skip(Message.objects.filter(about=about(registration)), "corrected", timezone.now())
        welcome(registration, facts_of(registration), standing_now(registration))
    note(registration, "correct", by)


@transaction.atomic
def resize_by_staff(registration: Registration, *, seats: int, by: Any, beyond: str = "") -> None:
    """As its owner changes the number of people; with a reason in ``beyond`` all of them have a place at once.

    Raises ``ValidationError`` as ``change_party`` does, and by field (seats) where the hall holds no more people.
    """
    if not beyond:
        change_party(registration, name=registration.name, seats=seats)
    else:
        occurrence = lock_registration(registration)[0]
        check_may_change(registration, occurrence)
        had = registration.seats + registration.more_wanted
        given = registration.seats if registration.state == State.CONFIRMED else 0
        check_beyond(occurrence, count_seats(occurrence), seats - given)
        states.resize(registration, seats, 0, to_the_back=False)
        if registration.state == State.WAITLISTED:
            states.promote(registration)
            tell(registration, Happened.PROMOTED, facts_of(registration))
        elif seats != had:
            tell(registration, Happened.CHANGED, facts_of(registration), had=had)
        promote(occurrence)
    note(registration, "resize", by, seats=seats, **({"reason": beyond} if beyond else {}))


@transaction.atomic
def move_by_staff(registration: Registration, to: uuid.UUID, *, by: Any) -> None:
    """The whole party to another moment where one can register: with a place, or where it waits last in line there.

    Who has a place keeps it unless there is one for everybody there. Raises ``ValidationError``: closed, gone,
    not_open, not_here, full, or by field (occurrence, seats).
    """
    here, there = lock_registration(registration, to)
    if here.pk == there.pk:
        return
    check_may_change(registration, here)
    theirs = parties_of(there, registration.email).exclude(pk=registration.pk) if registration.email else None
    if theirs is not None and (held := theirs.first()):
        raise ValidationError({"occurrence": already_here(held, there)})
    check_open(there, timezone.now())
    seats = registration.seats + registration.more_wanted
    check_party(there, seats)
    free = line_up(there).free
    fits = free is None or seats <= free
    if not fits and (registration.state == State.CONFIRMED or not there.has_waiting_list):
        raise ValidationError("Daar is geen plaats voor het hele gezelschap. Er is niets veranderd.", code="full")
    before = facts_of(registration)
    states.move(registration, there, fits=fits)
    tell(registration, Happened.TRANSFERRED, facts_of(registration), before=before)
    promote(here)
    note(registration, "move", by)


@transaction.atomic
def resend_mail(registration: Registration, *, by: Any) -> None:
    """Tell its owner again how they are registered, with a new link and the code. The links in older mails stay good.

    Raises ``ValidationError`` where there is nobody to tell, or nothing.
    """
    lock_registration(registration)
    if not registration.email:
        raise ValidationError("Hier staat geen e-mailadres bij. Druk de code af.", code="no_address")
    if not registration.is_holding or registration.occurrence.entry.ends_at <= timezone.now():
        raise ValidationError("Deze aanmelding geldt niet meer; er valt niets te mailen.", code="over")
    states.note_asked(registration, is_owed=False)
    remind(registration, facts_of(registration), standing_now(registration))
    note(registration, "resend", by)


@transaction.atomic
def put_first(registration: Registration, *, reason: str, by: Any, at_once: bool = False) -> None:
    """Of who waits this party is next. ``at_once``: it has a place now, also where it is full.

    Raises ``ValidationError`` where it does not wait (any more), and by field where the hall holds no more people.
    """
    occurrence = lock_registration(registration)[0]
    count = count_seats(occurrence)
    if registration.state != State.WAITLISTED or registration.erased_at or not is_to_come(occurrence, count):
        raise ValidationError("Deze bezoeker staat niet (meer) op de wachtlijst.", code="not_waiting")
    if at_once:
        check_beyond(occurrence, count, registration.seats)
        states.promote(registration)
        tell(registration, Happened.PROMOTED, facts_of(registration))
    else:
        states.put_first(registration)
        promote(occurrence)
        registration.refresh_from_db()
    note(registration, "place" if at_once else "first", by, reason=reason)
