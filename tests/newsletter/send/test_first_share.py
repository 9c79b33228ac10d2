"""Who gets a large issue first: some at random with staff and test mailboxes, chosen once, whoever dies."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletter.deliveries.first_share import canary_share, choose_canary
from newsletter.models import Issue
from newsletter.send.sending import send_deliveries, tick
from subscribers.models import Topic
from subscribers.subscriptions.test_mailboxes import make_seed
from subscribers.subscriptions.unsubscribing import leave
from tests.at_once import at_once
from tests.factories import make_staff, make_subscriber
from tests.newsletter.send.first_share import begin, first_share
from tests.newsletter.sending import make_scheduled
from tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small")]


def test_the_share_is_one_in_a_hundred_of_a_large_audience_and_nothing_of_a_small_one(settings: Any) -> None:
    settings.CANARY_FROM = 5_000
    assert [canary_share(n) for n in (0, 2_000, 4_999, 5_000, 10_000, 1_000_000)] == [0, 0, 0, 50, 100, 500]
    settings.CANARY_FROM = 0
    assert canary_share(1_000_000) == 0


def test_a_small_issue_goes_to_everyone_at_once(topic: Topic, sink: Sink, clock: Any, settings: Any) -> None:
    settings.CANARY_FROM = 21
    issue = begin(make_scheduled(topic), clock)
    send_deliveries(issue.pk)
    issue.refresh_from_db()
    assert (issue.state, issue.canary_size, first_share(), len(sink.received)) == ("sent", None, [], 20)


def test_staff_and_test_mailboxes_are_in_the_first_share_when_they_get_the_issue_at_all(
    topic: Topic, clock: Any
) -> None:
    make_staff(email="A1@example.org")
    make_staff(email="not-subscribed@example.org")
    seed, elsewhere, left = make_subscriber(topic, email="seed@example.org"), make_subscriber(), make_subscriber(topic)
    for one in (seed, elsewhere, left):
        make_seed(one)
    leave(left, source="desk")
    issue = begin(make_scheduled(topic), clock)
    share = first_share()
    assert issue.canary_size == len(share) == 5 and {"a1@example.org", "seed@example.org"} < set(share)
    assert set(share) <= {f"a{n}@example.org" for n in range(20)} | {"seed@example.org"}


def test_a_process_that_dies_while_choosing_leaves_no_half_share(
    topic: Topic, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(issue: Issue) -> None:
        choose_canary(issue)
        raise SystemExit("killed")

    make_scheduled(topic)
    clock.shift(timedelta(hours=1))
    monkeypatch.setattr("newsletter.send.sending.choose_canary", dies)
    with pytest.raises(SystemExit):
        tick(timezone.now())
    assert first_share() == [] and Issue.objects.get().started_at is None
    monkeypatch.undo()
    monkeypatch.setattr("newsletter.deliveries.first_share.FEWEST", 3)
    tick(timezone.now())
    assert len(first_share()) == Issue.objects.get().canary_size == 3


@pytest.mark.django_db(transaction=True)
def test_ticks_and_workers_at_the_same_moment_choose_one_share_and_send_no_other(
    topic: Topic, sink: Sink, settings: Any
) -> None:
    settings.SEND_TASKS = 3
    issue = make_scheduled(topic)
    Issue.objects.update(state="sending", going_since=timezone.now())

    def work() -> None:
        tick(timezone.now())
        send_deliveries(issue.pk)

    at_once(*[work] * 3)
    while send_deliveries(issue.pk):
        pass
    assert sorted(sink.recipients.elements()) == first_share()
    assert len(first_share()) == Issue.objects.get().canary_size == 3
