"""Anybody can type anybody's address: what it gets of that, and that nothing is lost by it."""

import json
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from events import tasks
from events.models import Occurrence, Registration
from events.publishing.telling import tell_calendars
from events.registration.registering import cancel_registration, confirm_registration, register_attendee
from subscribers.models import Message
from tests.factories import make_open_occurrence, make_registration
from tests.mailtree import tree
from tests.typed import carry_out_typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ANNA, WORDS = "anna@example.org", "U hebt 500 euro gewonnen"


def register(occurrence: Occurrence, email: str = ANNA, **values: Any) -> None:
    row = {"name": WORDS, "seats": 1, "language": "nl", "source": "form", **values}
    register_attendee(occurrence.public_id, email=email, **row)
    carry_out_typed()


def evenings(count: int, **values: Any) -> list[Occurrence]:
    return [make_open_occurrence(**values) for _ in range(count)]


def kinds() -> list[str]:
    return [
        kind.removeprefix("registration.") for kind in Message.objects.order_by("pk").values_list("kind", flat=True)
    ]


def whole_text(mail: EmailMessage) -> str:
    parts = [bytes(part.get_payload(decode=True) or b"").decode("utf-8", "replace") for part in mail.walk()]
    return "\n".join([*map(str, mail.values()), *parts])


def links_in(mail: EmailMessage, path: str) -> list[str]:
    body = mail.get_body(("plain",))
    assert body is not None
    return [piece.split("/")[0] for piece in body.get_content().split(path)[1:]]


def later(clock: Any, **time: int) -> None:
    clock.shift(timedelta(**time))
    tasks.tick()


def test_no_mail_to_an_address_that_nobody_proved_holds_the_words_of_who_typed_it(outbox: Any, clock: Any) -> None:
    sure, full = evenings(2, capacity=1)
    strict = make_open_occurrence(must_confirm=True)
    make_registration(full)
    for occurrence in (sure, strict, full, make_open_occurrence(), make_open_occurrence()):
        register(occurrence)
    register(sure)
    later(clock, minutes=16)
    sure.starts_at += timedelta(minutes=30)
    sure.save()
    tell_calendars()
    cancel_registration(sure.registrations.get())
    assert kinds() == ["confirmed", "pending", "waitlisted", "joined", "moved", "cancelled"]
    assert {str(mail["To"]) for mail in outbox()} == {ANNA}
    assert not [mail["Subject"] for mail in outbox() if WORDS in whole_text(mail)]


def test_whoever_pressed_the_button_in_the_mail_or_was_entered_by_staff_is_called_by_name(outbox: Any) -> None:
    strict = make_open_occurrence(must_confirm=True)
    register(strict, name="Anna")
    confirm_registration(links_in(outbox()[0], "/aanmelding/bevestigen/")[0])
    register(make_open_occurrence(), "bram@example.org", name="Bram", source="desk")
    assert [str(mail["To"]) for mail in outbox()] == [ANNA, f"Anna <{ANNA}>", "Bram <bram@example.org>"]
    assert "Anna, 1 plaats" in whole_text(outbox()[1]) and "CN=Bram" in whole_text(outbox()[2])


def test_many_registrations_of_one_address_are_three_mails_and_the_rest_joined_in_one(outbox: Any, clock: Any) -> None:
    for occurrence in evenings(8):
        register(occurrence)
    later(clock, minutes=14)
    assert kinds() == ["confirmed"] * 3
    later(clock, minutes=1)
    assert kinds() == ["confirmed"] * 3 + ["joined"]
    later(clock, hours=24)
    assert len(kinds()) == 4
    mail, owed = outbox()[3], list(Registration.objects.order_by("pk"))[3:]
    text, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for number, party in enumerate(owed, 1):
        facts = party.occurrence.entry.facts["nl"]
        assert party.code in text and party.code in html and facts["title"] in text
        assert f'src="cid:qr-{number}@kennisstad"' in html
    assert tree(mail) == f"mixed(related(alternative(plain, html){', png' * 5}){', ics' * 5})"
    files = list(mail.iter_attachments())
    uids = [str(Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]["UID"]) for part in files]
    assert uids == [f"r-{party.public_id}@agenda.leiden.example" for party in owed]
    assert len(links_in(mail, "/aanmelding/")) == 5 and not Registration.objects.owed(timezone.now()).exists()


def test_one_that_is_owed_comes_as_it_would_have_come(outbox: Any, clock: Any) -> None:
    for occurrence in evenings(4):
        register(occurrence)
    later(clock, minutes=15)
    assert kinds() == ["confirmed"] * 4
    assert tree(outbox()[3]) == "mixed(related(alternative(plain, html, calendar), png), ics)"


def test_what_is_owed_is_told_as_it_stands_by_then(outbox: Any, clock: Any) -> None:
    for occurrence in evenings(3):
        register(occurrence)
    sure, strict, off, full = evenings(4, capacity=1)
    Occurrence.objects.filter(pk=strict.pk).update(must_confirm=True)
    make_registration(full)
    for occurrence in (sure, strict, off, full):
        register(occurrence)
    cancel_registration(off.registrations.get())
    later(clock, minutes=15)
    assert kinds() == ["confirmed"] * 3 + ["cancelled", "joined"]
    text = whole_text(outbox()[4])
    assert [word in text for word in ("U kunt komen", "Bevestig uw", "Afgemeld", "op de wachtlijst")] == [
        True, True, False, True,
    ]  # fmt: skip
    clock.shift(timedelta(minutes=59))  # the time to confirm begins with the mail
    party = confirm_registration(links_in(outbox()[4], "/aanmelding/bevestigen/")[0])
    assert party is not None and (party.occurrence, party.state) == (strict, "confirmed")


def test_a_promotion_a_change_and_an_end_reach_an_address_that_has_no_room(outbox: Any, clock: Any) -> None:
    for occurrence in evenings(3):
        register(occurrence)
    full = make_open_occurrence(capacity=1)
    first = make_registration(full)
    register(full)
    cancel_registration(first)
    full.status, full.status_reason = "cancelled", "De spreker is ziek."
    full.save()
    tell_calendars()
    told = Message.objects.filter(email=ANNA).order_by("pk").values_list("kind", flat=True)
    assert [kind.removeprefix("registration.") for kind in told][3:] == ["promoted", "called-off"]
    later(clock, minutes=15)
    assert told.count() == 5


def test_the_same_registration_again_and_again_is_told_once_and_what_is_left_later(outbox: Any, clock: Any) -> None:
    occurrence = make_open_occurrence()
    for _ in range(6):
        register(occurrence)
    assert kinds() == ["confirmed", "repeated"]
    later(clock, minutes=15)
    assert kinds() == ["confirmed", "repeated", "repeated"]


def test_who_must_confirm_and_asks_again_gets_a_second_link_that_works(outbox: Any) -> None:
    occurrence = make_open_occurrence(must_confirm=True)
    register(occurrence)
    register(occurrence)
    raw = links_in(outbox()[1], "/aanmelding/bevestigen/")[0]
    party = confirm_registration(raw)
    assert party is not None and party.state == "confirmed"


def test_what_staff_enter_goes_at_once_and_takes_nothing_from_the_budget(outbox: Any) -> None:
    for occurrence in evenings(5):
        register(occurrence, source="desk")
    for occurrence in evenings(3):
        register(occurrence)
    assert kinds() == ["confirmed"] * 8


def test_who_registers_too_often_is_answered_as_anybody_else(client: Client) -> None:
    bodies = []
    for occurrence in evenings(4):
        body = {"occurrenceId": str(occurrence.public_id), "name": "Anna", "email": ANNA}
        answer = client.post("/api/v1/registrations", json.dumps(body), content_type="application/json")
        bodies.append((answer.status_code, {**answer.json(), "id": ""}))
    assert bodies == [(201, {"id": "", "state": "confirmed", "seats": 1})] * 4


def test_erasing_leaves_nothing_owed(clock: Any) -> None:
    for occurrence in evenings(4):
        register(occurrence)
    clock.shift(timedelta(days=200))
    tasks.forget()
    later(clock, minutes=1)
    assert not Registration.objects.exclude(owed_since=None).exists() and len(kinds()) == 3
    assert timezone.now() == Registration.objects.order_by("pk")[0].erased_at + timedelta(minutes=1)  # type: ignore[operator]


def test_what_is_owed_together_is_told_soonest_first_and_one_moment_in_the_order_they_came(
    outbox: Any, clock: Any
) -> None:
    soon = timezone.now() + timedelta(days=3)
    moments = [make_open_occurrence(starts_at=soon + timedelta(hours=hours)) for hours in (0, 0, 0, 9, 5, 5)]
    for moment in moments:
        register(moment)
    later(clock, minutes=15)
    assert kinds()[3:] == ["joined"]
    text = outbox()[3].get_body(("plain",)).get_content()
    owed = [moment.registrations.get().code for moment in moments[3:]]
    assert sorted(owed, key=text.index) == [owed[1], owed[2], owed[0]]


def test_whose_mail_came_later_has_the_whole_hour_from_it_and_then_no_more(clock: Any) -> None:
    for occurrence in evenings(3):
        register(occurrence)
    strict = make_open_occurrence(must_confirm=True)
    register(strict)
    later(clock, minutes=15)
    told_at = timezone.now()
    assert kinds()[3:] == ["pending"]
    later(clock, minutes=59)
    assert [(one.state, one.lapses_at) for one in strict.registrations.all()] == [
        ("pending", told_at + timedelta(hours=1))
    ]
    later(clock, minutes=1)
    assert [one.state for one in strict.registrations.all()] == ["lapsed"]


def test_who_asks_again_while_a_mail_is_owed_keeps_the_turn_it_had(clock: Any) -> None:
    occurrence = make_open_occurrence()
    for _ in range(5):
        register(occurrence)
    owed = Registration.objects.values_list("owed_since", flat=True)
    first = owed.get()
    assert first is not None
    clock.shift(timedelta(minutes=5))
    register(occurrence)
    assert owed.get() == first


def test_a_tick_says_how_many_addresses_it_mailed(clock: Any) -> None:
    for occurrence in evenings(4):
        register(occurrence)
    assert tasks.tick()["owed"] == 0
    clock.shift(timedelta(minutes=15))
    assert tasks.tick()["owed"] == 1
    assert tasks.tick()["owed"] == 0
