"""The form in a page of a partner's: framed by anybody, the same rules, nothing in it of who looks."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from events.models import Occurrence, Registration
from events.personal import programmes
from tests.factories import make_open_occurrence, make_public_event, make_staff
from tests.pages import problems, text_of
from tests.typed import carry_out_typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
FROM_US = {"sec-fetch-site": "same-origin", "sec-fetch-dest": "iframe"}


def address(occurrence: Occurrence, language: str = "nl") -> str:
    return f"{'/en' if language == 'en' else ''}/aanmelden/{occurrence.public_id}/inbedden/"


def send(client: Client, clock: Any, occurrence: Occurrence, headers: Any = None, **values: Any) -> Any:
    page = BeautifulSoup(client.get(address(occurrence)).content, "html.parser")
    hidden = {
        str(field["name"]): field.get("value", "") for field in page.select("input[type=hidden], input[name=let_be]")
    }
    row = {**hidden, "name": "Anna", "email": "anna@example.org", "seats": "2", **values}
    clock.shift(timedelta(seconds=30))
    response = client.post(address(occurrence), row, headers=FROM_US if headers is None else headers)
    carry_out_typed()
    return response


def can_be_framed(response: Any) -> bool:
    return "X-Frame-Options" not in response and "frame-ancestors *;" in response["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_any_page_may_frame_it_and_it_has_no_masthead_and_no_other_ways(client: Client, language: str) -> None:
    response = client.get(address(make_open_occurrence(), language))
    assert problems(response, language) == ["no skip link"]  # and nothing to skip
    assert can_be_framed(response) and response["Cache-Control"] == "no-store"
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find("header") is None and page.find("nav") is None
    assert page.find("base") == BeautifulSoup('<base target="_blank"/>', "html.parser").base
    assert [form["target"] for form in page.find_all("form")] == ["_self"]


def test_no_other_page_may_be_framed(client: Client) -> None:
    occurrence = make_open_occurrence()
    for other in (reverse("register", args=[occurrence.public_id]), "/", "/aanmelden/nergens/inbedden/"):
        response = client.get(other)
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]


def test_who_registers_there_is_registered_and_reads_so_in_the_frame(client: Client, clock: Any) -> None:
    occurrence = make_open_occurrence()
    response = send(client, clock, occurrence)
    assert (response.status_code, can_be_framed(response)) == (200, True)
    assert "Kijk in uw mail" in text_of(response)
    party = Registration.objects.get()
    assert (party.seats, party.state, party.source) == (2, "confirmed", "form")


def test_a_wrong_value_comes_back_in_the_frame(client: Client, clock: Any) -> None:
    response = send(client, clock, make_open_occurrence(), email="anna")
    assert (response.status_code, can_be_framed(response)) == (400, True)
    assert "Dit e-mailadres klopt niet" in text_of(response)


def test_a_page_elsewhere_cannot_send_it_itself(client: Client, clock: Any) -> None:
    response = send(client, clock, make_open_occurrence(), headers={"sec-fetch-site": "cross-site"})
    assert (response.status_code, Registration.objects.count()) == (403, 0)


def test_what_is_there_no_more_says_so_in_the_frame(client: Client) -> None:
    free = make_public_event().occurrences.get()
    response = client.get(address(free))
    assert (response.status_code, can_be_framed(response)) == (404, True)
    assert "Voor dit moment kunt u zich hier niet aanmelden." in text_of(response)


def test_what_this_browser_keeps_is_nobodys_to_show_elsewhere(client: Client, clock: Any) -> None:
    evening = make_open_occurrence()
    clash = make_open_occurrence(starts_at=evening.starts_at, ends_at=evening.ends_at)
    client.post(reverse("star"), {"uid": str(evening.public_id)})
    assert "past niet samen" not in text_of(client.get(address(clash)))
    (programme,) = [programmes.find_programme(cookie.value) for cookie in client.cookies.values()]
    assert programme is not None
    send(client, clock, clash)
    assert list(programme.entries.values_list("uid", flat=True)) == [evening.public_id]


def test_the_desk_shows_what_a_partner_puts_in_a_page(client: Client) -> None:
    client.force_login(make_staff())
    occurrence = make_open_occurrence(status="scheduled")
    event = occurrence.event
    assert (
        "Formulier voor een andere site"
        in client.get(reverse("wagtailsnippets_events_event:edit", args=[event.pk])).content.decode()
    )
    response = client.get(reverse("wagtailsnippets_events_event:embedding", args=[event.pk]))
    dutch, english = (
        BeautifulSoup(area.get_text(), "html.parser")
        for area in BeautifulSoup(response.content, "html.parser").find_all("textarea")
    )
    assert dutch.iframe is not None and english.iframe is not None
    assert dutch.iframe["src"] == f"http://testserver{address(occurrence)}"
    assert english.iframe["src"] == f"http://testserver{address(occurrence, 'en')}"
    assert (dutch.iframe["title"], english.iframe["title"]) == (
        f"Aanmelden: {event.title}",
        f"Register: {event.title_en}",
    )
    assert dutch.a is not None and dutch.a["href"] == f"http://testserver/aanmelden/{occurrence.public_id}/"


def test_what_takes_no_registrations_offers_no_form(client: Client) -> None:
    client.force_login(make_staff())
    event = make_public_event()
    page = client.get(reverse("wagtailsnippets_events_event:embedding", args=[event.pk])).content.decode()
    assert "Er is geen moment waarvoor men zich op deze site aanmeldt" in page and "<textarea" not in page
