"""Registrations in the desk: entered and given back by the service, and downloads in which no cell does anything."""

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.ledger.reconcile import reconcile_calendar
from events.models import Occurrence, Registration
from events.registration.holdings import erase_holdings, holdings_of
from tests.factories import make_open_occurrence, make_registration, make_staff

pytestmark = pytest.mark.django_db

HERE = "wagtailsnippets_events_registration:"


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def visitor(occurrence: Any, **values: Any) -> dict[str, Any]:
    row = {
        "occurrence": occurrence.pk,
        "name": "Fatima de Wit",
        "email": "fatima@example.org",
        "seats": 2,
        "language": "nl",
    }
    return {**row, **values}


def test_who_phones_is_entered_by_the_same_service_and_gets_the_same_mail(desk: Client, outbox: Any) -> None:
    occurrence = make_open_occurrence(capacity=10)
    html = desk.post(reverse(f"{HERE}register"), visitor(occurrence), follow=True).content.decode()
    row = Registration.objects.get()
    assert (row.name, row.seats, row.state, row.source) == ("Fatima de Wit", 2, "confirmed", "desk")
    assert "Fatima de Wit heeft een plaats" in html
    assert [str(mail["To"]) for mail in outbox()] == ["Fatima de Wit <fatima@example.org>"]


def test_a_full_moment_puts_who_phones_on_the_waiting_list_and_says_so(desk: Client) -> None:
    occurrence = make_open_occurrence(capacity=2)
    make_registration(occurrence, seats=2)
    html = desk.post(reverse(f"{HERE}register"), visitor(occurrence), follow=True).content.decode()
    assert "Het is vol: Fatima de Wit staat op de wachtlijst" in html


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"seats": 9}, "U kunt hier hoogstens 6 plaatsen vragen."),
        ({"seats": 0}, "Kies minstens één plaats."),
        ({"email": "geen adres"}, "geldig e-mailadres"),
        ({"name": ""}, "Dit is een verplicht veld."),
    ],
)
def test_what_cannot_be_entered_comes_back_with_its_sentence(
    desk: Client, wrong: dict[str, Any], sentence: str
) -> None:
    html = desk.post(reverse(f"{HERE}register"), visitor(make_open_occurrence(), **wrong)).content.decode()
    assert sentence in html
    assert Registration.objects.count() == 0


def test_an_address_that_is_in_already_is_named_to_staff(desk: Client) -> None:
    occurrence = make_open_occurrence()
    make_registration(occurrence, email="Fatima@example.org", name="Fatima")
    html = desk.post(reverse(f"{HERE}register"), visitor(occurrence)).content.decode()
    assert "Dit adres staat hier al: Fatima, bevestigd." in html
    assert Registration.objects.count() == 1


def test_giving_a_place_back_promotes_the_next_and_looking_does_not(desk: Client) -> None:
    occurrence = make_open_occurrence(capacity=1)
    first, second = make_registration(occurrence), make_registration(occurrence, state="waitlisted")
    address = reverse(f"{HERE}cancel", args=[first.pk])
    assert "Wilt u deze bezoeker afmelden?" in desk.get(address).content.decode()
    first.refresh_from_db()
    assert first.state == "confirmed"
    desk.post(address, {"reason": "Op uw eigen verzoek."})
    states = dict(Registration.objects.values_list("pk", "state"))
    assert states == {first.pk: "cancelled", second.pk: "confirmed"}


def test_the_list_is_narrowed_to_an_event_a_moment_and_a_state(desk: Client) -> None:
    wanted, other = make_open_occurrence(), make_open_occurrence()
    make_registration(wanted, name="Anna")
    make_registration(wanted, name="Bram", state="waitlisted")
    make_registration(other, name="Cato")
    for query in ({"event": wanted.event_id}, {"occurrence": wanted.pk}):
        html = desk.get(reverse(f"{HERE}list"), {**query, "state": "confirmed"}).content.decode()
        assert ("Anna" in html, "Bram" in html, "Cato" in html) == (True, False, False)


def standings(desk: Client, **query: Any) -> list[str]:
    """By the download of the list."""
    answer = desk.get(reverse(f"{HERE}list"), {"export": "csv", **query})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return sorted(row["Stand"] for row in csv.DictReader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize(("status", "word"), [("cancelled", "afgelast"), ("postponed", "uitgesteld")])
def test_nobody_has_a_place_at_what_was_called_off(desk: Client, status: str, word: str) -> None:
    occurrence, other = make_open_occurrence(), make_open_occurrence()
    rows = [make_registration(occurrence, state=one) for one in ("confirmed", "waitlisted", "pending", "cancelled")]
    make_registration(other, state="confirmed")
    Occurrence.objects.filter(pk=occurrence.pk).update(status=status, status_reason="Het stormt.")
    reconcile_calendar()
    assert standings(desk) == sorted([word, word, word, "afgemeld", "bevestigd"])
    assert standings(desk, state="confirmed") == ["bevestigd"]
    assert standings(desk, state="off") == [word, word, word]
    assert len(re.findall(rf"<td[^>]*>\s*{word}\s*</td>", desk.get(reverse(f"{HERE}list")).content.decode())) == 3
    assert word in desk.get(reverse(f"{HERE}inspect", args=[rows[0].pk])).content.decode()
    assert [row["stand"] for row in holdings_of(rows[0].email)["Aanmeldingen"]] == [word]
    Occurrence.objects.filter(pk=occurrence.pk).update(status="scheduled")
    reconcile_calendar()
    assert standings(desk) == ["afgemeld", "bevestigd", "bevestigd", "wacht op bevestiging", "wachtlijst"]


def test_where_the_public_was_told_of_no_calling_off_the_state_stands_as_it_is(desk: Client) -> None:
    occurrence = make_open_occurrence()
    make_registration(occurrence)
    Occurrence.objects.filter(pk=occurrence.pk).update(status="cancelled")  # a draft that nobody was told of
    assert standings(desk) == ["bevestigd"]


def test_a_place_at_what_was_called_off_keeps_nobody_from_being_erased(clock: Any) -> None:
    occurrence = make_open_occurrence()
    row = make_registration(occurrence)
    with pytest.raises(ValidationError, match="heeft nog een plaats"):
        erase_holdings(row.email, timezone.now())
    Occurrence.objects.filter(pk=occurrence.pk).update(status="cancelled", status_reason="Het stormt.")
    reconcile_calendar()
    erase_holdings(row.email, timezone.now())
    assert Registration.objects.get().erased_at


DANGEROUS = ["=1+1", "+31612345678", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "|calc"]


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_name_is_never_a_formula_in_a_download(desk: Client, name: str) -> None:
    make_registration(make_open_occurrence(), name=name, email="eva@example.org")
    answer = desk.get(reverse(f"{HERE}list"), {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    header, row = list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=";"))
    cell = dict(zip(header, row, strict=True))
    assert (cell["Naam"], cell["E-mailadres"], cell["Stand"]) == (f"'{name}", "eva@example.org", "bevestigd")
    book = b"".join(desk.get(reverse(f"{HERE}list"), {"export": "xlsx"}).streaming_content)
    cells = [one for line in openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows() for one in line]
    assert {one.data_type for one in cells} <= {"s", "n", "d", "inlineStr"}
    assert any(str(one.value).startswith("'") for one in cells)


def test_times_in_a_download_are_those_of_the_town(desk: Client) -> None:
    make_registration(make_open_occurrence())
    answer = desk.get(reverse(f"{HERE}list"), {"export": "csv"})
    assert "2026-06-25 20:00" in b"".join(answer.streaming_content).decode()


def test_who_looks_at_a_visitor_may_cancel_from_there(desk: Client) -> None:
    party = make_registration(make_open_occurrence())
    shown = desk.get(reverse(f"{HERE}inspect", args=[party.pk])).content.decode()
    assert f'href="{reverse(f"{HERE}cancel", args=[party.pk])}"' in shown
