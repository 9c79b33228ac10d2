"""Seats: never too many, never lost, and each party told."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from icalendar import Calendar

from events.models import Occurrence, Registration
from events.publishing.telling import tell_calendars
from events.registration.mail.links import find_managed
from events.registration.registering import cancel_registration, confirm_registration, register_attendee
from events.registration.seats.locks import lapse_pending
from subscribers.models import Message
from tests.at_once import at_once
from tests.factories import make_open_occurrence, make_registration
from tests.mailtree import tree

pytestmark = pytest.mark.django_db


def register(occurrence, email="anna@example.org", seats=1, name="Anna", language="nl"):
    return register_attendee(
        occurrence.public_id, name=name, email=email, seats=seats, language=language, source="form"
    )


def states(occurrence):
    return list(occurrence.registrations.order_by("pk").values_list("email", "seats", "state"))


def code_of(call, *args, **kwargs):
    with pytest.raises(ValidationError) as caught:
        call(*args, **kwargs)
    error = caught.value
    return (
        {field: errors[0].code for field, errors in error.error_dict.items()}
        if hasattr(error, "error_dict")
        else error.code
    )


def calendar_of(mail):
    parts = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return (parts[0].get_param("method"), parts[0].get_content()) if parts else None


def comment_of(mail):
    _, ics = calendar_of(mail)
    return str(Calendar.from_ical(ics).walk("VEVENT")[0].get("COMMENT", ""))


def test_a_party_that_fits_is_confirmed_with_invitation_and_code(outbox):
    occurrence = make_open_occurrence(capacity=3)
    answer = register(occurrence, seats=2)
    row = occurrence.registrations.get()
    (mail,) = outbox()
    method, ics = calendar_of(mail)
    assert (answer.state, answer.seats, answer.public_id) == ("confirmed", 2, row.public_id)
    assert method == "REQUEST" and "METHOD:REQUEST" in ics and "SEQUENCE:0" in ics
    assert row.code in mail.get_body(("plain",)).get_content()
    assert tree(mail) == "mixed(related(alternative(plain, html, calendar), png), ics)"


def test_a_party_that_does_not_fit_waits_and_gets_no_calendar(outbox):
    occurrence = make_open_occurrence(capacity=3)
    register(occurrence, "a@example.org", 2)
    assert register(occurrence, "b@example.org", 2).state == "waitlisted"
    assert calendar_of(outbox()[1]) is None


def test_nobody_overtakes_who_waits():
    occurrence = make_open_occurrence(capacity=3)
    register(occurrence, "a@example.org", 2)
    register(occurrence, "b@example.org", 2)
    assert register(occurrence, "c@example.org", 1).state == "waitlisted"


def test_cancelling_promotes_the_queue_in_order_and_never_splits_a_party(outbox):
    occurrence = make_open_occurrence(capacity=3)
    for email, seats in (("a@example.org", 3), ("b@example.org", 2), ("c@example.org", 2), ("d@example.org", 1)):
        register(occurrence, email, seats)
    cancel_registration(occurrence.registrations.get(email="a@example.org"))
    assert states(occurrence) == [
        ("a@example.org", 3, "cancelled"),
        ("b@example.org", 2, "confirmed"),
        ("c@example.org", 2, "waitlisted"),
        ("d@example.org", 1, "waitlisted"),
    ]
    kinds = list(Message.objects.order_by("pk").values_list("kind", "email"))[4:]
    assert kinds == [("registration.cancelled", "a@example.org"), ("registration.promoted", "b@example.org")]


def test_cancelling_takes_back_exactly_the_invitation_that_was_sent(outbox):
    occurrence = make_open_occurrence()
    register(occurrence)
    cancel_registration(occurrence.registrations.get())
    (_, request), (method, cancel) = [calendar_of(mail) for mail in outbox()]
    same = [line for line in request.splitlines() if line.startswith(("UID", "ORGANIZER", "ATTENDEE", "DTSTART"))]
    assert method == "CANCEL" and "STATUS:CANCELLED" in cancel and "SEQUENCE:1" in cancel
    assert same and all(line in cancel.splitlines() for line in same)
    told = [comment_of(mail) for mail in outbox()]
    assert told[0] == "" and "U bent afgemeld." in told[1]


def test_cancelling_twice_is_as_good_as_once():
    occurrence = make_open_occurrence()
    register(occurrence)
    for _ in range(2):
        cancel_registration(occurrence.registrations.get())
    assert Message.objects.filter(kind="registration.cancelled").count() == 1


def test_the_same_address_again_changes_nothing_and_looks_like_a_first_time(outbox):
    occurrence = make_open_occurrence(capacity=5)
    first = register(occurrence, "Anna@Example.org", 2)
    again = register(occurrence, "anna@example.org ", 1, name="Iemand anders")
    assert (again.state, again.seats) == ("confirmed", 1) and again.public_id != first.public_id
    assert states(occurrence) == [("Anna@Example.org", 2, "confirmed")]
    assert outbox()[1]["Subject"].startswith("U bent aangemeld: ")


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"name": "  "}, {"name": "required"}),
        ({"name": "x" * 81}, {"name": "max_length"}),
        ({"name": "x" * 10_000}, {"name": "max_length"}),
        ({"name": "U heeft 500 euro gewonnen: https://kans.example"}, {"name": "link"}),
        ({"email": "geen adres"}, {"email": "invalid"}),
        ({"email": "ſam@example.org"}, {"email": "invalid"}),
        ({"seats": 0}, {"seats": "min_value"}),
        ({"seats": 7}, {"seats": "party_too_large"}),
        ({"name": "", "email": "x", "seats": -1}, {"name": "required", "email": "invalid", "seats": "min_value"}),
    ],
)
def test_wrong_values_are_refused_at_their_field(values, codes):
    occurrence = make_open_occurrence()
    assert code_of(register, occurrence, **values) == codes
    assert not occurrence.registrations.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"way_in": "free"}, "not_here"),
        ({"registration_opens_at": timezone.now() + timedelta(days=1)}, "not_open"),
        ({"registration_closes_at": timezone.now() - timedelta(days=1)}, "closed"),
        ({"starts_at": timezone.now() - timedelta(hours=1)}, "closed"),
        ({"status": "cancelled", "status_reason": "Ziek."}, "closed"),
    ],
)
def test_what_is_not_open_says_why(values, code):
    assert code_of(register, make_open_occurrence(**values)) == code


def test_full_without_a_waiting_list_is_full():
    occurrence = make_open_occurrence(capacity=1, has_waiting_list=False)
    register(occurrence, "a@example.org")
    assert code_of(register, occurrence, "b@example.org") == "full"


def test_an_unknown_moment_is_gone():
    with pytest.raises(ValidationError) as caught:
        register_attendee(uuid.uuid4(), name="A", email="a@example.org", seats=1, language="nl", source="api")
    assert caught.value.code == "gone"


def test_a_pending_party_holds_its_seats_until_it_lapses(clock):
    occurrence = make_open_occurrence(capacity=1, must_confirm=True, starts_at=timezone.now() + timedelta(days=3))
    assert register(occurrence, "a@example.org").state == "pending"
    assert Occurrence.objects.free_seats() == {occurrence.pk: 0}
    clock.shift(timedelta(minutes=61))
    assert lapse_pending(timezone.now()) == 1
    assert states(occurrence) == [("a@example.org", 1, "lapsed")]
    assert Occurrence.objects.free_seats() == {occurrence.pk: 1}


def test_the_mailed_link_turns_pending_into_a_place_once(outbox):
    occurrence = make_open_occurrence(capacity=1, must_confirm=True)
    register(occurrence)
    text = outbox()[0].get_body(("plain",)).get_content()
    raw = text.split("/aanmelding/bevestigen/")[1].split("/")[0]
    assert confirm_registration(raw).state == "confirmed"
    assert confirm_registration(raw) is None


def test_only_the_secret_of_the_mail_opens_a_registration(outbox):
    occurrence = make_open_occurrence()
    register(occurrence)
    raw = outbox()[0].get_body(("plain",)).get_content().split("/aanmelding/")[1].split("/")[0]
    assert find_managed(raw) == occurrence.registrations.get()
    assert find_managed(raw[:-1] + "x") is None
    assert raw not in calendar_of(outbox()[0])[1]


def test_an_event_called_off_tells_everyone_who_holds_a_place(outbox):
    occurrence = make_open_occurrence(capacity=1)
    register(occurrence, "a@example.org")
    register(occurrence, "b@example.org")
    occurrence.status, occurrence.status_reason = "cancelled", "De spreker is ziek."
    occurrence.save()
    tell_calendars()
    told = outbox()[2:]
    assert [(mail["To"], bool(calendar_of(mail))) for mail in told] == [
        ("a@example.org", True),
        ("b@example.org", False),
    ]
    assert "De spreker is ziek." in told[0].get_body(("plain",)).get_content()
    assert comment_of(told[0]) == "Helaas gaat deze activiteit niet door. Uw plaats vervalt. De spreker is ziek."


def test_seats_free_are_counted_in_one_query(django_assert_num_queries):
    occurrences = [make_open_occurrence(capacity=4) for _ in range(3)]
    make_registration(occurrences[0], seats=3)
    make_registration(occurrences[0], seats=2, state="waitlisted")
    with django_assert_num_queries(1):
        found = Occurrence.objects.free_seats()
    assert [found[one.pk] for one in occurrences] == [0, 4, 4]


@pytest.mark.django_db(transaction=True)
def test_thirty_at_the_same_moment_for_seven_seats_never_oversell():
    occurrence = make_open_occurrence(capacity=7)
    at_once(*[partial(register, occurrence, f"bezoeker{number}@example.org") for number in range(30)])
    found = occurrence.registrations.values_list("state", flat=True)
    assert (list(found).count("confirmed"), list(found).count("waitlisted")) == (7, 23)


@pytest.mark.django_db(transaction=True)
def test_two_for_the_last_seat_get_one_seat_and_one_place_in_the_queue():
    occurrence = make_open_occurrence(capacity=1)
    at_once(*[partial(register, occurrence, email) for email in ("a@example.org", "b@example.org")])
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["confirmed", "waitlisted"]
