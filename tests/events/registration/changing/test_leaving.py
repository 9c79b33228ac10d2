"""Signing off can be undone for ten minutes, in which nobody gets the seats and nothing is mailed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.door.phone.standing import standing_word
from events.models import Registration
from events.registration.changing.leaving import come_after_all, leave
from events.registration.registering import register_attendee
from events.tasks import tick
from subscribers.models import Message
from tests.events.registration.secret_links import manage_address
from tests.events.registration.standings import edit
from tests.factories import make_open_occurrence, make_registration
from tests.pages import problems, text_of

pytestmark = pytest.mark.django_db


def states(*parties: Registration) -> list[str]:
    return [Registration.objects.get(pk=party.pk).standing for party in parties]


@pytest.mark.parametrize(
    ("minutes", "then", "mails"),
    [(9, ["bevestigd", "wachtlijst"], []), (10, ["afgemeld", "bevestigd"], ["cancelled", "promoted"])],
)
def test_until_then_it_is_undone_without_a_trace(clock: Any, minutes: int, then: list[str], mails: list[str]) -> None:
    occurrence = make_open_occurrence(capacity=1)
    party, waiting = make_registration(occurrence), make_registration(occurrence, state="waitlisted")
    leave(party)
    clock.shift(timedelta(minutes=minutes))
    assert (Message.objects.count(), come_after_all(party)) == (0, minutes < 10)  # by the clock: no tick was needed
    tick()
    kinds = [
        kind.removeprefix("registration.") for kind in Message.objects.order_by("pk").values_list("kind", flat=True)
    ]
    assert (states(party, waiting), kinds) == (then, mails)


def test_who_leaves_the_line_gets_no_place_meanwhile_and_is_in_its_place_again(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=2)
    has, first, second = (
        make_registration(
            occurrence, state=state, seats=seats, in_line_since=timezone.now() + timedelta(seconds=number)
        )
        for number, (state, seats) in enumerate([("confirmed", 2), ("waitlisted", 2), ("waitlisted", 2)])
    )
    leave(first)
    come_after_all(first)
    assert list(occurrence.registrations.in_line()) == [first, second]
    leave(first)
    leave(has)
    clock.shift(timedelta(minutes=10))
    tick()
    assert states(has, first, second) == ["afgemeld", "afgemeld", "bevestigd"]


def test_the_page_offers_to_undo_it_and_nothing_else(client: Client, clock: Any) -> None:
    party = make_registration(make_open_occurrence(), seats=2)
    address = manage_address(party).removeprefix("http://testserver")
    client.post(f"{address}afmelden/")
    page = client.get(address)
    assert problems(page, "nl") == []
    text = text_of(page)
    assert "Uw 2 plaatsen blijven nog van u tot 12:10 uur" in text and "Ik kom toch" in text
    assert [word for word in (party.code, "Ander aantal", "Kunt u toch niet?") if word in text] == []
    assert client.get(f"{address}toch-komen/").status_code == 405
    client.post(f"{address}toch-komen/")
    assert party.code in text_of(client.get(address)) and Message.objects.count() == 0


def test_what_is_called_off_meanwhile_is_told_once(clock: Any) -> None:
    party = make_registration(make_open_occurrence())
    leave(party)
    edit(party.occurrence, status="cancelled", status_reason="Ziek.")
    clock.shift(timedelta(minutes=10))
    tick()
    kinds = list(Message.objects.values_list("kind", flat=True))
    assert (states(party), kinds) == (["afgemeld"], ["registration.called-off"])


def test_who_registers_again_meanwhile_reads_how_to_undo_it_and_gets_no_second_place(clock: Any, outbox: Any) -> None:
    occurrence = make_open_occurrence()
    party = make_registration(occurrence, email="an@example.org")
    leave(party)
    register_attendee(occurrence.public_id, name="An", email="an@example.org", seats=1, language="nl", source="form")
    (mail,) = outbox()
    assert mail["Subject"].startswith("U meldt zich af") and party.code not in mail.as_string()
    assert occurrence.registrations.count() == 1


def test_at_the_door_whoever_leaves_has_left(clock: Any) -> None:
    party = make_registration(make_open_occurrence())
    leave(party)
    assert standing_word(party, party.occurrence.entry) == "cancelled"
