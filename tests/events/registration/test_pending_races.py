"""The same place wanted by the mail's button, the clock and the desk at one moment, on connections of their own."""

import email
from datetime import timedelta

import pytest
from django.utils import timezone

from events.models import Occurrence, Registration
from events.registration import registering
from events.registration.mail.owed import tell_owed
from events.registration.registering import cancel_registration, confirm_registration, register_attendee
from events.registration.seats.locks import lapse_pending
from subscribers.models import Message
from subscribers.outbox.writing import content_of
from tests.at_once import at_once
from tests.events.registration.secret_links import confirm_address
from tests.factories import make_edition, make_open_occurrence, make_public_event, make_registration

pytestmark = pytest.mark.django_db(transaction=True)


def register(occurrence: Occurrence, address: str, seats: int = 1, network: str = "") -> None:
    register_attendee(
        occurrence.public_id, name="Anna", email=address, seats=seats, language="nl", source="form", network=network
    )


def secret_of(party: Registration) -> str:
    return confirm_address(party).rstrip("/").rsplit("/", 1)[1]


def pending_place(number: int = 0) -> tuple[Occurrence, Registration, str]:
    occurrence = make_open_occurrence(capacity=1, must_confirm=True)
    register(occurrence, f"anna{number}@example.org")
    party = occurrence.registrations.get()
    return occurrence, party, secret_of(party)


def calendar_of(message: Message) -> bytes:
    """The calendar part of a mail; empty when it has none."""
    parts = email.message_from_bytes(content_of(message)).walk()
    return b"".join(
        bytes(part.get_payload(decode=True)) for part in parts if part.get_content_type() == "text/calendar"
    )


def kinds_of(party: Registration) -> list[str]:
    rows = Message.objects.filter(email=party.email).order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("registration.") for kind in rows]


def race_for_seats() -> None:
    """Confirming and coming at the same moment never oversells, and nobody passes who was first."""
    occurrence = make_open_occurrence(capacity=8, must_confirm=True)
    make_registration(occurrence, email="vroeg@example.org", seats=4)
    for number in range(3):
        register(occurrence, f"{number}@example.org", 2)
    secrets = [secret_of(party) for party in occurrence.registrations.all()]
    Occurrence.objects.update(must_confirm=False)
    buttons = [lambda secret=secret: confirm_registration(secret) for secret in secrets * 2]
    comers = [lambda number=number: register(occurrence, f"nieuw{number}@example.org") for number in range(3)]
    at_once(*buttons, *comers)
    states = dict(occurrence.registrations.values_list("email", "state"))
    assert [states[f"{number}@example.org"] for number in range(3)] == ["confirmed", "confirmed", "waitlisted"]
    assert {states[f"nieuw{number}@example.org"] for number in range(3)} == {"waitlisted"}
    assert Message.objects.filter(kind="registration.confirmed").count() == 2


def race_with_the_clock(number: int) -> None:
    """A place is confirmed or lapses, and never both."""
    occurrence, party, secret = pending_place(number)
    waiting = make_registration(occurrence, state="waitlisted")

    def let_time_pass() -> None:
        Registration.objects.filter(pk=party.pk, state="pending").update(lapses_at=timezone.now())
        lapse_pending(timezone.now())

    at_once(lambda: confirm_registration(secret), let_time_pass)
    ends = list(
        Registration.objects.filter(pk__in=[party.pk, waiting.pk]).order_by("pk").values_list("state", flat=True)
    )
    assert (ends, kinds_of(party)) in [
        (["confirmed", "waitlisted"], ["pending", "confirmed"]),
        (["lapsed", "confirmed"], ["pending"]),
    ]


def race_with_the_desk(number: int) -> None:
    """A place that is confirmed while staff cancel it is cancelled, with its invitation if there was one."""
    occurrence, party, secret = pending_place(number)
    at_once(lambda: confirm_registration(secret), lambda: cancel_registration(Registration.objects.get(pk=party.pk)))
    party.refresh_from_db()
    told = Message.objects.get(kind="registration.cancelled", email=party.email)
    assert (party.state, occurrence.registrations.holding().seats()) == ("cancelled", 0)
    assert (kinds_of(party), party.sequence, b"METHOD:CANCEL" in calendar_of(told)) in [
        (["pending", "confirmed", "cancelled"], 1, True),
        (["pending", "cancelled"], 0, False),
    ]


def race_of_the_mail_owed(number: int) -> None:
    """What is owed is told once by any number of ticks, and a place that lapses meanwhile is told as that."""
    _, party, _ = pending_place(number)
    Message.objects.filter(email=party.email).delete()
    Registration.objects.filter(pk=party.pk).update(
        owed_since=timezone.now(), lapses_at=timezone.now() - timedelta(seconds=1)
    )
    at_once(*[tell_owed] * 3, lambda: lapse_pending(timezone.now()))
    party.refresh_from_db()
    assert (party.state, kinds_of(party)) in [("lapsed", ["joined"]), ("pending", ["pending"])]
    assert party.owed_since is None


def test_a_place_is_one_thing_at_a_time_whoever_wants_it_at_the_same_moment() -> None:
    race_for_seats()
    for number in range(3):
        race_with_the_clock(number)
        race_with_the_desk(10 + number)
        race_of_the_mail_owed(20 + number)


def test_ten_seats_of_a_network_and_six_places_of_an_address_are_that_many_at_once_too() -> None:
    occurrence = make_open_occurrence(capacity=60)
    at_once(*[lambda n=n: register(occurrence, f"{n}@example.org", 3, "192.0.2.1") for n in range(5)])
    states = list(occurrence.registrations.values_list("state", flat=True))
    assert (states.count("confirmed"), states.count("pending")) == (3, 2)
    edition = make_edition()
    evenings = [make_public_event(edition, at__way_in="register").occurrences.get() for _ in range(8)]
    at_once(*[lambda evening=evening: register(evening, "anna@example.org") for evening in evenings])
    anna = Registration.objects.filter(email="anna@example.org")
    states = list(anna.values_list("state", flat=True))
    assert (states.count("confirmed"), states.count("pending")) == (6, 2)
    assert (Message.objects.filter(email="anna@example.org").count(), anna.owed(timezone.now()).count()) == (3, 5)


def test_whose_time_ends_while_the_button_is_carried_out_was_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it is over is decided once, under the lock: nobody is put in line and given the place at once."""
    _, party, secret = pending_place()
    real = registering.lock_registration

    def lock(registration: Registration) -> list[Occurrence]:
        locked = real(registration)
        Registration.objects.filter(pk=registration.pk).update(lapses_at=timezone.now())
        return locked

    monkeypatch.setattr(registering, "lock_registration", lock)
    confirm_registration(secret)
    party.refresh_from_db()
    assert (party.state, kinds_of(party)) == ("confirmed", ["pending", "confirmed"])
