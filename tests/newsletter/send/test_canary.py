"""After its first share a large issue goes on by itself or not, whoever sends."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from newsletter.models import Delivery, Issue
from newsletter.send import controls
from newsletter.send.canary import count_canary, hold_canary
from newsletter.send.sending import send_deliveries, tick
from newsletter.send.throttle import IssueThrottle
from subscribers.models import Bounce, Message, RelayState, Topic
from subscribers.sending.relays import relays
from tests.factories import make_staff
from tests.newsletter.send.conftest import ALARM
from tests.newsletter.send.first_share import begin, first_share
from tests.newsletter.sending import make_scheduled
from tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small")]


@pytest.fixture
def issue(topic: Topic, clock: Any) -> Issue:
    """Frozen, and ready for its first share."""
    return begin(make_scheduled(topic), clock)


def counts() -> dict[str, int]:
    return {state: count for state, count in Delivery.objects.counts().items() if count}


def later(clock: Any, minutes: int) -> str:
    """The state after a tick so many minutes on."""
    clock.shift(timedelta(minutes=minutes))
    tick(timezone.now())
    return Issue.objects.get().state


def refuse(sink: Sink, addresses: list[str], answer: str) -> None:
    sink.answers.update(dict.fromkeys(addresses, answer))


def mailed() -> list[tuple[str, str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "email", "subject"))


def decided() -> list[tuple[str, int | None]]:
    """What the history tells, and by whom; first that it was approved."""
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", "user"))


def test_the_rest_waits_until_the_first_share_went_well_for_a_while(issue: Issue, sink: Sink, clock: Any) -> None:
    for _ in range(3):
        send_deliveries(issue.pk)
    assert sorted(sink.recipients) == first_share() and counts() == {"sent": 3, "pending": 17}
    assert count_canary(issue).goes_on_at == timezone.now() + timedelta(minutes=10)
    assert later(clock, 9) == "sending" and send_deliveries(issue.pk) == {}
    assert later(clock, 1) == "sending"
    send_deliveries(issue.pk)
    assert counts() == {"sent": 20} and set(sink.recipients.values()) == {1}
    assert Issue.objects.get().state == "sent" and mailed() == []
    assert decided()[1:] == [("newsletter.canary_passed", None)]


@pytest.mark.parametrize("state", ["pending", "claimed", "in_flight"])
def test_the_rest_waits_for_the_last_of_the_first_share_however_late_it_gets(
    issue: Issue, sink: Sink, clock: Any, state: str
) -> None:
    send_deliveries(issue.pk)
    last = Delivery.objects.filter(is_canary=True).first()
    assert last is not None
    Delivery.objects.filter(pk=last.pk).update(state=state, lease_until=timezone.now() + timedelta(hours=2))
    assert count_canary(issue).goes_on_at is None
    for _ in range(3):
        clock.shift(timedelta(minutes=20))
        Delivery.objects.filter(pk=last.pk).update(lease_until=timezone.now() + timedelta(minutes=5))
        tick(timezone.now())
    issue.refresh_from_db()
    assert (issue.canary_passed_at, sorted(sink.recipients)) == (None, first_share())
    Delivery.objects.filter(pk=last.pk).update(state="sent", lease_until=None, settled_at=timezone.now())
    assert later(clock, 9) == "sending" and Issue.objects.get().canary_passed_at is None
    assert later(clock, 1) == "sending" and Issue.objects.get().canary_passed_at == timezone.now()


def test_without_a_wait_the_task_that_sent_the_first_share_lets_the_rest_go(
    topic: Topic, sink: Sink, clock: Any, settings: Any
) -> None:
    settings.CANARY_MINUTES = 0
    issue = begin(make_scheduled(topic), clock)
    assert [send_deliveries(issue.pk), send_deliveries(issue.pk)] == [{"sent": 3}, {"sent": 17}]
    assert Issue.objects.get().state == "sent"


def test_too_many_refusals_hold_the_rest_and_tell_who_approved_it_and_the_alarm_address_once(
    issue: Issue, sink: Sink, clock: Any
) -> None:
    refuse(sink, first_share(), "550 5.1.1 No such user")
    send_deliveries(issue.pk)
    issue.refresh_from_db()
    reason = "Van het proefdeel zijn 3 van de 3 mails geweigerd."
    assert (issue.state, issue.held_reason, counts()) == ("paused", reason, {"failed": 3, "pending": 17})
    assert later(clock, 30) == "paused" and send_deliveries(issue.pk) == {}
    subject = f"‘{issue}’ wacht op u: het proefdeel ging niet goed"
    assert issue.approved_by is not None
    assert mailed() == [("issue.held", issue.approved_by.email, subject), ("issue.held", ALARM, subject)]
    assert decided()[1:] == [("newsletter.canary_failed", None)]


def test_two_refusals_because_of_us_hold_the_rest(issue: Issue, sink: Sink) -> None:
    refuse(sink, first_share()[:2], "550 5.7.1 Message rejected as spam")
    send_deliveries(issue.pk)
    assert Issue.objects.values_list("state", "held_reason").get() == (
        "paused",
        "2 mails uit het proefdeel zijn geweigerd om wie of wat wij sturen (5.7), niet om het adres.",
    )


@pytest.mark.parametrize(
    ("kind", "count", "reason"),
    [
        ("hard", 3, "Van het proefdeel zijn 3 van de 3 mails geweigerd of teruggekomen."),
        ("soft", 2, ""),
        ("delayed", 3, ""),
        ("policy", 2, "2 mails uit het proefdeel zijn geweigerd om wie of wat wij sturen (5.7), niet om het adres."),
        ("complaint", 2, "2 ontvangers uit het proefdeel meldden de mail als ongewenst."),
    ],
)
def test_what_comes_back_in_the_wait_counts_as_well(
    issue: Issue, sink: Sink, clock: Any, kind: str, count: int, reason: str
) -> None:
    send_deliveries(issue.pk)
    rows = Delivery.objects.filter(is_canary=True)[:count]
    Bounce.objects.bulk_create(
        Bounce(event_id=str(row.pk), source="mail", kind=kind, origin="delivery", origin_id=row.pk) for row in rows
    )
    assert later(clock, 5) == ("paused" if reason else "sending")
    assert Issue.objects.get().held_reason == reason


def report(row: Delivery, kind: str, number: int = 0) -> None:
    Bounce.objects.create(
        event_id=f"{row.pk}-{kind}-{number}", source="mail", kind=kind, origin="delivery", origin_id=row.pk
    )


def test_what_comes_back_afterwards_counts_as_much_as_a_refusal_and_each_address_once(
    issue: Issue, sink: Sink, clock: Any
) -> None:
    send_deliveries(issue.pk)
    first, second, third = Delivery.objects.filter(is_canary=True)
    for row, kind in (
        (first, "hard"),
        (first, "complaint"),
        (second, "soft"),
        (third, "delayed"),
        (third, "automatic"),
    ):
        report(row, kind)
    assert later(clock, 1) == "sending" and count_canary(issue).returned == 2
    report(third, "hard")
    assert later(clock, 1) == "paused"
    reason = "Van het proefdeel zijn 3 van de 3 mails geweigerd of teruggekomen."
    assert Issue.objects.get().held_reason == reason


def test_reports_that_lose_our_mark_hold_the_rest(issue: Issue, sink: Sink, clock: Any) -> None:
    send_deliveries(issue.pk)
    for number in range(20):
        Bounce.objects.create(event_id=f"x{number}", source="mail", kind="hard")
    assert later(clock, 1) == "paused"
    assert "dragen ons kenmerk niet" in Issue.objects.get().held_reason


def test_a_few_refusals_hold_nothing(issue: Issue, sink: Sink, clock: Any) -> None:
    refuse(sink, first_share()[:2], "550 5.1.1 No such user")
    send_deliveries(issue.pk)
    assert later(clock, 10) == "sending"
    send_deliveries(issue.pk)
    assert counts() == {"failed": 2, "sent": 18}


def test_a_first_share_that_was_asked_to_wait_is_waited_for(issue: Issue, sink: Sink, clock: Any) -> None:
    refuse(sink, first_share(), "451 4.7.1 Greylisted")
    send_deliveries(issue.pk)
    assert later(clock, 10) == "sending" and counts() == {"deferred": 3, "pending": 17}
    sink.answers.clear()
    clock.shift(timedelta(minutes=20))
    send_deliveries(issue.pk)
    assert counts() == {"sent": 3, "pending": 17} and later(clock, 10) == "sending"
    send_deliveries(issue.pk)
    assert counts() == {"sent": 20}


def test_relays_that_all_give_up_after_the_first_share_hold_the_rest(issue: Issue, sink: Sink, clock: Any) -> None:
    send_deliveries(issue.pk)
    (relay,) = relays()
    later_on = timezone.now() + timedelta(minutes=5)
    RelayState.objects.create(name=relay.name, kind="delivery", failures=3, error="421 busy", open_until=later_on)
    assert later(clock, 1) == "paused"
    reason = "Na het proefdeel nam geen mailserver meer iets aan. De laatste fout was: 421 busy"
    assert Issue.objects.get().held_reason == reason


def test_a_programme_that_changes_during_the_first_share_holds_the_rest(issue: Issue, sink: Sink, clock: Any) -> None:
    send_deliveries(issue.pk)
    Issue.objects.update(subject="Iets anders")
    assert later(clock, 1) == "paused"
    assert Issue.objects.get().held_reason == "De onderwerpregel is veranderd."


def test_who_resumes_what_held_itself_sends_it_to_everyone(issue: Issue, sink: Sink, clock: Any) -> None:
    refuse(sink, first_share(), "550 5.1.1 No such user")
    send_deliveries(issue.pk)
    controls.resume_issue(issue, by=None)
    assert (issue.state, issue.held_reason, issue.canary_passed_at) == ("sending", "", timezone.now())
    assert later(clock, 1) == "sending"
    send_deliveries(issue.pk)
    assert counts() == {"failed": 3, "sent": 17}


def test_a_pause_by_staff_does_not_end_the_first_share(issue: Issue, sink: Sink, clock: Any) -> None:
    controls.pause_issue(issue, by=None)
    assert later(clock, 60) == "paused"
    controls.resume_issue(issue, by=None)
    send_deliveries(issue.pk)
    assert counts() == {"sent": 3, "pending": 17} and Issue.objects.get().is_in_canary


def test_staff_may_send_to_everyone_without_waiting(issue: Issue, sink: Sink) -> None:
    staff = make_staff()
    controls.send_to_everyone(issue, by=staff)
    send_deliveries(issue.pk)
    assert counts() == {"sent": 20}
    assert decided()[1:] == [("newsletter.everyone", staff.pk)]
    with pytest.raises(ValidationError) as refused:
        controls.send_to_everyone(issue, by=staff)
    assert refused.value.code == "no_canary"


def test_who_was_passed_by_is_no_part_of_the_first_share(issue: Issue, sink: Sink) -> None:
    before = count_canary(issue)
    assert before.size > 1
    Delivery.objects.filter(pk=Delivery.objects.filter(is_canary=True).first().pk).update(state="skipped")  # type: ignore[union-attr]
    assert count_canary(issue).size == before.size - 1


@pytest.mark.parametrize("state", ["paused", "sent", "cancelled"])
def test_who_comes_second_holds_nothing_and_tells_nobody(issue: Issue, state: str) -> None:
    Issue.objects.update(state=state)
    assert hold_canary(issue, "Te veel geweigerd.") is False
    assert (Issue.objects.get().state, mailed(), decided()[1:]) == (state, [], [])


def test_nothing_is_allowed_of_an_issue_that_stands_still(issue: Issue) -> None:
    assert IssueThrottle(issue.pk).allow(7) == 7
    Issue.objects.update(state="paused")
    assert IssueThrottle(issue.pk).allow(7) == 0
