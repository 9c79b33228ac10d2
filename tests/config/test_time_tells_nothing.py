"""What a form or the API does when it gets an address, whoever that is: the same statements, so the same time."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, TestCase

from subscribers.access.form_checks import form_stamp
from subscribers.models import Suppression
from subscribers.outbox.budget import claim_mail
from tests.factories import make_open_occurrence, make_registration, make_staff, make_subscriber, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EVENING = uuid.UUID(int=1)


def signs_up(client: Client, address: str, stamp: str) -> Any:
    return client.post("/nieuwsbrief/", {"email": address, "stamp": stamp, "let_be": ""})


def joins(client: Client, address: str, stamp: str) -> Any:
    return client.post("/api/v1/subscriptions", json.dumps({"email": address}), content_type="application/json")


def asks_a_code(client: Client, address: str, stamp: str) -> Any:
    return client.post("/nieuwsbrief/", {"email": address, "stamp": stamp, "let_be": "", "mail_code": "1"})


def lost_the_link(client: Client, address: str, stamp: str) -> Any:
    return client.post("/aanmelding/mijn-link/", {"email": address, "stamp": stamp, "let_be": ""})


def registers(client: Client, address: str, stamp: str) -> Any:
    wish = {"name": "Anna", "email": address, "seats": 1, "stamp": stamp, "let_be": ""}
    return client.post(f"/aanmelden/{EVENING}/", wish)


def registers_by_the_api(client: Client, address: str, stamp: str) -> Any:
    wish = {"occurrenceId": str(EVENING), "name": "Anna", "email": address}
    return client.post("/api/v1/registrations", json.dumps(wish), content_type="application/json")


def forgot_the_password(client: Client, address: str, stamp: str) -> Any:
    return client.post("/beheer/toegang/password/reset/", {"email": address})


DOORS: list[tuple[str, Callable[..., Any]]] = [
    ("signup", signs_up),
    ("signup", joins),
    ("signup", asks_a_code),
    ("link", lost_the_link),
    ("", forgot_the_password),
    ("registration", registers),
    ("registration", registers_by_the_api),
]


@pytest.fixture
def people(clock: Any, settings: Any) -> list[str]:
    """Addresses that differ in all that we may know of them."""
    topic = make_topic()
    make_subscriber(topic, email="lezer@example.org")
    make_subscriber(topic, email="weg@example.org", state="left")
    Suppression.objects.create(email_normalised="dood@example.org", reason="hard_bounce")
    evening = make_open_occurrence(public_id=EVENING, capacity=12)
    for name, state in (("gast", "confirmed"), ("wacht", "waitlisted"), ("belooft", "pending"), ("weg", "cancelled")):
        make_registration(evening, email=f"{name}@example.org", state=state)
    make_staff(email="staf@example.org")
    for _ in range(settings.MAILS_PER_ADDRESS_QUARTER):
        claim_mail("veel@example.org")
    names = ("niemand", "lezer", "weg", "dood", "gast", "wacht", "belooft", "staf", "veel")
    return [f"{name}@example.org" for name in names]


@pytest.mark.parametrize(("form", "door"), DOORS)
def test_every_address_costs_the_same(
    client: Client, clock: Any, people: list[str], settings: Any, form: str, door: Callable[..., Any]
) -> None:
    if door is asks_a_code:
        settings.LIMIT_SIGN_UPS_PER_NETWORK_HOUR = 1
        costs_of(client, clock, form, signs_up, "eerst@example.org")
    costs_of(client, clock, form, door, "warm@example.org")  # what is read once for all
    if door in (registers, registers_by_the_api):
        people.remove("veel@example.org")  # whose mail waits: that says how much it got, and not that it is known
    answers = {address: costs_of(client, clock, form, door, address) for address in people}
    first, *others = answers
    assert {one: answers[one] for one in others if answers[one] != answers[first]} == {}, answers[first]


def costs_of(client: Client, clock: Any, form: str, door: Callable[..., Any], address: str) -> tuple[Any, ...]:
    """The answer's status and every statement, also behind the transaction, without its values."""
    stamp = form_stamp(form or "x")
    clock.shift(timedelta(seconds=2))
    said: list[str] = []
    connection.run_on_commit.clear()  # or what waits for the end of the test's transaction would be there already

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        shape = re.sub("^(RELEASE|ROLLBACK TO)", "END", sql)  # kept or taken back, a statement each
        said.append(re.sub(r"s?\d+(_x\d+)?", "#", shape))  # names of savepoints, and which part of a shared budget
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note), TestCase.captureOnCommitCallbacks(execute=True):
        answer = door(client, address, stamp)
    return (answer.status_code, *said)
