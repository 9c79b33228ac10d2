"""Pause, resume, cancel, throttle, and what staff decide about the uncertain ones: always possible, soon in effect."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_q.models import OrmQ
from wagtail.models import ModelLogEntry

from newsletter.models import Delivery, Issue
from newsletter.send import controls
from newsletter.send.sending import send_deliveries, tick
from newsletter.send.throttle import IssueThrottle, take_turns
from subscribers.models import State
from subscribers.outbox.states import Lease, claim
from tests.factories import make_staff
from tests.newsletter.send.sendable import make_sendable
from tests.patience import Patience

pytestmark = pytest.mark.django_db


def counts(issue: Issue) -> dict[str, int]:
    return {state: count for state, count in Delivery.objects.filter(issue=issue).counts().items() if count}


def refusal(act: Any, *args: Any, **kwargs: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        act(*args, **kwargs)
    return str(refused.value.code)


def pause_while_composing(monkeypatch: pytest.MonkeyPatch, after: int, act: Any) -> None:
    """``act`` happens in the middle of a run: when letter number ``after`` is composed. It is looked at each time."""
    monkeypatch.setattr("newsletter.send.throttle.LOOK_SECONDS", 0)
    composed = iter(range(1_000_000))
    join = "newsletter.send.mime.CompiledMessage.join"
    real = __import__("newsletter.send.mime", fromlist=["CompiledMessage"]).CompiledMessage.join

    def joined(self: Any, recipient: Any) -> bytes:
        if next(composed) == after:
            act()
        return real(self, recipient)

    monkeypatch.setattr(join, joined)


def test_a_pause_stops_a_run_under_way_and_resuming_sends_each_of_the_rest_once(
    sink: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue, staff = make_sendable(60), make_staff()
    pause_while_composing(monkeypatch, 10, lambda: controls.pause_issue(issue, by=staff))
    send_deliveries(issue.pk)
    found = counts(issue)
    assert set(found) == {"sent", "pending"} and found["sent"] < 25 and sum(found.values()) == 60
    assert send_deliveries(issue.pk) == {} and counts(issue) == found
    assert controls.resume_issue(issue, by=staff).state == "sending"
    send_deliveries(issue.pk)
    assert counts(issue) == {"sent": 60} and set(sink.recipients.values()) == {1}
    assert Issue.objects.get().state == "sent"
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", "user")
    assert list(actions) == [("newsletter.pause", staff.pk), ("newsletter.resume", staff.pk)]


def test_two_people_pause_and_resume_in_turns_and_what_is_stopped_stays_so() -> None:
    issue, one, other = make_sendable(3), make_staff(), make_staff()
    seen = Issue.objects.get(pk=issue.pk)  # how the other one has it on the screen
    assert controls.pause_issue(issue, by=one).state == "paused"
    assert refusal(controls.pause_issue, seen, by=other) == "not_sending"
    assert controls.resume_issue(seen, by=other).state == "sending"
    assert refusal(controls.resume_issue, issue, by=one) == "not_paused"
    assert controls.pause_issue(issue, by=one).state == "paused"
    assert controls.cancel_issue(seen, by=other).state == "cancelled"
    for act in (controls.resume_issue, controls.pause_issue, controls.cancel_issue, controls.send_to_everyone):
        with pytest.raises(ValidationError):
            act(issue, by=one)
    assert send_deliveries(issue.pk) == {} and counts(issue) == {"skipped": 3}
    steps = [("pause", one.pk), ("resume", other.pk), ("pause", one.pk), ("cancel", other.pk)]
    entries = ModelLogEntry.objects.filter(user__in=[one, other]).order_by("pk")
    assert [
        (action.removeprefix("newsletter."), user) for action, user in entries.values_list("action", "user")
    ] == steps


def test_cancelling_in_the_middle_skips_everyone_who_did_not_get_it(sink: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    issue = make_sendable(60)
    pause_while_composing(monkeypatch, 10, lambda: controls.cancel_issue(issue, by=None))
    send_deliveries(issue.pk)
    found = counts(issue)
    assert (
        set(found) == {"sent", "skipped"}
        and found["sent"] == sum(sink.recipients.values()) < 25
        and sum(found.values()) == 60
    )
    assert set(Delivery.objects.filter(state="skipped").values_list("reason", flat=True)) == {"cancelled"}
    assert Issue.objects.get().state == "cancelled"


def test_what_a_dead_worker_held_of_a_cancelled_issue_is_skipped_and_its_mail_on_the_wire_uncertain(clock: Any) -> None:
    issue = make_sendable(3)
    rows = Delivery.objects.filter(issue=issue)
    claim(rows, 3, timezone.now(), Lease(timedelta(minutes=1)))
    Delivery.objects.filter(email="a0@example.org").update(state="in_flight")
    Issue.objects.update(state="cancelled")
    clock.shift(timedelta(minutes=2))
    tick(timezone.now())
    assert counts(issue) == {"uncertain": 1, "skipped": 2}


def test_each_step_is_refused_where_it_makes_no_sense() -> None:
    issue = make_sendable(1)
    assert refusal(controls.resume_issue, issue, by=None) == "not_paused"
    controls.pause_issue(issue, by=None)
    assert refusal(controls.pause_issue, issue, by=None) == "not_sending"
    controls.cancel_issue(issue, by=None)
    assert [refusal(act, issue, by=None) for act in (controls.resume_issue, controls.cancel_issue)] == [
        "not_paused",
        "not_sending",
    ]
    assert [refusal(controls.set_throttle, issue, number, by=None) for number in (0, -1, 1_000_001)] == ["throttle"] * 3


def test_the_tick_leaves_a_paused_issue_alone_and_resuming_nudges(sink: Any) -> None:
    issue = make_sendable(1)
    controls.pause_issue(issue, by=None)
    tick(timezone.now())
    assert OrmQ.objects.count() == 0
    controls.resume_issue(issue, by=None)
    assert OrmQ.objects.count() == 1


def test_a_throttle_is_shared_by_all_workers(clock: Any) -> None:
    issue = make_sendable(1)
    controls.set_throttle(issue, 120, by=None)  # two a second
    both = [IssueThrottle(issue.pk), IssueThrottle(issue.pk)]
    granted = 0
    for _ in range(60):
        granted += sum(one.allow(10) for one in both)
        clock.shift(timedelta(seconds=1))
    assert 118 <= granted <= 122  # in 59 seconds; a second's worth may be made up for at the start
    issue.refresh_from_db()
    assert issue.next_send_at and issue.next_send_at > timezone.now() - timedelta(seconds=1)


@pytest.mark.parametrize("per_minute", [1, 7, 60, 100_000])
def test_a_throttle_never_lets_more_through_than_it_says(clock: Any, per_minute: int) -> None:
    issue = make_sendable(1)
    controls.set_throttle(issue, per_minute, by=None)
    taken = 0
    for _ in range(120):
        taken += take_turns(issue.pk, 1_000_000, timezone.now())
        clock.shift(timedelta(seconds=1))
    assert 119 * per_minute // 60 <= taken <= 119 * per_minute // 60 + max(1, per_minute // 60) + 2


def test_a_run_under_a_throttle_sends_what_fits_and_gives_the_rest_back(
    sink: Any, settings: Any, clock: Any, patience: Patience, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, settings.TASK_SOFT_SECONDS, settings.EMAIL_TIMEOUT = IssueThrottle.allow, 600, 10_000

    def allow(throttle: IssueThrottle, wanted: int) -> int:
        granted = real(throttle, wanted)
        if not granted and not patience.ahead:
            patience.run_out()  # this run could only go on waiting for the next second
        return granted

    monkeypatch.setattr(IssueThrottle, "allow", allow)
    issue = make_sendable(20)
    controls.set_throttle(issue, 60, by=None)
    send_deliveries(issue.pk)
    assert counts(issue) == {"sent": 1, "pending": 19}
    clock.shift(timedelta(seconds=2))
    patience.ahead = 0.0
    send_deliveries(issue.pk)
    assert counts(issue) == {"sent": 3, "pending": 17}
    controls.set_throttle(issue, None, by=None)
    send_deliveries(issue.pk)
    assert counts(issue) == {"sent": 20} and set(sink.recipients.values()) == {1}


def test_an_uncertain_one_is_sent_again_only_when_staff_say_so(sink: Any) -> None:
    issue = make_sendable(2)
    sink.drop_after.add("a0@example.org")
    send_deliveries(issue.pk)
    sink.drop_after.clear()
    assert counts(issue) == {"uncertain": 1, "sent": 1} and Issue.objects.get().state == "sent"
    sent_at = Issue.objects.get().sent_at
    row = Delivery.objects.get(state="uncertain")
    OrmQ.objects.all().delete()
    assert controls.resend_uncertain(row, by=make_staff()).state == "pending"
    assert [task.task["args"] for task in OrmQ.objects.all()] == [(issue.pk,)]
    assert (Issue.objects.get().state, list(Issue.objects.archived())) == ("sending", [issue])
    send_deliveries(issue.pk)
    assert sink.recipients == {"a0@example.org": 2, "a1@example.org": 1}
    assert (Issue.objects.get().state, Issue.objects.get().sent_at) == ("sent", sent_at)
    assert refusal(controls.resend_uncertain, row, by=None) == "not_uncertain"


def test_an_uncertain_one_may_be_left_and_is_then_asked_about_no_more(sink: Any) -> None:
    issue = make_sendable(1)
    Delivery.objects.update(state="uncertain", reason="process-lost")
    row = Delivery.objects.get()
    assert controls.leave_uncertain(row, by=None).reason == "uncertain-left"
    entry = ModelLogEntry.objects.get(action="newsletter.leave")
    assert (entry.object_id, entry.data) == (str(issue.pk), {"delivery": row.pk})
    assert Delivery.objects.values_list("state", "reason").get() == (State.UNCERTAIN, "uncertain-left")
    assert (
        refusal(controls.leave_uncertain, row, by=None)
        == refusal(controls.resend_uncertain, row, by=None)
        == "not_uncertain"
    )
    Issue.objects.filter(pk=issue.pk).update(state="cancelled")
    assert refusal(controls.resend_uncertain, row, by=None) == "cancelled"
