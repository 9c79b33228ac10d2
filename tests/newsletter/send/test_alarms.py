"""What staff must know without looking: an issue that was planned and will not go."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletter.models import Issue
from newsletter.schedule.scheduling import schedule_issue
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
