"""Nothing moves for two minutes: the cause is known from facts, shown, and mailed once."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import Task

from newsletter.models import Delivery, Heartbeat, Issue
from newsletter.monitoring.standstill import STALLED, beat, find_standstill
from newsletter.send.alarms import responsible_for, whom_we_told
from newsletter.send.controls import pause_issue, resume_issue, set_throttle
from newsletter.send.sending import send_deliveries
from newsletter.tasks import tick
from subscribers.models import DomainHold, Message, RelayState
from subscribers.sending.relays import relays
from tests.factories import make_staff, utc
from tests.newsletter.send.sendable import add_delivery, make_sendable

pytestmark = pytest.mark.django_db
ALARM = "alarm@leiden.example"


@pytest.fixture(autouse=True)
def alarm(settings: Any) -> None:
    settings.ALARM_ADDRESS = ALARM


@pytest.fixture
def issue(clock: Any) -> Issue:
    """Two wait, since three minutes; the background tasks run."""
    issue = make_sendable(2)
    clock.shift(timedelta(minutes=3))
    beat(timezone.now())
    return issue


def cause(issue: Issue) -> str:
    issue.refresh_from_db()
    found = find_standstill(issue, timezone.now())
    return found.cause if found else ""


def in_minutes(minutes: int) -> Any:
    return timezone.now() + timedelta(minutes=minutes)


def break_relay(**values: Any) -> str:
    (relay,) = relays()
    RelayState.objects.create(name=relay.name, kind="delivery", failures=3, error="Connection refused", **values)
    return relay.name


def stalled() -> list[str]:
    return list(Message.objects.filter(kind=STALLED).order_by("pk").values_list("email", flat=True))


def minute(clock: Any) -> None:
    clock.shift(timedelta(minutes=1))
    tick()


@contextmanager
def silent_server() -> Iterator[int]:
    """Takes calls, says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_before_two_minutes_nothing_is_said(clock: Any) -> None:
    issue = make_sendable(1)
    clock.shift(timedelta(minutes=2))
    assert cause(issue) == ""


def test_no_worker_at_all(issue: Issue) -> None:
    assert cause(issue) == "Er is geen werker die verzendt."


def test_background_tasks_that_do_not_run_go_before_any_other_cause(issue: Issue, clock: Any) -> None:
    break_relay()
    clock.shift(timedelta(minutes=4))
    assert cause(issue) == "De achtergrondtaken draaien niet; de laatste keer was om 12:03."
    Heartbeat.objects.all().delete()
    assert cause(issue) == "De achtergrondtaken hebben nog niet gedraaid."


def test_a_relay_that_takes_nothing_is_named_with_its_last_words(issue: Issue) -> None:
    name = break_relay()
    assert cause(issue) == f"De mailserver neemt niets aan: {name} (Connection refused)."


def test_one_broken_relay_of_two_is_no_cause(issue: Issue, settings: Any) -> None:
    break_relay()
    settings.RELAYS = [*settings.RELAYS, "smtp://second.example:25"]
    assert cause(issue) == "Er is geen werker die verzendt."


def test_everyone_who_waits_was_asked_for_patience(issue: Issue) -> None:
    Delivery.objects.update(state="deferred", next_try_at=in_minutes(10))
    assert cause(issue) == "De ontvangende mailservers vroegen om geduld; de volgende poging is om 12:13."
    Delivery.objects.update(next_try_at=utc(2026, 6, 16, 10))
    assert "de volgende poging is op 16 juni om 12:00." in cause(issue)


def test_a_provider_that_asked_to_wait_is_the_cause_only_when_nobody_else_waits(issue: Issue) -> None:
    DomainHold.objects.create(domain="example.org", held_until=in_minutes(5), smtp_text="4.7.0 slow down")
    assert cause(issue) == "example.org vraagt ons te wachten tot om 12:08: 4.7.0 slow down"
    add_delivery(issue, issue.topics.get(), "x@other.example")
    assert cause(issue) == "Er is geen werker die verzendt."


def test_a_pace_that_is_slower_than_two_minutes(issue: Issue) -> None:
    set_throttle(issue, 1, by=None)
    Issue.objects.update(next_send_at=in_minutes(1))
    assert cause(issue) == "Het ingestelde tempo laat het volgende bericht om 12:04 toe."


def test_a_task_that_fails_is_told_without_its_words(issue: Issue) -> None:
    trace = "Traceback (most recent call last):\n  File …\ndjango.db.utils.OperationalError: anna@example.org is locked"
    Task.objects.create(
        id="x" * 32, name="x", func="newsletter.tasks.send_deliveries", started=timezone.now(), stopped=timezone.now(),
        success=False, result=trace,
    )  # fmt: skip
    assert cause(issue) == "De taak die verzendt, brak om 12:03 af (OperationalError)."


def test_a_relay_that_says_nothing_at_all(issue: Issue) -> None:
    Delivery.objects.filter(email="a0@example.org").update(state="in_flight", lease_until=in_minutes(1))
    assert cause(issue) == "De mailserver antwoordt niet op wat wij hem geven."


def test_a_list_of_recipients_that_does_not_get_ready(issue: Issue) -> None:
    Issue.objects.update(started_at=None, going_since=timezone.now() - timedelta(minutes=3))
    newest = Delivery.objects.latest("pk")
    Delivery.objects.filter(pk=newest.pk).update(created_at=timezone.now())
    assert cause(issue) == ""  # it is being written
    Delivery.objects.filter(pk=newest.pk).update(created_at=timezone.now() - timedelta(minutes=3))
    assert cause(issue) == "De lijst van ontvangers is nog niet klaar."


def test_an_issue_whose_hour_has_come_and_that_does_not_begin(issue: Issue, clock: Any) -> None:
    Issue.objects.update(state="scheduled", started_at=None, send_at=timezone.now())
    assert cause(issue) == ""
    clock.shift(timedelta(minutes=3))
    assert cause(issue) == "Het begon niet op tijd."
    clock.shift(timedelta(minutes=1))
    assert cause(issue) == "De achtergrondtaken draaien niet; de laatste keer was om 12:03."


@pytest.mark.parametrize("state", ["draft", "held", "paused", "sent", "cancelled"])
def test_what_is_not_being_sent_stands_still_by_right(issue: Issue, state: str) -> None:
    Issue.objects.update(state=state)
    assert cause(issue) == ""


def test_who_resumes_gets_two_minutes_before_it_is_called_a_standstill(issue: Issue, clock: Any) -> None:
    pause_issue(issue, by=None)
    clock.shift(timedelta(hours=1))
    resume_issue(issue, by=None)
    assert cause(issue) == ""
    clock.shift(timedelta(minutes=2, seconds=1))
    beat(timezone.now())
    assert cause(issue) == "Er is geen werker die verzendt."


# --- the mail -----------------------------------------------------------------------------------------


def test_who_approved_it_and_the_alarm_address_are_mailed_once_for_each_standstill(
    clock: Any, outbox: Any, sink: Any
) -> None:
    approver = make_staff()
    issue = make_sendable(2, approved_by=approver, title="Zomer")
    for _ in range(6):
        minute(clock)
    assert stalled() == [approver.email, ALARM]
    (mail, _) = outbox()
    assert mail["Subject"] == "‘Zomer’ staat stil"
    text = mail.get_body(("plain",)).get_content()
    for words in (
        "Sinds 15 juni 12:00 is van dit nummer niets meer verzonden. 2 abonnees wachten nog.",
        "Er is geen werker die verzendt.",
        f"http://testserver/beheer/snippets/newsletter/issue/voortgang/{issue.pk}/",
    ):
        assert words in " ".join(text.split())
    send_deliveries(issue.pk)
    add_delivery(issue, issue.topics.get(), "late@example.org")
    Issue.objects.update(state="sending")
    for _ in range(6):
        minute(clock)
    assert stalled() == [approver.email, ALARM] * 2


def test_whoever_is_both_gets_one_mail_and_who_left_the_desk_gets_none(clock: Any) -> None:
    both = make_sendable(0, approved_by=make_staff(email=ALARM.upper()))
    assert responsible_for(both) == [ALARM]
    gone = make_sendable(0, approved_by=make_staff(is_active=False))
    assert responsible_for(gone) == [ALARM]


def test_the_last_few_who_are_tried_again_later_are_no_reason_for_a_mail(clock: Any) -> None:
    issue = make_sendable(40)
    Delivery.objects.update(state="sent", settled_at=timezone.now())
    wait = {"state": "deferred", "settled_at": None, "next_try_at": in_minutes(60)}
    Delivery.objects.filter(email__in=["a1@example.org", "a2@example.org"]).update(**wait)
    for _ in range(5):
        minute(clock)
    assert stalled() == [] and "vroegen om geduld" in cause(issue)
    Delivery.objects.filter(email="a3@example.org").update(**wait)
    minute(clock)
    assert stalled() == [ALARM]


def test_after_the_background_tasks_were_away_the_first_tick_blames_nobody(issue: Issue, clock: Any) -> None:
    clock.shift(timedelta(minutes=10))
    tick()
    assert stalled() == []
    minute(clock)
    assert stalled() == [ALARM]


def test_the_screen_tells_whether_the_mail_about_it_has_left(clock: Any, settings: Any) -> None:
    issue = make_sendable(1)
    for _ in range(3):
        minute(clock)
    revision = Message.objects.get().revision
    assert whom_we_told(issue, STALLED, revision, timezone.now()) == (
        f"De mail hierover aan {ALARM} staat klaar; hij gaat weg zodra de mailserver hem aanneemt."
    )
    Message.objects.update(state="sent", settled_at=timezone.now())
    assert whom_we_told(issue, STALLED, revision, timezone.now()) == f"Hierover is om 12:03 gemaild aan {ALARM}."
    assert whom_we_told(issue, STALLED, revision + 1, timezone.now()) == ""


def test_a_relay_that_takes_the_call_and_says_nothing_is_named(clock: Any, settings: Any) -> None:
    """A task may not wait for the whole timeout; it still knows who kept silent."""
    with silent_server() as port:
        settings.RELAYS, settings.TASK_SOFT_SECONDS = [f"smtp://127.0.0.1:{port}"], 1
        issue = make_sendable(1)
        clock.shift(timedelta(minutes=3))
        beat(timezone.now())
        send_deliveries(issue.pk)
        expected = f"De mailserver neemt niets aan: 127.0.0.1:{port} (the mail server did not answer in time)."
        assert cause(issue) == expected
