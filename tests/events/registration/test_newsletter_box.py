"""Who registers may ask for the newsletter beside it: unticked, a consent of its own, and told to nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from events.models import Occurrence, Registration
from subscribers.models import Consent, Message, Subscription
from tests.factories import make_open_occurrence, make_subscriber, make_topic
from tests.pages import problems, text_of
from tests.typed import carry_out_typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ANNA = "anna@example.org"
SAID = "Voor de nieuwsbrief krijgt u een eigen mail"


def form_of(client: Client, occurrence: Occurrence, language: str = "nl") -> Any:
    response = client.get(("/en" if language == "en" else "") + reverse("register", args=[occurrence.public_id]))
    assert problems(response, language) == []
    return BeautifulSoup(response.content, "html.parser")


def register(client: Client, clock: Any, occurrence: Occurrence, **values: Any) -> str:
    fields = form_of(client, occurrence).select("input[type=hidden], input[name=let_be]")
    row = {str(field["name"]): field.get("value", "") for field in fields}
    clock.shift(timedelta(seconds=30))
    row |= {"name": "Anna", "email": ANNA, "seats": "1", **values}
    response = client.post(
        reverse("register", args=[occurrence.public_id]), row, headers={"sec-fetch-site": "same-origin"}
    )
    carry_out_typed()
    return text_of(response)


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "Ik wil de nieuwsbrief"), ("en", "I want to get the newsletter")]
)
def test_the_box_is_not_ticked_and_says_what_one_agrees_to(client: Client, language: str, words: str) -> None:
    make_topic()
    box = form_of(client, make_open_occurrence(), language).find("input", {"name": "newsletter"})
    assert (box["type"], box.get("checked")) == ("checkbox", None)
    assert words in box.find_parent("div").get_text()


def test_where_no_topic_is_for_who_chooses_nothing_there_is_no_box(client: Client) -> None:
    make_topic(is_default=False)
    assert form_of(client, make_open_occurrence()).find("input", {"name": "newsletter"}) is None


def test_who_ticks_it_is_registered_and_asked_by_mail_whether_that_is_meant(client: Client, clock: Any) -> None:
    topic = make_topic()
    assert SAID in register(client, clock, make_open_occurrence(), newsletter="on")
    assert Registration.objects.get().state == "confirmed"
    assert list(Subscription.objects.values_list("topic__slug", "state")) == [(topic.slug, "pending")]
    assert list(Consent.objects.values_list("action", "source")) == [("asked", "registration")]
    assert sorted(Message.objects.values_list("kind", flat=True)) == ["registration.confirmed", "subscription.confirm"]


def test_who_leaves_it_is_asked_nothing(client: Client, clock: Any) -> None:
    make_topic()
    assert SAID not in register(client, clock, make_open_occurrence())
    assert not Subscription.objects.exists() and not Consent.objects.exists()


def test_who_is_subscribed_already_reads_the_same(client: Client, clock: Any) -> None:
    make_subscriber(make_topic(), email=ANNA)
    known = register(client, clock, make_open_occurrence(), newsletter="on")
    other = register(client, clock, Occurrence.objects.get(), newsletter="on", email="bram@example.org")
    assert known == other


@pytest.mark.parametrize("wrong", [{"email": "anna"}, {"seats": "0"}])
def test_nothing_is_asked_of_a_form_that_comes_back_and_the_tick_stays(
    client: Client, clock: Any, wrong: dict[str, str]
) -> None:
    make_topic()
    occurrence = make_open_occurrence()
    register(client, clock, occurrence, newsletter="on", **wrong)
    assert not Subscription.objects.exists() and not Registration.objects.exists()


def test_a_program_that_fills_the_trap_asks_for_no_newsletter(client: Client, clock: Any) -> None:
    make_topic()
    register(client, clock, make_open_occurrence(), newsletter="on", let_be="x")
    assert not Subscription.objects.exists()


def test_the_form_knows_the_largest_party_and_the_answer_is_stored_nowhere(client: Client, clock: Any) -> None:
    occurrence = make_open_occurrence(party_limit=4)
    assert form_of(client, occurrence).find("input", {"name": "seats"})["max"] == "4"
    fields = form_of(client, occurrence, "en").select("input[type=hidden], input[name=let_be]")
    row = {str(field["name"]): field.get("value", "") for field in fields}
    clock.shift(timedelta(seconds=30))
    response = client.post(
        f"/en/aanmelden/{occurrence.public_id}/",
        row | {"name": "Anna", "email": ANNA, "seats": "1"},
        headers={"sec-fetch-site": "same-origin"},
    )
    assert (response.status_code, response["Cache-Control"]) == (200, "no-store")
    assert Registration.objects.get().language == "en"
