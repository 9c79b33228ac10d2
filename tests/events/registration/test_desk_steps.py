"""What staff do for a visitor: past a limit or out of turn only with a reason, without an address with a code on paper;
each step with who took it."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from events.ledger.reconcile import reconcile_calendar
from events.models import Occurrence, Registration
from events.registration.audit import history_of
from events.registration.by_staff import put_first, register_by_staff, resend_mail
from events.registration.forgetting import erase_registrations
from subscribers.models import Message
from tests.factories import make_open_occurrence, make_registration, make_staff, make_venue

pytestmark = pytest.mark.django_db

HERE = "wagtailsnippets_events_registration:"
WISH = {"name": "Fatima de Wit", "email": "", "seats": 2, "language": "nl"}


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def post(desk: Client, occurrence: Occurrence, **values: Any) -> Any:
    return desk.post(reverse(f"{HERE}register"), {"occurrence": occurrence.pk, **WISH, **values}, follow=True)


def history() -> list[tuple[str, dict[str, Any]]]:
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", "data"))


def states(occurrence: Occurrence) -> list[tuple[str, str]]:
    return list(occurrence.registrations.order_by("pk").values_list("name", "state"))


def test_two_without_an_address_have_a_place_each_and_a_code_on_paper(desk: Client) -> None:
    occurrence = make_open_occurrence()
    pages = [post(desk, occurrence, name=name).content.decode() for name in ("An", "Bo")]
    assert states(occurrence) == [("An", "confirmed"), ("Bo", "confirmed")]
    for page, party in zip(pages, occurrence.registrations.order_by("pk"), strict=True):
        assert f"{party.name} heeft een plaats." in page
        assert f"Laat deze code bij de deur zien: <b>{party.code}</b>" in page
    assert not Message.objects.exists()


def test_who_has_no_address_is_told_of_nothing_and_all_else_goes_on(desk: Client) -> None:
    """The other visitors are told as ever, and both are forgotten in time."""
    occurrence = make_open_occurrence(capacity=2)
    post(desk, occurrence)
    waits = make_registration(occurrence, name="Cas", state="waitlisted", email="cas@example.org")
    party = occurrence.registrations.get(email="")
    shown = desk.get(reverse(f"{HERE}inspect", args=[party.pk])).content.decode()
    assert "Mail opnieuw sturen" not in shown
    said = desk.post(reverse(f"{HERE}resend", args=[party.pk])).content.decode()
    assert "Hier staat geen e-mailadres bij. Druk de code af." in said
    desk.post(reverse(f"{HERE}cancel", args=[party.pk]), {"reason": "Ziek."})
    waits.refresh_from_db()
    assert waits.state == "confirmed"
    assert list(Message.objects.values_list("email", "kind")) == [("cas@example.org", "registration.promoted")]
    party.refresh_from_db()
    erase_registrations([party], timezone.now())
    assert Registration.objects.get(pk=party.pk).email_normalised == f"#{party.pk}"


def test_a_form_that_is_sent_twice_is_one_visitor(desk: Client) -> None:
    occurrence = make_open_occurrence()
    pages = [post(desk, occurrence, nonce="een").content.decode() for _ in range(2)]
    assert ["Laat deze code bij de deur zien" in page for page in pages] == [True, True]
    post(desk, occurrence, nonce="twee")
    assert occurrence.registrations.count() == 2


BEYOND = {"is_beyond": "on", "beyond": "Spreekt zelf."}


@pytest.mark.parametrize(
    "limit",
    [
        {"capacity": 1},
        {"capacity": 1, "has_waiting_list": False},
        {"party_limit": 1},
        {"registration_closes_at": "2026-06-15T09:00:00Z"},
    ],
    ids=str,
)
def test_past_a_limit_goes_only_with_a_reason_which_is_kept(desk: Client, limit: dict[str, Any]) -> None:
    occurrence = make_open_occurrence(**limit)
    page = post(desk, occurrence, **BEYOND).content.decode()
    assert "Fatima de Wit heeft een plaats" in page
    assert history() == [("registration.register", {"seats": 2, "reason": "Spreekt zelf."})]
    post(desk, occurrence, name="Bo")
    assert [state for _, state in states(occurrence)] == ["confirmed"]
    without = post(desk, occurrence, is_beyond="on").content.decode()
    assert "Zeg waarom." in without
    assert len(states(occurrence)) == 1


def test_the_hall_holds_no_more_whatever_the_reason(desk: Client) -> None:
    occurrence = make_open_occurrence(capacity=2, venue=make_venue(capacity=3))
    make_registration(occurrence, seats=2)
    waits = make_registration(occurrence, seats=2, state="waitlisted")
    said = "In de zaal mogen 3 mensen, en 2 hebben al een plaats. Meer kan nooit."
    assert said in post(desk, occurrence, **BEYOND).content.decode()
    given = {"reason": "Omdat.", "at_once": "on"}
    assert said in desk.post(reverse(f"{HERE}first", args=[waits.pk]), given).content.decode()
    assert [state for _, state in states(occurrence)] == ["confirmed", "waitlisted"]
    assert "heeft een plaats" in post(desk, occurrence, **BEYOND, seats=1).content.decode()


def test_nobody_is_entered_for_what_is_off_or_over(clock: Any) -> None:
    over, off = make_open_occurrence(), make_open_occurrence()
    now = timezone.now()
    Occurrence.objects.filter(pk=over.pk).update(starts_at=now - timedelta(hours=1), ends_at=now)
    Occurrence.objects.filter(pk=off.pk).update(status="cancelled", status_reason="Het stormt.")
    reconcile_calendar()
    for occurrence in (over, off):
        with pytest.raises(ValidationError, match="Dit gaat niet door of is al geweest"):
            register_by_staff(occurrence.public_id, **WISH, by=None, beyond="Toch.")


def waiting(capacity: int = 2) -> tuple[Occurrence, list[Registration]]:
    occurrence = make_open_occurrence(capacity=capacity)
    make_registration(occurrence, seats=capacity, name="An")
    line = [make_registration(occurrence, name=name, seats=2, state="waitlisted") for name in ("Bo", "Cas", "Dé")]
    return occurrence, line


def test_who_is_put_first_has_the_next_place_and_nobody_else_moves(desk: Client) -> None:
    occurrence, line = waiting()
    page = desk.post(reverse(f"{HERE}first", args=[line[2].pk]), {"reason": "Rolstoel."}, follow=True)
    assert "Dé staat vooraan op de wachtlijst." in page.content.decode()
    assert list(occurrence.registrations.waiting().values_list("name", flat=True)) == ["Dé", "Bo", "Cas"]
    first = occurrence.registrations.get(name="An")
    desk.post(reverse(f"{HERE}cancel", args=[first.pk]), {"reason": "Ziek."})
    assert states(occurrence) == [("An", "cancelled"), ("Bo", "waitlisted"), ("Cas", "waitlisted"), ("Dé", "confirmed")]
    assert history() == [("registration.first", {"reason": "Rolstoel."}), ("registration.cancel", {"reason": "Ziek."})]


def test_a_place_at_once_is_one_more_than_there_are(desk: Client, outbox: Any) -> None:
    occurrence, line = waiting()
    given = {"reason": "Rolstoel.", "at_once": "on"}
    page = desk.post(reverse(f"{HERE}first", args=[line[1].pk]), given, follow=True)
    assert "Cas heeft een plaats en krijgt daarvan bericht." in page.content.decode()
    assert [state for _, state in states(occurrence)] == ["confirmed", "waitlisted", "confirmed", "waitlisted"]
    assert [str(mail["To"]) for mail in outbox()] == [line[1].email]
    with pytest.raises(ValidationError, match=r"staat niet \(meer\) op de wachtlijst"):
        put_first(line[1], reason="Nog eens.", by=None)


@pytest.mark.parametrize(
    ("language", "sentence"),
    [("nl", "Wij deden dit, met deze reden: Ziek."), ("en", "We did this, for this reason: Ziek.")],
)
def test_the_reason_stands_in_the_mail_and_in_the_calendar(
    desk: Client, outbox: Any, language: str, sentence: str
) -> None:
    party = make_registration(make_open_occurrence(), language=language)
    desk.post(reverse(f"{HERE}cancel", args=[party.pk]), {"reason": "Ziek."})
    [mail] = outbox()
    assert sentence in mail.get_body(("plain",)).get_content()
    [calendar] = [part.get_content() for part in mail.walk() if part.get_content_type() == "text/calendar"]
    [told] = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    assert sentence in str(told["COMMENT"])


def test_cancelling_without_a_reason_changes_nothing_and_says_so(desk: Client) -> None:
    party = make_registration(make_open_occurrence())
    page = desk.post(reverse(f"{HERE}cancel", args=[party.pk]), {"reason": " "}).content.decode()
    assert "Dit is een verplicht veld." in page
    party.refresh_from_db()
    assert party.state == "confirmed"


def test_the_mail_goes_again_with_a_new_link_and_the_same_code(desk: Client, outbox: Any) -> None:
    party = make_registration(make_open_occurrence())
    for _ in range(2):
        desk.post(reverse(f"{HERE}resend", args=[party.pk]))
    bodies = [mail.get_body(("plain",)).get_content() for mail in outbox()]
    assert ["U bent aangemeld" in body and party.code in body for body in bodies] == [True, True]
    assert [action for action, _ in history()] == ["registration.resend"] * 2


def test_one_visitor_shows_what_was_done_why_and_by_whom(desk: Client) -> None:
    occurrence, line = waiting()
    desk.post(reverse(f"{HERE}first", args=[line[2].pk]), {"reason": "Rolstoel."})
    shown = desk.get(reverse(f"{HERE}inspect", args=[line[2].pk])).content.decode()
    by = get_user_model().objects.get()
    assert (
        f"Vooraan op de wachtlijst gezet: Rolstoel. (15 juni 2026 12:00, {by.get_full_name() or by.username})" in shown
    )
    erase_registrations([line[2]], timezone.now())
    assert history() == [("registration.first", {})]


def correct(desk: Client, party: Registration, **values: Any) -> str:
    fields = {"name": party.name, "email": party.email, "language": party.language, **values}
    page = desk.post(reverse(f"{HERE}correct", args=[party.pk]), fields, follow=True)
    return page.content.decode()


def test_another_address_has_the_mail_and_the_former_has_nothing_any_more(desk: Client, outbox: Any) -> None:
    party = make_registration(make_open_occurrence(), email="tiepfout@example.org", proven_at=timezone.now())
    for _ in range(2):  # one was sent, one waits
        resend_mail(party, by=None)
    [first, _] = outbox()
    Message.objects.filter(pk=Message.objects.earliest("pk").pk).update(state="sent", content=b"")
    link = links_in(first)[0]
    assert "is verbeterd" in correct(desk, party, email="goed@example.org", name="Fatima de Wit")
    assert desk.get(link).status_code == 404
    rows = Message.objects.order_by("pk").values_list("email", "state", "kind")
    assert list(rows)[1:] == [
        ("tiepfout@example.org", "skipped", "registration.repeated"),
        ("goed@example.org", "pending", "registration.confirmed"),
    ]
    mail = outbox()[-1]
    assert party.code in mail.get_body(("plain",)).get_content() and str(mail["To"]) == "goed@example.org"
    assert [part.get_param("method") for part in mail.walk() if part.get_content_type() == "text/calendar"] == [
        "REQUEST"
    ]
    assert desk.get(links_in(mail)[0]).status_code == 200


def links_in(mail: Any) -> list[str]:
    said = mail.get_body(("plain",)).get_content()
    return [word.removeprefix("http://testserver") for word in said.split() if "/aanmelding/" in word]


def test_a_name_is_corrected_without_a_mail(desk: Client) -> None:
    party = make_registration(make_open_occurrence())
    correct(desk, party, name="Fatima de Wit", language="en")
    party.refresh_from_db()
    assert (party.name, party.language, Message.objects.count()) == ("Fatima de Wit", "en", 0)
    assert history() == [("registration.correct", {})]


def test_an_address_that_is_there_already_is_no_correction(desk: Client) -> None:
    occurrence = make_open_occurrence()
    party = make_registration(occurrence, email="an@example.org")
    make_registration(occurrence, email="bo@example.org", name="Bo")
    assert "Dit adres staat hier al: Bo, bevestigd." in correct(desk, party, email="BO@example.org")
    assert "geldig e-mailadres" in correct(desk, party, email="geen adres")
    party.refresh_from_db()
    assert party.email == "an@example.org"


def test_who_must_confirm_does_so_at_the_other_address_and_has_the_whole_time(desk: Client, clock: Any) -> None:
    occurrence = make_open_occurrence(must_confirm=True)
    post(desk, occurrence, email="tiepfout@example.org")
    party = occurrence.registrations.get()
    clock.shift(timedelta(minutes=50))
    assert "Zonder adres kan niemand bevestigen." in correct(desk, party, email="")
    correct(desk, party, email="goed@example.org")
    party.refresh_from_db()
    assert (party.state, party.lapses_at) == ("pending", timezone.now() + timedelta(hours=1))
    assert list(Message.objects.order_by("pk").values_list("email", "state")) == [
        ("tiepfout@example.org", "skipped"),
        ("goed@example.org", "pending"),
    ]


def resize(desk: Client, party: Registration, seats: int, **values: Any) -> str:
    page = desk.post(reverse(f"{HERE}resize", args=[party.pk]), {"seats": seats, **values}, follow=True)
    party.refresh_from_db()
    return page.content.decode()


def test_a_number_of_people_changes_as_its_owner_would_change_it(desk: Client) -> None:
    occurrence = make_open_occurrence(capacity=6)
    party = make_registration(occurrence, name="An", seats=2)
    make_registration(occurrence, seats=2)
    assert "An heeft nu 4 plaatsen en wacht op 1." in resize(desk, party, 5)
    assert (party.seats, party.more_wanted) == (4, 1)
    waits = make_registration(occurrence, state="waitlisted", seats=2)
    assert "An heeft nu 1 plaats." in resize(desk, party, 1)
    waits.refresh_from_db()
    assert (party.seats, party.more_wanted, waits.state) == (1, 0, "confirmed")
    assert "U kunt hier hoogstens 6 plaatsen vragen." in resize(desk, party, 9)
    assert [data for _, data in history()] == [{"seats": 5}, {"seats": 1}]


def test_more_people_than_there_are_places_need_a_reason_and_fit_the_hall(desk: Client) -> None:
    occurrence = make_open_occurrence(capacity=2, venue=make_venue(capacity=5))
    party = make_registration(occurrence, name="An", seats=2)
    waits = make_registration(occurrence, name="Bo", seats=1, state="waitlisted")
    assert "An heeft nu 4 plaatsen." in resize(desk, party, 4, **BEYOND)
    assert "Bo heeft nu 1 plaats." in resize(desk, waits, 1, **BEYOND)
    assert "In de zaal mogen 5 mensen" in resize(desk, party, 5, **BEYOND)
    assert (party.seats, waits.state) == (4, "confirmed")
    kinds = Message.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["registration.changed", "registration.promoted"]


def test_a_party_moves_where_there_is_room_for_all_and_its_seats_go_to_who_waits(desk: Client) -> None:
    here, there, full = (make_open_occurrence(capacity=capacity) for capacity in (2, 5, 1))
    party = make_registration(here, name="An", seats=2)
    waits = make_registration(here, state="waitlisted")
    make_registration(there, email="cas@example.org")
    cas = make_registration(here, email="cas@example.org", state="waitlisted")

    def move(who: Registration, to: Occurrence) -> str:
        address = reverse(f"{HERE}move", args=[who.pk])
        return desk.post(address, {"occurrence": to.pk}, follow=True).content.decode()

    assert "U kunt hier hoogstens 1 plaats vragen." in move(party, full)
    assert "Dit adres staat hier al" in move(cas, there)
    assert f"An is verplaatst naar {there.event}." in move(party, there)
    party.refresh_from_db()
    waits.refresh_from_db()
    assert (party.occurrence, party.state, party.sequence, waits.state) == (there, "confirmed", 1, "confirmed")
    assert [action for action, _ in history()] == ["registration.move"]
    kinds = Message.objects.filter(email=party.email).values_list("kind", flat=True)
    assert list(kinds) == ["registration.transferred"]


@pytest.mark.parametrize(
    ("state", "steps"),
    [
        ("confirmed", {"resize", "move", "correct", "resend", "paper", "cancel"}),
        ("waitlisted", {"first", "resize", "move", "correct", "resend", "cancel"}),
        ("pending", {"correct", "resend", "cancel"}),
        ("cancelled", set()),
    ],
)
def test_staff_are_offered_what_fits_how_the_visitor_stands(desk: Client, state: str, steps: set[str]) -> None:
    occurrence = make_open_occurrence(capacity=1)
    if state == "waitlisted":
        make_registration(occurrence)
    party = make_registration(occurrence, state=state)
    page = desk.get(reverse(f"{HERE}inspect", args=[party.pk])).content.decode()
    every = ("first", "resize", "move", "correct", "resend", "paper", "cancel")
    assert {step for step in every if reverse(f"{HERE}{step}", args=[party.pk]) in page} == steps


def test_who_fits_with_fewer_people_is_said_to_have_the_places_they_got(desk: Client) -> None:
    occurrence = make_open_occurrence(capacity=3)
    make_registration(occurrence)
    waits = make_registration(occurrence, name="Bo", seats=3, state="waitlisted")
    assert "Bo heeft nu 2 plaatsen." in resize(desk, waits, 2)


@pytest.mark.parametrize("times", [1, 3])
def test_what_was_done_for_a_visitor_is_one_query_however_much(
    desk: Client, django_assert_num_queries: Any, times: int
) -> None:
    party = make_registration(make_open_occurrence(capacity=9))
    for seats in range(2, 2 + times):
        resize(desk, party, seats)
    with django_assert_num_queries(1):
        assert len([row.user_display_name for row, _ in history_of(party)]) == times
