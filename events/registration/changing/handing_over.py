"""Handing over a place, or some of them, to somebody else: a registration of their own, with another UID and code.

Whoever gets them may be registered here already; then that party has more seats, or at last some. So who hands over
learns nothing about an address: what is answered is the same.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from events.models import Occurrence, Registration, Scan
from events.models.door import SIGNED
from events.models.facts import Facts
from events.registration import states
from events.registration.mail.visitors import facts_of, tell
from events.registration.seats.choosing import parties_of
from events.registration.seats.locks import lock_registration
from events.registration.seats.waiting_list import give_back, promote
from events.registration.sentences import check_visitor
from events.registration.words import Happened, Standing
from subscribers.addresses import normalise_address
from subscribers.outbox.budget import claim, lock_budget

from .party import check_may_change

State = Registration.State


@transaction.atomic
def hand_over(registration: Registration, *, name: str, email: str, seats: int) -> None:
    """Give ``seats`` of a confirmed party to ``email``; all of them end it. Both are told.

    Raises ``ValidationError`` by field (name, email, seats) or with code closed, in; nothing has changed then.
    """
    name, email = check_visitor(name, email, seats)
    budget = lock_budget(email)
    occurrence = lock_registration(registration)[0]
    check_may_hand_over(registration, occurrence, email, seats)
    facts, had = facts_of(registration), registration.seats
    if seats == had:
        states.hand_over(registration)
        tell(registration, Happened.HANDED_OVER, facts, standing=Standing.PLACE)
    else:
        states.resize(registration, had - seats, registration.more_wanted, to_the_back=False)
        tell(registration, Happened.CHANGED, facts, had=had)
    receive(occurrence, facts, name, email, seats, registration.language, is_owed=not claim(budget))


def check_may_hand_over(registration: Registration, occurrence: Occurrence, email: str, seats: int) -> None:
    check_may_change(registration, occurrence)
    if registration.state != State.CONFIRMED:
        raise ValidationError(_("Wie op de wachtlijst staat, heeft nog geen plaats om over te dragen."), code="closed")
    if seats > registration.seats:
        raise ValidationError({"seats": ValidationError(_("Zoveel plaatsen hebt u niet."), code="max_value")})
    if normalise_address(email) == registration.email_normalised:
        raise ValidationError({"email": ValidationError(_("Dit is uw eigen adres."), code="own")})
    inside = Scan.objects.of_codes([registration.code]).counted().aggregate(n=Sum(SIGNED))["n"] or 0
    if inside > 0:
        raise ValidationError(_("U bent al binnen. Overdragen kan alleen daarvoor."), code="in")


def receive(
    occurrence: Occurrence, facts: Facts, name: str, email: str, seats: int, language: str, *, is_owed: bool
) -> None:
    """Under the locks of the address and the occurrence. Whoever is leaving has left by it: they asked for that."""
    theirs = parties_of(occurrence, email).select_related("occurrence").first()
    if theirs and theirs.occurrence_id != occurrence.pk:
        raise ValidationError(
            {"email": ValidationError(_("Aan dit adres kan deze plaats niet overgedragen worden."), code="elsewhere")}
        )
    if theirs:
        states.lock_row(theirs)
    if theirs and theirs.is_leaving:
        give_back(occurrence, theirs)
        theirs = None
    if theirs is None:
        theirs = states.begin(
            occurrence, State.CONFIRMED, name=name, email=email, seats=seats, language=language, source="handed",
            is_owed=is_owed,
        )  # fmt: skip
        had = 0
    else:
        had = theirs.seats if theirs.state == State.CONFIRMED else 0
        states.receive(theirs, seats, is_owed=is_owed)
    told = theirs.happenings
    promote(occurrence)  # whoever had no place yet kept seats from others
    theirs.refresh_from_db()
    if not is_owed and theirs.happenings == told:  # who so got the rest as well is told that
        tell(theirs, Happened.RECEIVED, facts, had=had)
