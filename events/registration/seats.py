"""Registering, waiting, being promoted, leaving. Every count happens under the lock of the occurrence's row.

On PostgreSQL that is ``FOR UPDATE``; on SQLite the transaction itself is IMMEDIATE. Capacity is never stored as a
number of free seats: it is counted from the registrations each time.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import CalendarEntry, Occurrence, Registration
from subscribers.access.form_checks import may_mail
from subscribers.access.tokens import find_token, use_token
from subscribers.addresses import normalise_address
from subscribers.plaintext import one_line
from subscribers.shell.validators import validate_mailable

from . import letters
from .visitors import CONFIRM, MANAGE, confirm_address, facts_of, tell

State = Registration.State


@dataclass(frozen=True)
class Answer:
    """What a visitor is told: a state and the seats, under an id of their own."""

    public_id: uuid.UUID
    state: str
    seats: int


def register_attendee(
    occurrence_uid: uuid.UUID, *, name: str, email: str, seats: int, language: str, source: str
) -> Answer:
    """Claim ``seats`` places: confirmed, waitlisted, or pending where the mail must be confirmed first.

    An address that already has a registration here is answered as a new one would be; nothing changes, and the mail
    tells. Raises ``ValidationError`` by field (name, email, seats) or with code gone, closed, not_open, not_here, full.
    """
    name, email = check_visitor(name, email, seats)
    with transaction.atomic():
        occurrence = lock_occurrence(occurrence_uid)
        check_open(occurrence, timezone.now())
        check_party(occurrence, seats)
        state = state_for_newcomer(occurrence, seats)
        known = occurrence.registrations.holding().filter(email_normalised=normalise_address(email)).first()
        if known:
            remind(known)
            return Answer(uuid.uuid4(), state, seats)
        registration = Registration.objects.create(
            occurrence=occurrence,
            name=name,
            email=email,
            email_normalised=normalise_address(email),
            seats=seats,
            language="en" if language == "en" else "nl",
            state=state,
            source=source,
            confirmed_at=timezone.now() if state == State.CONFIRMED else None,
            lapses_at=timezone.now() + timedelta(minutes=settings.PENDING_SEATS_MINUTES)
            if state == State.PENDING
            else None,
        )
        welcome(registration)
    return Answer(registration.public_id, registration.state, registration.seats)


def check_visitor(name: str, email: str, seats: int) -> tuple[str, str]:
    """Name and address without surplus spaces; every wrong field at once."""
    name, email, problems = one_line(name), email.strip(), {}
    if not name:
        problems["name"] = ValidationError(_("Vul uw naam in."), code="required")
    elif len(name) > 120:
        problems["name"] = ValidationError(_("Een naam heeft hoogstens 120 tekens."), code="max_length")
    try:
        validate_mailable(email)
    except ValidationError:
        problems["email"] = ValidationError(
            _("Dit e-mailadres klopt niet. Een adres ziet eruit als naam@voorbeeld.nl."), code="invalid"
        )
    if seats < 1:
        problems["seats"] = ValidationError(_("Kies minstens één plaats."), code="min_value")
    if problems:
        raise ValidationError(problems)
    return name, email


def lock_occurrence(occurrence_uid: uuid.UUID) -> Occurrence:
    """The occurrence with its row locked until the transaction ends; lapsed holds are let go first."""
    occurrence = Occurrence.objects.select_for_update(of=("self",)).filter(public_id=occurrence_uid).first()
    if occurrence is None:
        raise ValidationError(_("Dit moment bestaat niet meer."), code="gone")
    let_lapse(occurrence, timezone.now())
    return occurrence


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


def welcome(registration: Registration) -> None:
    """The first mail, by state."""
    facts = facts_of(registration)
    if registration.state == State.CONFIRMED:
        tell(registration, "confirmed", letters.confirmed, facts, method="REQUEST")
    elif registration.state == State.WAITLISTED:
        tell(registration, "waitlisted", letters.waitlisted, facts)
    else:
        link = confirm_address(registration)
        minutes = settings.PENDING_SEATS_MINUTES
        tell(registration, "pending", lambda visit: letters.must_confirm(visit, link, minutes), facts, with_link=False)


def remind(registration: Registration) -> None:
    """Tell the owner of the address, and nobody else, that they were registered already."""
    if registration.state == State.PENDING or not may_mail("registration.repeated", registration.email):
        return
    waiting = registration.state == State.WAITLISTED
    stamp = int(timezone.now().timestamp())
    tell(
        registration, "repeated", lambda visit: letters.repeated(visit, waiting), facts_of(registration), revision=stamp
    )


@transaction.atomic
def confirm_registration(raw: str) -> Registration | None:
    """Turn a pending registration into a place (or a place in the queue); None when the link no longer works."""
    token = use_token(raw, CONFIRM)
    registration = by_subject(token.subject) if token else None
    if registration is None:
        return None
    occurrence = lock_occurrence(registration.occurrence.public_id)
    registration.refresh_from_db()
    if registration.state != State.PENDING:
        return None
    ahead = occurrence.registrations.holding().filter(pk__lt=registration.pk).seats()
    sure = occurrence.registrations.holding().filter(state=State.CONFIRMED).seats()
    fits = occurrence.capacity is None or max(ahead, sure) + registration.seats <= occurrence.capacity
    registration.state = State.CONFIRMED if fits else State.WAITLISTED
    registration.confirmed_at, registration.lapses_at = (timezone.now() if fits else None), None
    registration.save(update_fields=["state", "confirmed_at", "lapses_at"])
    welcome(registration)
    return registration


@transaction.atomic
def cancel_registration(registration: Registration, *, source: str) -> None:
    """Give the seats back, tell the party, and promote who is next; twice is as good as once.

    Who was erased has no seats and is told nothing.
    """
    occurrence = lock_occurrence(registration.occurrence.public_id)
    registration.refresh_from_db()
    if registration.state == State.CANCELLED or registration.erased_at:
        return
    release(registration, "cancelled", letters.cancelled)
    promote(occurrence)


def release(registration: Registration, kind: str, write: object) -> None:
    """CANCELLED, with a calendar cancellation when there was an invitation."""
    invited = registration.state == State.CONFIRMED
    registration.state, registration.cancelled_at, registration.lapses_at = State.CANCELLED, timezone.now(), None
    registration.sequence += 1 if invited else 0
    registration.save(update_fields=["state", "cancelled_at", "lapses_at", "sequence"])
    tell(registration, kind, write, facts_of(registration), method="CANCEL" if invited else "", with_link=False)  # type: ignore[arg-type]


def let_lapse(occurrence: Occurrence, now: datetime) -> None:
    """Seats that were held for an unconfirmed mail go back; needs the lock."""
    lapsed = list(occurrence.registrations.lapsed(now).select_related("occurrence"))
    for registration in lapsed:
        release(registration, "lapsed", letters.lapsed)
    if lapsed:
        promote(occurrence)


def promote(occurrence: Occurrence) -> list[Registration]:
    """Give free seats to the queue in its order; a party is never split and never overtaken. Needs the lock."""
    promoted: list[Registration] = []
    if (
        occurrence.starts_at <= timezone.now()
        or not CalendarEntry.objects.taking_place().filter(occurrence=occurrence).exists()
    ):
        return promoted
    taken = occurrence.registrations.holding().exclude(state=State.WAITLISTED).seats()
    for registration in occurrence.registrations.waiting().select_related("occurrence"):
        if occurrence.capacity is not None and taken + registration.seats > occurrence.capacity:
            break
        taken += registration.seats
        registration.state, registration.confirmed_at = State.CONFIRMED, timezone.now()
        registration.save(update_fields=["state", "confirmed_at"])
        tell(
            registration,
            "promoted",
            lambda visit: letters.confirmed(visit, promoted=True),
            facts_of(registration),
            method="REQUEST",
        )
        promoted.append(registration)
    return promoted


def lapse_pending(now: datetime) -> int:
    """The minute tick's share: let go everywhere what was not confirmed in time; returns how many occurrences."""
    uids = list(Registration.objects.lapsed(now).values_list("occurrence__public_id", flat=True).distinct())
    for uid in uids:
        with transaction.atomic():
            lock_occurrence(uid)
    return len(uids)


def find_managed(raw: str) -> Registration | None:
    """The registration behind a mailed link; None when the link is unknown or has expired."""
    token = find_token(raw, MANAGE)
    return by_subject(token.subject) if token else None


def find_unconfirmed(raw: str) -> Registration | None:
    """The pending registration behind a mailed link, without confirming it."""
    token = find_token(raw, CONFIRM)
    registration = by_subject(token.subject) if token else None
    return registration if registration and registration.state == State.PENDING else None


def by_subject(subject: str) -> Registration | None:
    uid = subject.removeprefix("registration:")
    return Registration.objects.select_related("occurrence__event", "occurrence__entry").filter(public_id=uid).first()


def free_seats(occurrences: Iterable[Occurrence | int]) -> dict[int, int | None]:
    """Seats a newcomer can get, by primary key of the occurrence; None = unlimited. One query."""
    keys = [occurrence if isinstance(occurrence, int) else occurrence.pk for occurrence in occurrences]
    rows = Occurrence.objects.filter(pk__in=keys).with_seats_taken().order_by()
    return {row.pk: row.seats_free(row.seats_taken) for row in rows}  # type: ignore[attr-defined]
