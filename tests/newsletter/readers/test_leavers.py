"""Who left in the week after an issue, as a number that outlives the people."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletter import tasks
from newsletter.models import Issue
from newsletter.readers.leavers import count_leavers
from subscribers.models import Subscriber, Subscription, Topic
from tests.factories import make_issue, make_subscriber, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(clock: Any) -> Topic:
    return make_topic()


@pytest.fixture
def issue(topic: Topic) -> Issue:
    return make_issue(topic, state="sent", started_at=timezone.now(), sent_at=timezone.now())


def left(topic: Topic, days: float, **values: Any) -> Subscriber:
    """Someone who left the topic so many days after now."""
    person = make_subscriber(topic, state="left", **values)
    Subscription.objects.filter(subscriber=person).update(changed_at=timezone.now() + timedelta(days=days))
    return person


def test_who_left_a_topic_of_the_issue_within_the_week_is_counted_once(topic: Topic, issue: Issue) -> None:
    other = make_topic()
    for days in (0, 3, 6.9):
        left(topic, days)
    for days in (-1, 7.1):
        left(topic, days)
    left(other, 1)  # did not leave what this issue went to
    make_subscriber(topic)
    assert count_leavers(issue) == 3


def test_who_keeps_another_topic_of_the_issue_did_not_leave_it(topic: Topic, issue: Issue) -> None:
    second = make_topic()
    issue.topics = [topic, second]
    issue.save()
    person = left(topic, 1)
    Subscription.objects.create(subscriber=person, topic=second, state="confirmed")
    assert count_leavers(issue) == 0


def test_the_number_is_written_down_when_the_week_is_over_and_stays(clock: Any, topic: Topic, issue: Issue) -> None:
    left(topic, 1)
    clock.shift(timedelta(days=6))
    assert tasks.keep_leavers() == {"issues": 0}
    clock.shift(timedelta(days=1))
    assert [tasks.keep_leavers(), tasks.keep_leavers()] == [{"issues": 1}, {"issues": 0}]
    Subscriber.objects.all().delete()
    issue.refresh_from_db()
    assert (issue.leavers, count_leavers(issue)) == (1, 1)


def test_a_draft_has_no_leavers(topic: Topic) -> None:
    left(topic, 0)
    assert count_leavers(make_issue(topic)) == 0
