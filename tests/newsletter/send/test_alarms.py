"""What staff must know without looking: an issue that was planned and will not go."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletter.models import Issue
from newsletter.schedule.scheduling import schedule_issue
from newsletter.send import sending
from newsletter.send.alarms import tell_responsible, whom_we_told
from newsletter.send.sending import tick
from subscribers.models import Message
from tests.factories import make_subscriber, make_topic
from tests.newsletter.sending import make_scheduled

pytestmark = pytest.mark.django_db
ALARM = "alarm@leiden.example"


def test_an_issue_that_is_held_before_its_hour_is_told_to_the_people_responsible_once_for_each_approval(
    clock: Any, settings: Any, outbox: Any
) -> None:
    settings.ALARM_ADDRESS = ALARM
    topic = make_topic()
    make_subscriber(topic)
    issue = make_scheduled(topic)
    approver = issue.approved_by
    assert approver is not None
    for subject in ("Iets anders", "Nog iets anders"):
        Issue.objects.update(subject=subject)
        tick(timezone.now())
        tick(timezone.now())
        issue.refresh_from_db()
        assert (issue.state, issue.held_reason) == ("held", "De onderwerpregel is veranderd.")
        clock.shift(timedelta(minutes=5))
        schedule_issue(issue, timezone.now() + timedelta(hours=1), by=approver)
    assert list(Message.objects.order_by("pk").values_list("email", flat=True)) == [approver.email, ALARM] * 2
    (first, *_) = outbox()
    assert first["Subject"] == f"‘{issue}’ is vastgehouden"
    text = " ".join(first.get_body(("plain",)).get_content().split())
    assert "De onderwerpregel is veranderd. Er is nog niets verzonden, en dat blijft zo tot u het opnieuw" in text


@pytest.mark.parametrize(("state", "is_said"), [("sent", True), ("failed", False), ("queued", False)])
def test_that_somebody_was_mailed_is_said_of_mail_that_was_taken_and_of_no_other(
    clock: Any, state: str, is_said: bool
) -> None:
    issue = make_scheduled()
    tell_responsible(issue, "x", revision=1, heading="h", sentences=["s"])
    Message.objects.update(state=state, settled_at=None if state == "queued" else timezone.now())
    assert whom_we_told(issue, "x", 1, timezone.now()).startswith("Hierover is om 12:00 gemaild aan") is is_said


@pytest.mark.parametrize(
    ("state", "work"),
    [("sending", "carry_on"), ("paused", "tidy_stopped"), ("scheduled", "hold_if_changed")],
)
def test_one_issue_that_fails_keeps_no_other_waiting(
    clock: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, state: str, work: str
) -> None:
    topic, asked = make_topic(), []
    for _ in range(2):
        make_scheduled(topic)
    Issue.objects.update(state=state)

    def fail(issue: Issue, now: Any) -> bool:
        asked.append(issue.pk)
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(sending, work, fail)
    tick(timezone.now())
    assert sorted(asked) == sorted(Issue.objects.values_list("pk", flat=True))
    assert [record.message for record in caplog.records] == [
        f"newsletter issue {pk} could not be carried on" for pk in asked
    ]
