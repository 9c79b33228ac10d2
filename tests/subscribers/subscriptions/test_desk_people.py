"""Subscribers in the desk: shown with the proof of their consent, signed off on request, blocked by hand."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from subscribers.models import Consent, Subscription, Suppression
from tests.factories import make_staff, make_subscriber, make_topic

pytestmark = pytest.mark.django_db

PEOPLE = "wagtailsnippets_subscribers_subscriber:"
BLOCKED = "wagtailsnippets_subscribers_suppression:"


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def test_a_subscriber_is_shown_with_topics_and_the_proof_of_consent(desk: Client) -> None:
    person = make_subscriber(make_topic(name="Cultureel erfgoed"))
    Consent.objects.create(
        subscriber=person, action="confirmed", topics=["erfgoed"], text="Ja, graag.", language="nl", source="form"
    )
    Suppression.objects.create(email_normalised=person.email_normalised, reason="complaint")
    html = desk.get(reverse(f"{PEOPLE}inspect", args=[person.pk])).content.decode()
    for said in ("Cultureel erfgoed", "bevestigd", "Ja, graag.", "Dit adres is geblokkeerd"):
        assert said in html


def test_the_list_is_narrowed_to_a_topic_and_a_state(desk: Client) -> None:
    wanted, other = make_topic(), make_topic()
    make_subscriber(wanted, email="anna@example.org")
    make_subscriber(wanted, email="bram@example.org", state="left")
    make_subscriber(other, email="cato@example.org")
    html = desk.get(reverse(f"{PEOPLE}list"), {"topic": wanted.pk}).content.decode()
    assert [name in html for name in ("anna@", "bram@", "cato@")] == [True, False, False]
    html = desk.get(reverse(f"{PEOPLE}list"), {"state": "left"}).content.decode()
    assert [name in html for name in ("anna@", "bram@", "cato@")] == [False, True, False]


def test_signing_off_on_request_is_a_step_with_its_proof(desk: Client) -> None:
    person = make_subscriber(make_topic())
    address = reverse(f"{PEOPLE}leave", args=[person.pk])
    desk.get(address)
    assert person.subscriptions.get().state == Subscription.State.CONFIRMED
    html = desk.post(address, follow=True).content.decode()
    assert person.subscriptions.get().state == Subscription.State.LEFT
    assert list(person.consents.values_list("action", "source")) == [("withdrawn", "desk")]
    assert f"{person.email} krijgt geen nieuwsbrief meer." in html


def test_an_address_is_blocked_in_its_one_spelling_and_once(desk: Client) -> None:
    wrong = desk.post(reverse(f"{BLOCKED}add"), {"email_normalised": "geen adres", "reason": "manual"}).content.decode()
    assert "Dit e-mailadres klopt niet." in wrong
    desk.post(reverse(f"{BLOCKED}add"), {"email_normalised": " Boos@Example.org ", "reason": "manual"})
    assert Suppression.objects.get().email_normalised == "boos@example.org"
    again = desk.post(
        reverse(f"{BLOCKED}add"), {"email_normalised": "BOOS@example.org", "reason": "manual"}
    ).content.decode()
    assert "Dit adres is al geblokkeerd." in again
    desk.post(reverse(f"{BLOCKED}delete", args=[Suppression.objects.get().pk]))
    assert Suppression.objects.count() == 0


def test_a_topic_that_people_follow_is_not_deleted(desk: Client) -> None:
    topic = make_topic(name="Erfgoed")
    make_subscriber(topic)
    html = desk.post(reverse("wagtailsnippets_subscribers_topic:delete", args=[topic.pk]), follow=True).content.decode()
    assert "‘Erfgoed’ kan niet weg, want het wordt nog gebruikt" in html


def test_an_address_comes_in_by_its_owner_and_is_not_typed_over(desk: Client) -> None:
    person = make_subscriber(make_topic(), email="anna@example.org")
    desk.post(reverse(f"{PEOPLE}edit", args=[person.pk]), {"email": "bram@example.org"})
    person.refresh_from_db()
    assert person.email == "anna@example.org"
