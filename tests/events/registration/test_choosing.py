"""Choose one of N: one place for an address, and a way to another."""

import email
import email.policy
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from events.models import ChoiceGroup, Occurrence, Registration
from events.publishing.telling import tell_calendars
from events.registration.changing.leaving import leave
from events.registration.registering import cancel_registration
from events.registration.seats.choosing import move_registration
from events.tasks import tick
from subscribers.models import Message
from subscribers.outbox.writing import content_of
from subscribers.screens.desk_urls import desk_address
from tests.at_once import at_once
from tests.events.registration.parties import register, states
from tests.events.registration.secret_links import manage_address
from tests.events.registration.test_pending_races import calendar_of
from tests.factories import make_edition, make_public_event, make_registration, make_staff

pytestmark = pytest.mark.django_db


def choice_of(*capacities: int, **values: Any) -> list[Occurrence]:
    """Moments of one choice, with so many seats."""
    edition = make_edition()
    group = ChoiceGroup.objects.create(edition=edition, name="lezing van acht uur", name_en="lecture at eight")
    return [
        make_public_event(
            edition, at__way_in="choose", at__choice=group, at__capacity=capacity, **values
        ).occurrences.get()
        for capacity in capacities
    ]


def mails(address: str = "anna@example.org") -> list[Message]:
    return list(Message.objects.filter(email=address).order_by("pk"))


def text_of_mail(row: Message) -> str:
    mail = email.message_from_bytes(content_of(row), policy=email.policy.default)
    body = mail.get_body(("plain",))  # type: ignore[attr-defined]
    return " ".join(body.get_content().split())


def kinds(address: str = "anna@example.org") -> list[str]:
    return [mail.kind.removeprefix("registration.") for mail in mails(address)]


def path_of(party: Registration, prefix: str = "") -> str:
    return prefix + "/aanmelding/" + manage_address(party).rstrip("/").rsplit("/", 1)[1] + "/"


def test_an_address_has_one_place_in_a_choice_and_is_answered_as_everybody() -> None:
    one, other, third = choice_of(5, 5, 5)
    answers = [register(moment, "anna@example.org") for moment in (one, other, third)]
    assert answers == ["confirmed"] * 3
    assert (states(one), states(other), states(third)) == ([("anna", "confirmed")], [], [])
    assert kinds() == ["confirmed", "repeated"]


@pytest.mark.parametrize(
    ("language", "said"),
    [("nl", "Van ‘lezing van acht uur’ kiest u er één"), ("en", "Of ‘lecture at eight’ you choose")],
)
def test_the_mail_of_a_second_choice_says_which_was_the_first_and_how_to_switch(
    outbox: Any, language: str, said: str
) -> None:
    one, other = choice_of(5, 5)
    register(one, "anna@example.org")
    Registration.objects.update(language=language)
    register(other, "anna@example.org")
    text = outbox()[1].get_body(("plain",)).get_content()
    title = one.entry.facts[language]["title"]  # type: ignore[attr-defined]
    assert said in " ".join(text.split()) and title in text and "/aanmelding/" in text


def test_what_is_no_choice_or_called_off_or_given_up_is_no_bar() -> None:
    one, other = choice_of(5, 5)
    Occurrence.objects.filter(pk=one.pk).update(status="cancelled", status_reason="Ziek.")
    register(other, "bram@example.org")
    make_registration(one, email="anna@example.org")
    tell_calendars()
    assert register(other, "anna@example.org") == "confirmed"
    cancel_registration(other.registrations.get(email="bram@example.org"))
    assert register(other, "bram@example.org") == "confirmed"
    assert states(other) == [("bram", "cancelled"), ("anna", "confirmed"), ("bram", "confirmed")]


def test_a_move_takes_the_place_along_with_its_code_and_gives_the_old_one_to_who_waits() -> None:
    one, other = choice_of(2, 2)
    register(one, "anna@example.org", 2)
    register(one, "bram@example.org", 1)
    party = one.registrations.get(email="anna@example.org")
    code = party.code
    move_registration(party, other.public_id)
    party.refresh_from_db()
    assert (states(one), states(other)) == ([("bram", "confirmed")], [("anna", "confirmed")])
    assert (party.code, party.sequence, party.seats) == (code, 1, 2)
    assert (kinds(), kinds("bram@example.org")) == (["confirmed", "switched"], ["waitlisted", "promoted"])
    first, second = (calendar_of(mail) for mail in mails())
    assert f"Eerst was het: {one.entry.facts['nl']['title']}" in text_of_mail(mails()[1])  # type: ignore[attr-defined]
    assert b"METHOD:REQUEST" in second and b"SEQUENCE:1" in second
    assert [line for line in first.splitlines() if line.startswith(b"UID")] == [
        line for line in second.splitlines() if line.startswith(b"UID")
    ]


def test_to_and_fro_is_told_each_time_and_so_is_what_is_published_then() -> None:
    one, other = choice_of(2, 2)
    register(one, "anna@example.org")
    for moment in (other, one, other):
        move_registration(Registration.objects.get(), moment.public_id)
    for moment in (other, one):
        Occurrence.objects.filter(pk=moment.pk).update(starts_at=moment.starts_at - timedelta(minutes=15))
        tell_calendars()
        move_registration(Registration.objects.get(), (one if moment == other else other).public_id)
    assert kinds() == ["confirmed", *["switched"] * 3, "moved", "switched", "moved", "switched"]


def test_who_has_a_place_keeps_it_unless_there_is_one_for_all_of_them() -> None:
    one, other = choice_of(2, 2)
    register(one, "anna@example.org", 2)
    make_registration(other)
    with pytest.raises(ValidationError) as caught:
        move_registration(one.registrations.get(), other.public_id)
    assert (caught.value.code, states(one), kinds()) == ("full", [("anna", "confirmed")], ["confirmed"])


def test_who_waits_may_wait_elsewhere_and_stands_last_there() -> None:
    one, other = choice_of(1, 1)
    register(one, "dirk@example.org")
    register(one, "anna@example.org")
    register(other, "els@example.org")
    register(other, "bram@example.org")
    anna = one.registrations.get(email="anna@example.org")
    move_registration(anna, other.public_id)
    cancel_registration(other.registrations.get(email="els@example.org"))
    assert states(other) == [("anna", "waitlisted"), ("els", "cancelled"), ("bram", "confirmed")]
    assert kinds() == ["waitlisted", "switched"]


def test_nobody_moves_to_what_is_closed_or_not_of_the_choice(clock: Any) -> None:
    one, other = choice_of(2, 2)
    elsewhere = make_public_event(at__way_in="register").occurrences.get()
    register(one, "anna@example.org")
    party = one.registrations.get()
    for to, values, code in (
        (elsewhere, {}, "gone"),
        (other, {"registration_closes_at": timezone.now()}, "closed"),
        (other, {"registration_closes_at": None, "status": "cancelled", "status_reason": "Ziek."}, "closed"),
    ):
        Occurrence.objects.filter(pk=to.pk).update(**values)
        tell_calendars()
        with pytest.raises(ValidationError) as caught:
            move_registration(party, to.public_id)
        assert caught.value.code == code
    assert states(one) == [("anna", "confirmed")]


@pytest.mark.parametrize(("prefix", "said"), [("", "Wissel hiernaar"), ("/en", "Switch to this")])
def test_the_page_behind_the_link_offers_the_others_and_moves_at_a_button(
    client: Client, prefix: str, said: str
) -> None:
    one, other, full = choice_of(5, 5, 1)
    make_registration(full)
    register(one, "anna@example.org", 2)
    address = path_of(one.registrations.get(), prefix)
    page = BeautifulSoup(client.get(address).content, "html.parser")
    forms = page.select('form[action*="/wisselen/"]')
    assert [form.button.get_text().startswith(said) for form in forms] == [True, True]  # type: ignore[union-attr]
    assert client.get(forms[0]["action"]).status_code == 405
    refused = client.post(next(form["action"] for form in forms if str(full.public_id) in str(form["action"])))
    assert refused.status_code == 409 and states(one) == [("anna", "confirmed")]
    done = client.post(next(form["action"] for form in forms if str(other.public_id) in str(form["action"])))
    assert (done.status_code, done["Location"]) == (302, address)
    assert (states(one), states(other)) == ([], [("anna", "confirmed")])


def test_the_form_says_the_rule_of_a_choice_to_everybody(client: Client) -> None:
    one, _ = choice_of(5, 5)
    for prefix, said in (
        ("", "Van ‘lezing van acht uur’ kiest u er één."),
        ("/en", "Of ‘lecture at eight’ you choose one."),
    ):
        page = BeautifulSoup(client.get(f"{prefix}/aanmelden/{one.public_id}/").content, "html.parser")
        assert said in page.main.get_text(" ")  # type: ignore[union-attr]


def test_staff_read_what_the_address_chose(client: Client) -> None:
    one, other = choice_of(5, 5)
    register(one, "anna@example.org")
    client.force_login(make_staff())
    wish = {"occurrence": other.pk, "name": "Anna", "email": "anna@example.org", "seats": 1, "language": "nl"}
    page = client.post(desk_address(Registration, "register"), wish).content.decode()
    assert "kiest men er één, en dit adres koos" in page and states(other) == []


@pytest.mark.django_db(transaction=True)
def test_three_of_one_choice_at_the_same_moment_are_one_place() -> None:
    for number in range(3):
        moments = choice_of(5, 5, 5)
        address = f"anna{number}@example.org"
        at_once(*[lambda moment=moment, address=address: register(moment, address) for moment in moments])  # type: ignore[misc]
        assert Registration.objects.filter(email=address).holding().count() == 1


@pytest.mark.django_db(transaction=True)
def test_moving_while_registering_elsewhere_or_leaving_or_moving_is_one_thing_after_the_other() -> None:
    for number in range(4):
        one, other, third = choice_of(1, 1, 1)
        address = f"anna{number}@example.org"
        register(one, address)
        register(other, f"bram{number}@example.org")
        anna, bram = one.registrations.get(), other.registrations.get()
        cancel_registration(bram) if number % 2 else None

        def attempt(party: Registration, to: Occurrence) -> None:
            try:
                move_registration(Registration.objects.get(pk=party.pk), to.public_id)
            except ValidationError as error:
                assert error.code in ("full", "gone")  # noqa: PT017

        at_once(
            lambda anna=anna, other=other: attempt(anna, other),  # type: ignore[misc]
            lambda third=third, address=address: register(third, address),  # type: ignore[misc]
            lambda bram=bram, one=one: attempt(bram, one),  # type: ignore[misc]
            lambda anna=anna: cancel_registration(Registration.objects.get(pk=anna.pk)),  # type: ignore[misc]
        )
        held = Registration.objects.filter(email=address).holding()
        assert held.count() <= 1
        assert all(moment.registrations.filter(state="confirmed").count() <= 1 for moment in (one, other, third))


def turn(moment: Occurrence, status: str) -> None:
    Occurrence.objects.filter(pk=moment.pk).update(status=status)
    tell_calendars()


@pytest.mark.parametrize("off", ["cancelled", "postponed"])
def test_who_chose_another_while_it_was_off_keeps_that_one_when_it_comes_back(off: str) -> None:
    one, other = choice_of(1, 5)
    register(one, "anna@example.org")
    register(one, "bram@example.org")
    turn(one, off)
    assert register(other, "anna@example.org") == "confirmed"
    turn(one, "scheduled")
    assert states(one) == [("anna", "cancelled"), ("bram", "confirmed")]
    assert states(other) == [("anna", "confirmed")]
    last = mails()[-1]
    assert last.kind == "registration.chose-other"
    assert "uw plaats hier is vrijgegeven" in text_of_mail(last) and not calendar_of(last)
    turn(one, "cancelled")
    turn(one, "scheduled")
    assert mails()[-1] == last  # once


def test_who_waited_or_had_not_confirmed_is_told_the_same_of_what_they_lose() -> None:
    one, other = choice_of(1, 9)
    for state, name in (("confirmed", "an"), ("waitlisted", "bo"), ("pending", "cas")):
        make_registration(one, state=state, email=f"{name}@example.org")
    turn(one, "cancelled")
    for name in ("bo", "cas"):
        register(other, f"{name}@example.org")
    turn(one, "scheduled")
    assert states(one) == [("an", "confirmed"), ("bo", "cancelled"), ("cas", "cancelled")]
    assert "hier staat u niet meer op de wachtlijst" in text_of_mail(mails("bo@example.org")[-1])
    assert "u hoeft hier niets meer te bevestigen" in text_of_mail(mails("cas@example.org")[-1])
    assert kinds("an@example.org")[-1] == "restored"


def test_whoever_chose_nothing_else_meanwhile_has_the_place_again() -> None:
    one, other = choice_of(5, 5)
    register(one, "anna@example.org")
    make_registration(one, email="")
    make_registration(other, email="")
    register(other, "bram@example.org")
    turn(one, "cancelled")
    turn(one, "scheduled")
    assert [state for _, state in states(one)] == ["confirmed", "confirmed"]
    assert kinds()[-1] == "restored"


def test_who_chose_another_in_the_very_moment_it_came_back_has_one_after_the_next_minute(clock: Any) -> None:
    one, other = choice_of(1, 5)
    register(one, "anna@example.org")
    register(one, "bram@example.org")
    turn(one, "cancelled")
    turn(one, "scheduled")
    clock.shift(timedelta(seconds=1))
    make_registration(other, email="anna@example.org")  # of a transaction that had not seen it come back
    clock.shift(timedelta(minutes=1))
    assert tick()["chosen"] == 1
    assert (states(one), states(other)) == ([("anna", "cancelled"), ("bram", "confirmed")], [("anna", "confirmed")])
    clock.shift(timedelta(minutes=10))
    assert (tick()["chosen"], kinds()[-1]) == (0, "chose-other")


@pytest.mark.django_db(transaction=True)
def test_coming_back_and_choosing_another_at_once_end_as_one_place() -> None:
    one, other = choice_of(5, 5)
    register(one, "anna@example.org")
    turn(one, "cancelled")
    at_once(lambda: turn(one, "scheduled"), lambda: register(other, "anna@example.org"))
    tick()
    assert sorted(state for moment in (one, other) for _, state in states(moment)).count("confirmed") == 1


def test_who_only_waits_for_another_has_the_place_that_comes_back_and_waits_no_more(clock: Any) -> None:
    one, other = choice_of(1, 1)
    register(one, "anna@example.org")
    turn(one, "cancelled")
    make_registration(other)
    clock.shift(timedelta(minutes=1))
    assert register(other, "anna@example.org") == "waitlisted"
    turn(one, "scheduled")
    assert (states(one), states(other)[1]) == ([("anna", "confirmed")], ("anna", "cancelled"))
    assert kinds()[-2:] == ["cancelled", "restored"]
    title = one.entry.facts["nl"]["title"]  # type: ignore[attr-defined]
    assert f"‘{title}’ gaat toch door, en daar hebt u uw plaats weer." in text_of_mail(mails()[-2])


@pytest.mark.parametrize("how", ["pending", "leaving"])
def test_who_did_not_confirm_another_or_signs_off_there_has_chosen_nothing(clock: Any, how: str) -> None:
    one, other = choice_of(1, 5)
    register(one, "anna@example.org")
    turn(one, "cancelled")
    clock.shift(timedelta(minutes=1))
    party = make_registration(other, email="anna@example.org", state="pending" if how == "pending" else "confirmed")
    if how == "leaving":
        leave(party)
    turn(one, "scheduled")
    assert (states(one), kinds()[-1]) == ([("anna", "confirmed")], "restored")


@pytest.mark.parametrize("first", [0, 1])
def test_of_two_that_come_back_together_the_one_chosen_last_counts(clock: Any, first: int) -> None:
    moments = choice_of(5, 5)
    one, other = moments[first], moments[1 - first]  # the order of the calendar is none of choosing
    register(one, "anna@example.org")
    turn(one, "cancelled")
    clock.shift(timedelta(minutes=1))
    register(other, "anna@example.org")
    turn(other, "cancelled")
    Occurrence.objects.update(status="scheduled")
    tell_calendars()
    assert (states(one), states(other)) == ([("anna", "cancelled")], [("anna", "confirmed")])
