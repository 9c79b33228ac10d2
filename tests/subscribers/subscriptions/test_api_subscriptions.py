"""Joining the newsletter through the API."""

import json
from typing import Any

import pytest
from django.test import Client

from subscribers.models import Consent, Subscriber
from tests.factories import make_subscriber, make_topic
from tests.typed import carry_out_typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def join(client: Client, **values: Any) -> Any:
    body = {"email": "lezer@example.org", **values}
    answer = client.post("/api/v1/subscriptions", json.dumps(body), content_type="application/json")
    carry_out_typed()
    return answer


def test_topics_are_those_on_offer_in_their_order(client: Client) -> None:
    make_topic(slug="tweede", name="Tweede", position=2, is_default=False)
    make_topic(slug="eerste", name="Eerste", description="Alles.", description_en="Everything.", position=1)
    make_topic(slug="oud", is_offered=False)
    answer: Any = client.get("/api/v1/topics", headers={"accept-language": "en"})
    assert answer.json() == {
        "items": [
            {"id": "eerste", "name": "Eerste", "description": "Everything.", "default": True},
            {"id": "tweede", "name": "Tweede", "description": "", "default": False},
        ],
        "count": 2,
    }


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_however_long(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    for _ in range(rows):
        make_topic()
    with django_assert_num_queries(2):
        assert client.get("/api/v1/topics").json()["count"] == rows


def test_a_wish_is_noted_and_mailed(client: Client, outbox: Any) -> None:
    make_topic(slug="zorg", is_default=False)
    make_topic(slug="kunst")
    answer = join(client, topics=["zorg"], language="en")
    assert (answer.status_code, answer.json()) == (202, {"status": "mailed"})
    assert [mail["To"] for mail in outbox()] == ["lezer@example.org"]
    consent = Consent.objects.get()
    assert (consent.action, consent.topics, consent.language, consent.source) == ("asked", ["zorg"], "en", "api")


def test_without_topics_one_gets_the_default_ones(client: Client) -> None:
    make_topic(slug="zorg", is_default=False)
    make_topic(slug="kunst")
    join(client)
    join(client, topics=[], email="ander@example.org")
    assert [consent.topics for consent in Consent.objects.all()] == [["kunst"], ["kunst"]]


def test_the_answer_tells_nobody_who_reads_us(client: Client) -> None:
    topic = make_topic()
    make_subscriber(topic, email="lezer@example.org")
    known, new = join(client), join(client, email="nieuw@example.org")
    assert (known.status_code, known.content, dict(known.headers)) == (new.status_code, new.content, dict(new.headers))


def test_nothing_is_kept_of_a_refused_wish(client: Client) -> None:
    make_topic()
    assert join(client, topics=["bestaat-niet"]).status_code == 400
    assert join(client, email="geen adres").status_code == 400
    assert not Subscriber.objects.exists()


def test_too_many_on_one_form_must_wait(client: Client, clock: Any, settings: Any) -> None:
    settings.LIMIT_PER_FORM_MINUTE = 1
    make_topic()
    assert join(client).status_code == 202
    answer = join(client, email="ander@example.org")
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")
