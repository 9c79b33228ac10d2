"""Behind the mailed link one reads what is held, takes it along, and has it erased."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events import tasks
from events.models import CalendarAnswer, Occurrence, Registration
from events.registration.changing.erasing import erase_by_owner
from events.registration.mail.links import about
from subscribers.models import LinkToken, Message
from subscribers.outbox.queueing import queue_message
from tests.at_once import at_once
from tests.events.registration.parties import register, states
from tests.events.registration.secret_links import manage_address
from tests.events.registration.standings import edit
from tests.factories import make_open_occurrence, make_registration, make_scan
from tests.pages import problems, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ANNA = "anna@example.org"


def link(party: Registration, step: str = "") -> str:
    return "/aanmelding/" + manage_address(party).rstrip("/").rsplit("/", 1)[1] + f"/{step}"


def make_party(occurrence: Occurrence | None = None, **values: Any) -> Registration:
    row = {"name": "Anna de Vries", "email": ANNA, "seats": 2, "answers": {"dieet": "geen noten"}, **values}
    return make_registration(occurrence or make_open_occurrence(capacity=2), **row)


def known() -> str:
    found = [list(model._default_manager.values()) for model in (Registration, Message, LinkToken, CalendarAnswer)]
    return str(found).casefold()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_shows_all_of_it_and_until_when(client: Client, language: str) -> None:
    page = client.get(("/en" if language == "en" else "") + link(make_party(), "gegevens/"))
    assert problems(page, language) == [] and "no-store" in page["Cache-Control"]
    said = text_of(page)
    for one in ("Anna de Vries", ANNA, "geen noten", "23 september 2026" if language == "nl" else "23 September 2026"):
        assert one in said, said


def test_the_file_has_the_same_and_nothing_of_others(client: Client) -> None:
    occurrence = make_open_occurrence(capacity=9)
    party = make_party(occurrence)
    make_party(occurrence, email="bram@example.org", name="Bram")
    make_scan(occurrence, code=party.code, people=2)
    for one in Registration.objects.all():
        row = {"to": one.email, "language": "nl", "subject": "Uw plaats", "text": "t", "html": "<p>t</p>"}
        queue_message("x", about(one), **row)
    response = client.get(link(party, "gegevens.json"))
    assert response["Content-Disposition"] == 'attachment; filename="gegevens.json"'
    document = json.loads(response.content)
    assert list(document["gegevens"]) == ["Aanmeldingen", "Bij de deur", "Servicemails"]
    assert document["gegevens"]["Servicemails"] == [
        {"onderwerp": "Uw plaats", "geschreven": "2026-06-15 12:00", "stand": "wacht"}
    ]
    (row,) = document["gegevens"]["Aanmeldingen"]
    assert (row["naam"], row["e-mailadres"], row["antwoord: dieet"]) == ("Anna de Vries", ANNA, "geen noten")
    assert "Bram" not in response.content.decode()


def test_looking_erases_nothing_and_asks_whether_the_place_may_go(client: Client) -> None:
    page = text_of(client.get(link(make_party(), "wissen/")))
    assert "U wordt dan meteen afgemeld, uw 2 plaatsen gaan naar anderen" in page
    assert ANNA in known()


def test_what_is_still_to_come_is_signed_off_told_and_then_erased(client: Client, outbox: Any) -> None:
    occurrence = make_open_occurrence(capacity=2)
    register(occurrence, ANNA, 2)
    register(occurrence, "bram@example.org", 2)
    party = Registration.objects.get(email=ANNA)
    outbox()
    page = client.post(link(party, "wissen/"))
    assert "Uw gegevens worden gewist" in text_of(page)
    assert Registration.objects.get(email="bram@example.org").state == "confirmed"
    assert tasks.tick()["erased"] == 0
    mail = [one for one in outbox() if one["To"] == ANNA][-1]
    assert "METHOD:CANCEL" in "".join(str(part.get_payload(decode=True)) for part in mail.walk())
    Message.objects.update(state="sent")
    assert tasks.tick()["erased"] == 1
    assert ANNA not in known()
    assert client.get(link(party)).status_code == 404


@pytest.mark.parametrize("ago", [timedelta(hours=2), timedelta(days=5)])
def test_what_is_over_is_erased_at_once_and_counts_as_it_did(client: Client, ago: timedelta) -> None:
    party = make_party(make_open_occurrence(starts_at=timezone.now() - ago, ends_at=timezone.now() - ago / 2))
    page = client.post(link(party, "wissen/"))
    assert "Uw gegevens zijn gewist" in text_of(page)
    assert Registration.objects.values_list("seats", "state", "name").get() == (2, "confirmed", "gewist")
    assert ANNA not in known() and not Message.objects.exists()


def test_who_left_already_or_waits_is_erased_too(client: Client) -> None:
    occurrence = make_open_occurrence(capacity=1)
    left = make_party(occurrence, state="cancelled", email="bram@example.org")
    waits = make_party(occurrence, state="waitlisted")
    assert erase_by_owner(left)
    erase_by_owner(waits)
    Message.objects.update(state="sent")
    tasks.tick()
    assert set(Registration.objects.values_list("name", flat=True)) == {"gewist"}


def test_twice_and_after_it_are_as_good_as_once(client: Client) -> None:
    party = make_party()
    address = link(party, "wissen/")
    first = client.post(address)
    assert client.post(address).status_code == first.status_code == 200
    assert Message.objects.count() == 1
    Message.objects.update(state="sent")
    tasks.tick()
    assert client.post(address).status_code == 404
    assert erase_by_owner(party)


def test_others_of_the_same_address_stay(client: Client) -> None:
    party, other = make_party(), make_party()
    erase_by_owner(party)
    Message.objects.update(state="sent")
    tasks.tick()
    other.refresh_from_db()
    assert (other.email, other.state) == (ANNA, "confirmed")


@pytest.mark.parametrize("step", ["gegevens/", "gegevens.json", "wissen/"])
def test_a_link_that_is_nobodys_shows_nothing(client: Client, step: str) -> None:
    assert client.get(f"/aanmelding/{'x' * 43}/{step}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_erasing_and_registering_at_the_same_moment_leave_no_seat_idle_and_sell_none_twice() -> None:
    occurrence = make_open_occurrence(capacity=2)
    party = make_party(occurrence)
    at_once(
        lambda: erase_by_owner(party),
        lambda: register(occurrence, "bram@example.org", 2),
        lambda: erase_by_owner(party),
    )
    assert states(occurrence) == [("anna", "cancelled"), ("bram", "confirmed")]


def test_of_what_was_called_off_nothing_is_told_again(client: Client) -> None:
    party = make_party()
    edit(party.occurrence, status="cancelled")
    Message.objects.update(state="sent")
    address = link(party, "wissen/")
    assert "meteen afgemeld" not in text_of(client.get(address))
    assert "Uw gegevens zijn gewist" in text_of(client.post(address))
    assert not Message.objects.exists() and ANNA not in known()
