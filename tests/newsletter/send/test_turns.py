"""A turn of the sending loop: it waits for nothing that cannot come, and costs the database no planning."""

from typing import Any

import pytest
from django.db import connection

from newsletter.send.sending import send_deliveries
from subscribers.sending import rows
from subscribers.sending.settling import connection_for_sending
from subscribers.smtp import ConnectionPool, Event
from tests.newsletter.send.sendable import make_sendable


@pytest.mark.django_db
def test_the_first_letters_begin_as_soon_as_a_server_has_answered(sink: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    real, idle = ConnectionPool.wait, []

    def wait(pool: ConnectionPool, seconds: float) -> list[Event]:
        if pool.is_ready and not pool.open_transactions():
            idle.append(seconds)
        return real(pool, seconds)

    monkeypatch.setattr(ConnectionPool, "wait", wait)
    assert send_deliveries(make_sendable(3).pk) == {"sent": 3}
    assert idle == []


@pytest.mark.django_db(transaction=True)
def test_postgresql_plans_the_statement_of_a_turn_once(sink: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("a matter of PostgreSQL")
    plans: list[tuple[int, int]] = []
    real = rows.save_relays

    def look(*arguments: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT sum(generic_plans), sum(custom_plans) FROM pg_prepared_statements")
            plans.append(cursor.fetchone())
        real(*arguments)

    monkeypatch.setattr(rows, "save_relays", look)
    assert send_deliveries(make_sendable(60).pk) == {"sent": 60}
    [(generic, custom)] = plans
    assert generic > 2 and custom == 0


@pytest.mark.django_db(transaction=True)
def test_the_connection_is_set_for_sending_and_set_back() -> None:
    question, meanwhile, usually = {
        "postgresql": ("SHOW plan_cache_mode", "force_generic_plan", "auto"),
        "sqlite": ("PRAGMA synchronous", 2, 1),  # FULL, NORMAL
    }[connection.vendor]

    def answer() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]

    with connection_for_sending():
        assert answer() == meanwhile
    assert answer() == usually
