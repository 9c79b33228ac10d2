"""Another number of people, or another name, without losing the place.

Seats that a smaller party gives back go to who is next. A larger one gets what there is; for the rest it is last in
line, and keeps what it has meanwhile. Who waits and asks for more goes to the end of the line: others were before.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Occurrence, Registration
from events.registration import states
from events.registration.mail.visitors import facts_of, tell
from events.registration.seats.line import count_seats, is_to_come, line_up
from events.registration.seats.locks import lock_registration
from events.registration.seats.waiting_list import promote
from events.registration.sentences import check_party, check_visitor, full
from events.registration.words import Happened

State = Registration.State


@transaction.atomic
def change_party(registration: Registration, *, name: str, seats: int) -> None:
    """``seats``: of the whole party, with those it waits for. Twice is as good as once; one mail tells both.

    Raises ``ValidationError`` by field (name, seats) or with code closed; nothing has changed then.
    """
    name, _address = check_visitor(name, registration.email, seats, needs_address=False)
    occurrence = lock_registration(registration)[0]
    check_may_change(registration, occurrence)
    had, known = registration.seats + registration.more_wanted, registration.happenings
    if name != registration.name:
        states.rename(registration, name)
    if seats != had:
        give_size(registration, occurrence, seats)
    if registration.happenings == known:
        return
    told = registration.happenings
    promote(occurrence)
    registration.refresh_from_db()
    if registration.happenings == told:  # who has got a place with it is told that
        tell(registration, Happened.CHANGED, facts_of(registration), had=had if seats != had else 0)


def check_may_change(registration: Registration, occurrence: Occurrence) -> None:
    """Needs the lock. Raises ``ValidationError`` with code closed for who has nothing that can be changed now."""
    stands = registration.is_holding and registration.state in (State.CONFIRMED, State.WAITLISTED)
    if not stands or registration.is_leaving or not is_to_come(occurrence, count_seats(occurrence)):
        raise ValidationError(_("Aan deze aanmelding kan nu niets veranderd worden."), code="closed")


def give_size(registration: Registration, occurrence: Occurrence, asked: int) -> None:
    if asked > registration.seats + registration.more_wanted:
        check_party(occurrence, asked)
    if registration.state == State.WAITLISTED:
        states.resize(registration, asked, 0, to_the_back=asked > registration.seats)
        return
    more = asked - registration.seats
    if more <= registration.more_wanted:  # no more than it waits for already
        states.resize(registration, min(asked, registration.seats), max(0, more), to_the_back=False)
        return
    free = line_up(occurrence).free
    given = more if free is None else min(more, free)
    if given < more and not occurrence.has_waiting_list:
        raise ValidationError({"seats": full(given)})
    states.resize(registration, registration.seats + given, more - given, to_the_back=given < more)
