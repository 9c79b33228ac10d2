"""What a form or the API does when it gets an address, whoever that is: the same statements, so the same time."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from subscribers.access.form_checks import form_stamp
from subscribers.models import Suppression
from subscribers.outbox.budget import claim_mail
from tests.factories import make_open_occurrence, make_registration, make_staff, make_subscriber, make_topic

pytestmark = pytest.mark.django_db


def signs_up(client: Client, address: str, stamp: str) -> Any:
    return client.post("/nieuwsbrief/", {"email": address, "stamp": stamp, "website": ""})


def joins(client: Client, address: str, stamp: str) -> Any:
    return client.post("/api/v1/subscriptions", json.dumps({"email": address}), content_type="application/json")


def asks_a_code(client: Client, address: str, stamp: str) -> Any:
    return client.post("/nieuwsbrief/", {"email": address, "stamp": stamp, "website": "", "mail_code": "1"})


def lost_the_link(client: Client, address: str, stamp: str) -> Any:
    return client.post("/aanmelding/mijn-link/", {"email": address, "stamp": stamp, "website": ""})


def forgot_the_password(client: Client, address: str, stamp: str) -> Any:
    return client.post("/beheer/toegang/password/reset/", {"email": address})


DOORS: list[tuple[str, Callable[..., Any]]] = [
    ("signup", signs_up),
    ("signup", joins),
    ("signup", asks_a_code),
    ("link", lost_the_link),
    ("", forgot_the_password),
]


@pytest.fixture
def people(clock: Any, settings: Any) -> list[str]:
    """Addresses that differ in all that we may know of them."""
    topic = make_topic()
    make_subscriber(topic, email="lezer@example.org")
    make_subscriber(topic, email="weg@example.org", state="left")
    Suppression.objects.create(email_normalised="dood@example.org", reason="hard_bounce")
    make_registration(make_open_occurrence(), email="gast@example.org")
    make_staff(email="staf@example.org")
    for _ in range(settings.MAILS_PER_ADDRESS_QUARTER):
        claim_mail("veel@example.org")
    names = ("niemand", "lezer", "weg", "dood", "gast", "staf", "veel")
    return [f"{name}@example.org" for name in names]


@pytest.mark.parametrize(("form", "door"), DOORS)
def test_every_address_costs_the_same(
    client: Client, clock: Any, people: list[str], settings: Any, form: str, door: Callable[..., Any]
) -> None:
    if door is asks_a_code:
        settings.LIMIT_SIGN_UPS_PER_NETWORK_HOUR = 1
        costs_of(client, clock, form, signs_up, "eerst@example.org")
    costs_of(client, clock, form, door, "warm@example.org")  # what is read once for all
    answers = {address: costs_of(client, clock, form, door, address) for address in people}
    assert len(set(answers.values())) == 1, answers


def costs_of(client: Client, clock: Any, form: str, door: Callable[..., Any], address: str) -> tuple[Any, ...]:
    """The answer's status and every statement, without its values."""
    stamp = form_stamp(form or "x")
    clock.shift(timedelta(seconds=2))
    said: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(re.sub(r"s?\d+(_x\d+)?", "#", sql))  # names of savepoints, and which part of a shared budget
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = door(client, address, stamp)
    return (answer.status_code, *said)
