"""The sending of an issue: workers that die or return, a database that goes away."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone
from django_q.models import OrmQ

from newsletter.models import Delivery, Issue
from newsletter.send.controls import leave_uncertain
from newsletter.send.sending import send_deliveries, tick
from subscribers.models import RelayState, Suppression
from subscribers.outbox.states import reap, renew
from subscribers.sending import run
from subscribers.sending.settling import TurnWriter
from subscribers.smtp import Outcome, Result
from tests.at_once import at_once
from tests.newsletter.send.sendable import claim, counts, make_sendable, states

pytestmark = pytest.mark.django_db


def test_all_connections_are_used_while_a_claim_brings_as_much_as_it_may(
    sink: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "BLOCK", 20)
    settings.SMTP_CONNECTIONS = 5
    assert send_deliveries(make_sendable(40).pk) == {"sent": 40}
    assert sink.sessions == 5


def test_an_issue_goes_to_everyone_once_over_several_connections_and_is_finished(sink: Any) -> None:
    issue = make_sendable(200)
    assert send_deliveries(issue.pk) == {"sent": 200}
    assert len(sink.recipients) == 200 and set(sink.recipients.values()) == {1} and 2 <= sink.sessions <= 10
    assert Issue.objects.get().state == "sent" and OrmQ.objects.count() == 0


def test_a_worker_that_was_stopped_past_its_lease_still_tells_what_it_knows(clock: Any) -> None:
    issue = make_sendable(3)
    writer, rows = claim(issue)
    assert writer.write([], rows[:2]) == {rows[0].pk, rows[1].pk}
    clock.shift(timedelta(minutes=5))
    assert reap(Delivery.objects.filter(issue=issue), timezone.now()) == (1, 2)
    assert counts(issue) == {"pending": 1, "uncertain": 2}
    writer.write(
        [(rows[0], Outcome(Result.ACCEPTED, 250, "queued")), (rows[1], Outcome(Result.REFUSED, 550, "no", "refused"))],
        [rows[2]],
    )
    assert [state for _, state, _ in states(issue)] == ["sent", "failed", "pending"]


def test_a_worker_that_lost_its_lease_blocks_no_address(clock: Any) -> None:
    """Its row is another's by now: what it heard of the address is said by whoever holds it."""
    issue = make_sendable(2)
    refused = Outcome(Result.REFUSED, 550, "5.1.1 unknown", "refused")
    late, rows = claim(issue)
    clock.shift(timedelta(minutes=5))
    assert reap(Delivery.objects.filter(issue=issue), timezone.now()) == (2, 0)
    late.write([(rows[0], refused)], [])  # nobody holds it
    writer, again = claim(issue)
    writer.write([], again)
    late.write([(rows[1], refused)], [])  # somebody else does
    assert not Suppression.objects.exists() and counts(issue) == {"in_flight": 2}
    writer.write([(row, refused) for row in again], [])
    assert sorted(Suppression.objects.values_list("email_normalised", flat=True)) == [
        "a0@example.org",
        "a1@example.org",
    ]


def test_what_staff_decided_is_not_overruled_by_a_worker_that_comes_back(clock: Any) -> None:
    issue = make_sendable(1)
    writer, (row,) = claim(issue)
    writer.write([], [row])
    clock.shift(timedelta(minutes=5))
    reap(Delivery.objects.filter(issue=issue), timezone.now())
    leave_uncertain(Delivery.objects.get(), by=None)
    writer.write([(row, Outcome(Result.ACCEPTED, 250, "queued"))], [])
    assert states(issue) == [("a0@example.org", "uncertain", "uncertain-left")]


def test_a_lease_is_kept_while_its_worker_lives(clock: Any) -> None:
    issue = make_sendable(2)
    writer, rows = claim(issue)
    writer.write([], rows[:1])
    for _ in range(10):
        clock.shift(writer.lease.length / 2)
        assert renew(Delivery.objects.all(), timezone.now(), writer.lease) == 2
        assert reap(Delivery.objects.filter(issue=issue), timezone.now()) == (0, 0)


def test_a_clock_that_jumps_ahead_makes_nothing_go_twice(clock: Any) -> None:
    issue = make_sendable(2)
    writer, rows = claim(issue)
    writer.write([], rows[:1])
    clock.shift(timedelta(days=1))
    reap(Delivery.objects.filter(issue=issue), timezone.now())
    other, taken = claim(issue)
    assert [row.pk for row in taken] == [rows[1].pk]
    assert writer.write([(rows[0], Outcome(Result.ACCEPTED, 250, "queued"))], [rows[1]]) == set()
    assert other.write([], taken) == {rows[1].pk}
    clock.shift(timedelta(days=-2))
    assert reap(Delivery.objects.filter(issue=issue), timezone.now()) == (0, 1)  # nobody's lease is two days long
    other.write([(taken[0], Outcome(Result.ACCEPTED, 250, "queued"))], [])
    assert counts(issue) == {"sent": 2}


def test_only_so_many_tasks_work_at_one_issue_however_often_they_are_nudged(sink: Any, settings: Any) -> None:
    settings.SEND_TASKS = 1
    issue = make_sendable(5)
    claim(issue, 1)
    assert send_deliveries(issue.pk) == {}
    tick(timezone.now())
    assert OrmQ.objects.count() == 0
    settings.SEND_TASKS = 3
    tick(timezone.now())
    assert OrmQ.objects.count() == 2


def test_who_left_after_being_claimed_gets_nothing(sink: Any) -> None:
    issue = make_sendable(2)
    writer, rows = claim(issue)
    Delivery.objects.filter(pk=rows[0].pk).update(state="skipped", reason="left", lease_token=None)
    assert writer.write([], rows) == {rows[1].pk}


def test_the_claims_take_due_deferred_rows_first_and_never_more_than_asked(clock: Any) -> None:
    issue = make_sendable(5)
    now = timezone.now()
    Delivery.objects.filter(email="a4@example.org").update(state="deferred", next_try_at=now - timedelta(minutes=1))
    Delivery.objects.filter(email="a3@example.org").update(state="deferred", next_try_at=now + timedelta(minutes=1))
    claims = [[row.email[:2] for row in claim(issue, 2)[1]] for _ in range(3)]
    assert "a4" in claims[0]
    assert [len(taken) for taken in claims] == [2, 2, 0]
    assert sorted(sum(claims, [])) == ["a0", "a1", "a2", "a4"]  # who of those that never had a turn comes first is open


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_in_the_middle_costs_nobody_anything(
    sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit, or between the commit and the news of it. On PostgreSQL our backend is terminated for real."""
    issue = make_sendable(120)
    real, turns = TurnWriter.write, iter(range(1_000_000))

    def turn(self: TurnWriter, outcomes: Any, asked: Any) -> set[int]:
        number = next(turns)
        if number in (3, 15):
            cut()
        marked = real(self, outcomes, asked)
        if number in (9, 20):
            raise OperationalError("the server closed the connection after it had committed")
        return marked

    monkeypatch.setattr(TurnWriter, "write", turn)
    while Issue.objects.get().state == "sending":
        send_deliveries(issue.pk)
        RelayState.objects.all().delete()
    assert counts(issue) == {"sent": 120} and set(sink.recipients.values()) == {1}
    assert next(turns) > 20


def cut() -> None:
    if connection.vendor == "sqlite":
        raise OperationalError("disk I/O error")
    pid = connection.connection.info.backend_pid

    def terminate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
        connections.close_all()

    thread = threading.Thread(target=terminate)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_several_workers_with_several_connections_send_each_mail_once(sink: Any, settings: Any) -> None:
    settings.SEND_TASKS = 3
    issue = make_sendable(150)
    at_once(*[lambda: send_deliveries(issue.pk)] * 3)
    send_deliveries(issue.pk)
    assert len(sink.recipients) == 150 and set(sink.recipients.values()) == {1}
    assert counts(issue) == {"sent": 150}
