"""The sending of an issue: workers that die or return, a database that goes away, providers that ask for patience."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone
from django_q.models import OrmQ

from newsletter.models import Delivery, Issue
from newsletter.services.following import deferred, failed, in_doubt, outcomes_per_provider
from newsletter.services.freezing import freeze_audience
from newsletter.services.sending import send_deliveries, tick
from newsletter.services.steering import leave_uncertain
from subscribers.models import DomainHold, RelayState, Suppression
from subscribers.services import run, sending
from subscribers.services.holds import DomainHolds
from subscribers.services.settling import Ledger
from subscribers.wire import Outcome
from tests.factories import make_issue, make_subscriber, make_topic
from tests.newsletter.sendable import add_delivery, make_sendable

pytestmark = pytest.mark.django_db


def states(issue: Issue) -> list[tuple[str, str, str]]:
    return list(Delivery.objects.filter(issue=issue).order_by("pk").values_list("email", "state", "reason"))


def counts(issue: Issue) -> dict[str, int]:
    return {state: count for state, count in Delivery.objects.filter(issue=issue).counts().items() if count}


def claim(issue: Issue, many: int = 10) -> tuple[Ledger, list[Delivery]]:
    token, rows = Delivery.objects.filter(issue=issue).claim(many, timezone.now(), sending.lease())
    return Ledger(Delivery, token, sending.lease(), timedelta(hours=48), None), rows


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
    ledger, rows = claim(issue)
    assert ledger.turn([], rows[:2]) == {rows[0].pk, rows[1].pk}
    clock.shift(timedelta(minutes=5))
    assert Delivery.objects.filter(issue=issue).reap(timezone.now()) == (1, 2)
    assert counts(issue) == {"pending": 1, "uncertain": 2}
    ledger.turn(
        [(rows[0], Outcome("sent", 250, "queued")), (rows[1], Outcome("failed", 550, "no", "refused"))], [rows[2]]
    )
    assert [state for _, state, _ in states(issue)] == ["sent", "failed", "pending"]


def test_what_staff_decided_is_not_overruled_by_a_worker_that_comes_back(clock: Any) -> None:
    issue = make_sendable(1)
    ledger, (row,) = claim(issue)
    ledger.turn([], [row])
    clock.shift(timedelta(minutes=5))
    Delivery.objects.filter(issue=issue).reap(timezone.now())
    leave_uncertain(Delivery.objects.get(), by=None)
    ledger.turn([(row, Outcome("sent", 250, "queued"))], [])
    assert states(issue) == [("a0@example.org", "uncertain", "uncertain-left")]


def test_a_lease_is_kept_while_its_worker_lives(clock: Any) -> None:
    issue = make_sendable(2)
    ledger, rows = claim(issue)
    ledger.turn([], rows[:1])
    for _ in range(10):
        clock.shift(sending.lease() / 2)
        assert Delivery.objects.renew(ledger.token, timezone.now() + sending.lease()) == 2
        assert Delivery.objects.filter(issue=issue).reap(timezone.now()) == (0, 0)


def test_a_clock_that_jumps_ahead_makes_nothing_go_twice(clock: Any) -> None:
    issue = make_sendable(2)
    ledger, rows = claim(issue)
    ledger.turn([], rows[:1])
    clock.shift(timedelta(days=1))
    Delivery.objects.filter(issue=issue).reap(timezone.now())
    other, taken = claim(issue)
    assert [row.pk for row in taken] == [rows[1].pk]
    assert ledger.turn([(rows[0], Outcome("sent", 250, "queued"))], [rows[1]]) == set()
    assert other.turn([], taken) == {rows[1].pk}
    clock.shift(timedelta(days=-2))
    assert Delivery.objects.filter(issue=issue).reap(timezone.now()) == (0, 1)  # nobody's lease is two days long
    other.turn([(taken[0], Outcome("sent", 250, "queued"))], [])
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
    ledger, rows = claim(issue)
    Delivery.objects.filter(pk=rows[0].pk).update(state="skipped", reason="left", lease_token=None)
    assert ledger.turn([], rows) == {rows[1].pk}


def test_the_claims_take_due_deferred_rows_first_and_never_more_than_asked(clock: Any) -> None:
    issue = make_sendable(5)
    now = timezone.now()
    Delivery.objects.filter(email="a4@example.org").update(state="deferred", next_try_at=now - timedelta(minutes=1))
    Delivery.objects.filter(email="a3@example.org").update(state="deferred", next_try_at=now + timedelta(minutes=1))
    claims = [[row.email[:2] for row in claim(issue, 2)[1]] for _ in range(3)]
    assert "a4" in claims[0]
    assert [len(taken) for taken in claims] == [2, 2, 0]
    assert sorted(sum(claims, [])) == ["a0", "a1", "a2", "a4"]  # who of those that never had a turn comes first is open


# --- deferral and suppression ------------------------------------------------------------------------


def test_a_deferred_mail_is_tried_with_growing_delay_until_its_deadline(sink: Any, clock: Any) -> None:
    issue = make_sendable(1)
    sink.answers["a0@example.org"] = "452 4.2.2 mailbox full"
    waits = []
    for _ in range(40):
        send_deliveries(issue.pk)
        row = Delivery.objects.get()
        if row.state == "failed":
            break
        waits.append((row.next_try_at - timezone.now()) // timedelta(minutes=1))
        clock.move_to(row.next_try_at)
    assert waits[:5] == [5, 15, 60, 240, 240] and timedelta(hours=44) < timedelta(minutes=sum(waits)) <= timedelta(
        hours=48
    )
    assert (row.state, row.smtp_code, row.smtp_text, row.attempts) == (
        "failed",
        452,
        "4.2.2 mailbox full",
        len(waits) + 1,
    )
    assert not DomainHold.objects.exists() and Issue.objects.get().state == "sent"


def test_a_provider_that_defers_everything_is_left_alone_and_the_others_go_on(sink: Any, clock: Any) -> None:
    issue = make_sendable(0)
    topic = issue.topics.get()
    busy = [f"b{number}@busy.example" for number in range(40)]
    for email in [*busy, "c@quiet.example"]:
        add_delivery(issue, topic, email)
    sink.answers.update(dict.fromkeys(busy, "421 4.7.28 rate limited"))
    send_deliveries(issue.pk)
    found = counts(issue)
    assert found["sent"] == 1 and found["deferred"] < 20 and found["deferred"] + found["pending"] == 40
    hold = DomainHold.objects.get()
    assert (hold.domain, hold.smtp_text, hold.held_until) == (
        "busy.example",
        "4.7.28 rate limited",
        timezone.now() + timedelta(minutes=2),
    )
    asked = sink.sessions
    RelayState.objects.all().delete()
    send_deliveries(issue.pk)
    assert counts(issue) == found and sink.sessions <= asked + 1
    sink.answers.clear()
    clock.shift(timedelta(minutes=6))
    RelayState.objects.all().delete()
    send_deliveries(issue.pk)
    assert counts(issue) == {"sent": 41} and not DomainHold.objects.exists() and set(sink.recipients.values()) == {1}


def test_a_hold_grows_each_time_it_was_in_vain(clock: Any) -> None:
    refusal = Outcome("deferred", 451, "4.7.1 later")
    held = []
    for _ in range(8):
        until = DomainHolds().note("busy.example", refusal, timezone.now())
        held.append(until and (until - timezone.now()) // timedelta(minutes=1))
        clock.shift(until - timezone.now() + timedelta(seconds=1) if until else timedelta(0))
    assert held == [None, None, 2, 5, 15, 60, 240, 240]


def test_a_full_mailbox_holds_nobody_else(clock: Any) -> None:
    holds = DomainHolds()
    assert [holds.note("a.example", Outcome("deferred", 452, "4.2.2 full"), timezone.now()) for _ in range(9)] == [
        None
    ] * 9


def test_a_dead_address_is_suppressed_for_the_next_issue(sink: Any) -> None:
    issue = make_sendable(2)
    sink.answers["a0@example.org"] = "550 5.1.1 no such user"
    send_deliveries(issue.pk)
    assert Suppression.objects.get().email_normalised == "a0@example.org"
    following = make_issue(issue.topics.get())
    freeze_audience(following)
    assert states(following) == [("a0@example.org", "skipped", "suppressed"), ("a1@example.org", "pending", "")]


def test_freezing_notes_the_mail_provider() -> None:
    topic = make_topic()
    make_subscriber(topic, email="Anna@Example.ORG")
    issue = make_issue(topic)
    freeze_audience(issue)
    assert Delivery.objects.get().domain == "example.org"


# --- what staff see -----------------------------------------------------------------------------------


def test_the_outcome_per_provider_adds_up(clock: Any) -> None:
    issue = make_sendable(3)
    add_delivery(issue, issue.topics.get(), "x@other.example")
    Delivery.objects.filter(email="a0@example.org").update(state="sent")
    Delivery.objects.filter(email="a1@example.org").update(state="skipped")
    DomainHold.objects.create(
        domain="other.example", held_until=timezone.now() + timedelta(minutes=5), smtp_text="later"
    )
    one, other = outcomes_per_provider(issue, timezone.now())
    assert (one.domain, one.total, one.counts["sent"], one.counts["pending"], one.held_until) == (
        "example.org",
        2,
        1,
        1,
        None,
    )
    assert (other.domain, other.total, other.smtp_text, other.held_until) == (
        "other.example",
        1,
        "later",
        timezone.now() + timedelta(minutes=5),
    )
    assert [sum(found.counts.values()) for found in (one, other)] == [2, 1]


def test_the_lists_of_trouble_hold_what_staff_must_see(clock: Any) -> None:
    issue = make_sendable(4)
    for number, (state, reason) in enumerate(
        [("deferred", "x"), ("failed", "x"), ("uncertain", "x"), ("uncertain", "uncertain-left")]
    ):
        Delivery.objects.filter(email=f"a{number}@example.org").update(state=state, reason=reason)
    assert [[row.email[:2] for row in rows] for rows in (deferred(issue), failed(issue), in_doubt(issue))] == [
        ["a0"],
        ["a1"],
        ["a2"],
    ]


# --- a database that goes away --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_database_that_goes_away_in_the_middle_costs_nobody_anything(
    sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the commit, or between the commit and the news of it. On PostgreSQL our backend is terminated for real."""
    issue = make_sendable(120)
    real, turns = Ledger.turn, iter(range(1_000_000))

    def turn(self: Ledger, outcomes: Any, asked: Any) -> set[int]:
        number = next(turns)
        if number in (3, 15):
            cut()
        marked = real(self, outcomes, asked)
        if number in (9, 20):
            raise OperationalError("the server closed the connection after it had committed")
        return marked

    monkeypatch.setattr(Ledger, "turn", turn)
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
    failures: list[BaseException] = []

    def work() -> None:
        try:
            send_deliveries(issue.pk)
        except BaseException as error:  # noqa: BLE001  told below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_deliveries(issue.pk)
    assert failures == [] and len(sink.recipients) == 150 and set(sink.recipients.values()) == {1}
    assert counts(issue) == {"sent": 150}
