"""The page behind the mailed link: what stands on it, and an address for each thing that is done from it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from events.models import Occurrence, Registration
from events.publishing.telling import tell_calendars
from events.tasks import tick
from subscribers.models import Message
from tests.events.registration.secret_links import manage_address
from tests.factories import make_open_occurrence, make_registration, make_venue
from tests.pages import problems, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]


def link(party: Registration, language: str = "nl") -> str:
    raw = manage_address(party).rstrip("/").rsplit("/", 1)[1]
    return f"{'/en' if language == 'en' else ''}/aanmelding/{raw}/"


def make_party(**values: Any) -> Registration:
    venue = make_venue(access_note="Drempel van 3 cm.", access_note_en="Step of 3 cm.")
    return make_registration(make_open_occurrence(venue=venue, capacity=9), **values)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ["Drempel van 3 cm.", "Bekijk op de kaart", "Zet in uw agenda", "Afmelden"]),
        ("en", ["Step of 3 cm.", "the map", "Add to your calendar", "Cancel my registration"]),
    ],
)
def test_it_has_code_calendar_file_map_and_access(client: Client, language: str, words: list[str]) -> None:
    party = make_party()
    response = client.get(link(party, language))
    assert [word for word in [party.code, *words] if word not in text_of(response)] == []
    assert problems(response, language) == []


def test_looking_at_it_changes_nothing_and_only_the_address_of_cancelling_cancels(client: Client, clock: Any) -> None:
    party = make_party(seats=2)
    address = link(party)
    assert client.post(address).status_code == 405
    asked = client.get(f"{address}afmelden/")
    assert "Uw 2 plaatsen gaan dan naar anderen." in text_of(asked) and problems(asked, "nl") == []
    party.refresh_from_db()
    assert party.state == "confirmed" and not Message.objects.exists()
    client.post(f"{address}afmelden/")
    again = client.post(f"{address}afmelden/")
    party.refresh_from_db()
    assert (party.standing, Message.objects.count()) == ("meldt zich af", 0)
    assert "U meldt zich af" in text_of(again) and party.code not in text_of(again)
    clock.shift(timedelta(minutes=10))
    tick()
    again = client.post(f"{address}afmelden/")
    party.refresh_from_db()
    assert party.state == "cancelled" and Message.objects.count() == 1
    assert "afgemeld" in text_of(again) and "Meld mij af" not in text_of(client.get(f"{address}afmelden/"))


def test_who_waits_is_not_told_of_a_place_that_goes(client: Client) -> None:
    page = text_of(client.get(f"{link(make_party(state='waitlisted'))}afmelden/"))
    assert "Uw aanmelding vervalt dan." in page and "Uw plaats" not in page


def test_the_calendar_file_is_the_invitation_of_the_mail_and_holds_no_secret(client: Client) -> None:
    party = make_party(name="Anna", source="desk", sequence=2)
    address = link(party)
    response = client.get(f"{address}agenda.ics")
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert (str(event["UID"]), str(event["SEQUENCE"])) == (f"r-{party.public_id}@agenda.leiden.example", "2")
    assert address.split("/")[2] not in response.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=REQUEST"
    assert response["Cache-Control"].startswith("no-store")


@pytest.mark.parametrize("why", ["waits", "called off", "over", "forged"])
def test_who_has_no_place_has_no_calendar_file(client: Client, clock: Any, why: str) -> None:
    party = make_party(state="waitlisted" if why == "waits" else "confirmed")
    address = "/aanmelding/x/" if why == "forged" else link(party)
    if why == "called off":
        party.occurrence.status, party.occurrence.status_reason = "cancelled", "Storm."
        party.occurrence.save()
        tell_calendars()
    if why == "over":
        clock.shift(timedelta(days=10, hours=12))
    assert client.get(f"{address}agenda.ics").status_code == 404


def test_why_something_was_off_is_no_longer_said_when_it_takes_place(client: Client) -> None:
    party = make_party()
    Occurrence.objects.update(status_reason="De organist is ziek.")
    tell_calendars()
    assert "organist" not in text_of(client.get(link(party)))
    Occurrence.objects.update(status="cancelled")
    tell_calendars()
    assert "De organist is ziek." in text_of(client.get(link(party)))


@pytest.mark.parametrize(("wanted", "is_said"), [(0, False), (1, True)])
def test_who_waits_for_one_more_reads_its_place_in_line(client: Client, wanted: int, is_said: bool) -> None:
    party = make_registration(make_open_occurrence(capacity=1), more_wanted=wanted)
    assert ("Een gezelschap blijft bij elkaar" in text_of(client.get(link(party)))) is is_said
