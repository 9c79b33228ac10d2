"""Who may have a seat: whether one can register now, how large a party may be, what a newcomer gets; and why not.

Every count happens under the lock of the occurrence's row. On PostgreSQL that is ``FOR UPDATE``; on SQLite the
transaction itself is IMMEDIATE. Capacity is never stored as a number of free seats: it is counted from the
registrations each time.
"""

import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import CalendarEntry, Occurrence, Registration

from .mail import letters
from .waiting_list import give_back

State = Registration.State


def lock_occurrence(occurrence_uid: uuid.UUID) -> Occurrence:
    """The occurrence with its row locked until the transaction ends; lapsed holds are let go first."""
    occurrence = Occurrence.objects.select_for_update(of=("self",)).filter(public_id=occurrence_uid).first()
    if occurrence is None:
        raise ValidationError(_("Dit moment bestaat niet meer."), code="gone")
    let_lapse(occurrence, timezone.now())
    return occurrence


def let_lapse(occurrence: Occurrence, now: datetime) -> None:
    """Seats that were held for an unconfirmed mail go back; needs the lock."""
    give_back(occurrence, occurrence.registrations.lapsed(now).select_related("occurrence"), "lapsed", letters.lapsed)


def lapse_pending(now: datetime) -> int:
    """The minute tick's share: let go everywhere what was not confirmed in time; returns how many occurrences."""
    uids = list(Registration.objects.lapsed(now).values_list("occurrence__public_id", flat=True).distinct())
    for uid in uids:
        with transaction.atomic():
            lock_occurrence(uid)
    return len(uids)


def check_open(occurrence: Occurrence, now: datetime) -> None:
    """Why one cannot register now, as a sentence; nothing when one can."""
    if Occurrence.objects.open_for_registration(now).filter(pk=occurrence.pk).exists():
        return
    if occurrence.registration_opens_at and occurrence.registration_opens_at > now:
        raise ValidationError(_("Aanmelden kan nog niet. Probeer het later nog eens."), code="not_open")
    if occurrence.way_in not in Occurrence.REGISTERED_HERE:
        raise ValidationError(
            _("Voor dit moment meldt u zich niet hier aan. Kijk op de pagina van de activiteit hoe u binnenkomt."),
            code="not_here",
        )
    if not CalendarEntry.objects.taking_place().filter(occurrence=occurrence).exists():
        raise ValidationError(_("Deze activiteit gaat niet door; aanmelden kan niet meer."), code="closed")
    raise ValidationError(_("Aanmelden kan niet meer: de aanmelding is gesloten."), code="closed")


def check_party(occurrence: Occurrence, seats: int) -> None:
    most = min(
        occurrence.party_limit, occurrence.capacity if occurrence.capacity is not None else occurrence.party_limit
    )
    if seats > most:
        sentence = ngettext(
            "U kunt hier hoogstens %(most)s plaats vragen.", "U kunt hier hoogstens %(most)s plaatsen vragen.", most
        )
        raise ValidationError({"seats": ValidationError(sentence, code="party_too_large", params={"most": most})})


def state_for_newcomer(occurrence: Occurrence, seats: int) -> str:
    """What a party of ``seats`` that comes now gets. Waiting parties count, so nobody overtakes them."""
    free = occurrence.seats_free(occurrence.registrations.holding().seats())
    if free is not None and seats > free and not occurrence.has_waiting_list:
        raise ValidationError(_("Alle plaatsen zijn bezet."), code="full")
    if occurrence.must_confirm:
        return State.PENDING
    return State.CONFIRMED if free is None or seats <= free else State.WAITLISTED
