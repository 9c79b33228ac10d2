"""Registering keeps the seats of an evening from others for a handful of statements, and composes nothing meanwhile."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from events.models import ChoiceGroup, Occurrence
from subscribers.models import Message
from subscribers.outbox import letters
from tests.events.registration.parties import register
from tests.factories import make_edition, make_open_occurrence, make_public_event, make_registration

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clock")]
TABLE = Occurrence._meta.db_table
ANNA, MOST = "anna@example.org", 5


@contextmanager
def statements() -> Iterator[list[str]]:
    """Each statement and the end of each transaction, in their order."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    commit = connection.commit

    def note_commit() -> None:
        seen.append("COMMIT")
        commit()

    connection.commit = note_commit  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(note):
            yield seen
    finally:
        connection.commit = commit  # type: ignore[method-assign]


def under_the_lock(seen: list[str]) -> list[str]:
    """What was asked between the statement that locks the occurrence and the end of its transaction.

    SQLite has no FOR UPDATE: there it is the statement that reads whole rows of occurrences, once the address is held.
    """
    held = next(number for number, sql in enumerate(seen) if "mailbudget" in sql and sql.startswith("INSERT"))
    locks = [
        number
        for number, sql in enumerate(seen)
        if number > held and f'FROM "{TABLE}" WHERE "{TABLE}"."public_id" IN' in sql
    ]
    assert len(locks) == 1, seen
    end = seen.index("COMMIT", locks[0])
    return seen[locks[0] + 1 : end]


def wish(occurrence: Occurrence, email: str = ANNA) -> dict[str, Any]:
    return {"occurrenceId": str(occurrence.public_id), "name": "Anna", "email": email, "seats": 2}


def ask_api(client: Client, occurrence: Occurrence) -> str:
    answer = client.post("/api/v1/registrations", json.dumps(wish(occurrence)), content_type="application/json")
    return str(answer.json()["state"])


def ask_page(client: Client, occurrence: Occurrence, clock: Any) -> str:
    address = reverse("register", args=[occurrence.public_id])
    stamp = client.get(address).context["form"].fresh_stamp
    clock.shift(timedelta(minutes=1))
    form = {"name": "Anna", "email": ANNA, "seats": 2, "let_be": "", "stamp": stamp}
    with statements() as seen:
        assert client.post(address, form).status_code == 200
    assert len(under_the_lock(seen)) <= MOST, under_the_lock(seen)
    return str(Occurrence.objects.get(pk=occurrence.pk).registrations.get(email=ANNA).state)


EVENINGS: list[dict[str, Any]] = [{"capacity": 10}, {"capacity": 2}, {"must_confirm": True}, {"capacity": None}]


def crowd(values: dict[str, Any]) -> Occurrence:
    """One where others are in, wait and still have to confirm."""
    occurrence = make_open_occurrence(**values)
    states = ["confirmed", "waitlisted", "waitlisted"] if values.get("capacity") == 2 else ["confirmed", "pending"]
    for state in states:
        make_registration(occurrence, state=state, seats=2)
    return occurrence


@pytest.mark.parametrize("values", EVENINGS, ids=str)
def test_registering_by_the_api_asks_three_things_while_others_wait(client: Client, values: dict[str, Any]) -> None:
    occurrence = crowd(values)
    for end in ("RELEASE", "ROLLBACK"):  # of who is known what was written is taken back
        with statements() as seen:
            ask_api(client, occurrence)
        assert [sql.split()[0] for sql in under_the_lock(seen)] == ["SELECT", "INSERT", "INSERT", end]


@pytest.mark.parametrize("values", EVENINGS, ids=str)
def test_the_page_asks_one_more_for_a_form_that_is_sent_twice(
    client: Client, clock: Any, values: dict[str, Any]
) -> None:
    ask_page(client, crowd(values), clock)


def test_who_is_known_by_another_of_the_same_choice_is_answered_as_fast(client: Client, clock: Any) -> None:
    edition = make_edition()
    group = ChoiceGroup.objects.create(edition=edition, name="lezing")
    one, other = (
        make_public_event(edition, at__way_in="choose", at__choice=group, at__capacity=9).occurrences.get()
        for _ in range(2)
    )
    register(one, ANNA)
    with statements() as seen:
        ask_api(client, other)
    assert [sql.split()[0] for sql in under_the_lock(seen)] == ["SELECT", "INSERT", "INSERT", "ROLLBACK"]
    assert not other.registrations.exists()


def test_nothing_is_composed_and_the_row_says_what_happened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(letters, "render_to_string", lambda *_: pytest.fail("a mail was composed"))
    occurrence = make_open_occurrence()
    register(occurrence, ANNA, 2)
    row = Message.objects.get()
    told = json.loads(bytes(row.content))["happenings"][0]
    party = occurrence.registrations.get()
    assert (row.kind, row.subject, row.writer) == (
        "registration.confirmed", f"U kunt komen: {occurrence.event.title}", "registration",
    )  # fmt: skip
    assert (told["happened"], told["standing"], told["party"]["seats"], told["party"]["code"]) == (
        "registered", "place", 2, party.code,
    )  # fmt: skip
