"""The audience as rows: everyone once, every exclusion with its reason, numbers that add up."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletter.deliveries import freezing
from newsletter.deliveries.freezing import Audience, count_audience, freeze_audience, skip_withdrawn
from newsletter.models import Delivery, Issue
from newsletter.send import sending
from subscribers.models import State, Subscription, Suppression
from subscribers.subscriptions.unsubscribing import leave
from tests.factories import make_issue, make_subscriber, make_topic
from tests.newsletter.sending import make_scheduled, rows_of

pytestmark = pytest.mark.django_db


def suppress(email: str, **values: Any) -> None:
    Suppression.objects.create(email_normalised=email, **values)


def test_each_address_gets_one_row_with_the_reason_it_is_left_out() -> None:
    topic, other = make_topic(), make_topic()
    make_subscriber(topic, email="a-gets-it@example.org")
    make_subscriber(topic, email="b-suppressed@example.org")
    make_subscriber(topic, email="c-pending@example.org", state="pending")
    make_subscriber(topic, email="d-left@example.org", state="left")
    make_subscriber(topic, email="e-erased@example.org", erased_at=timezone.now())
    make_subscriber(other, email="f-elsewhere@example.org")
    make_subscriber(None, email="g-nothing@example.org")
    make_subscriber(topic, email="h-free-again@example.org")
    make_subscriber(topic, email="bad address@example.org")
    suppress("b-suppressed@example.org")
    suppress("h-free-again@example.org", expires_at=timezone.now() - timedelta(days=1))
    issue = make_issue(topic)
    freeze_audience(issue)
    assert rows_of(issue) == [
        ("a-gets-it@example.org", "pending", ""),
        ("b-suppressed@example.org", "skipped", "suppressed"),
        ("bad address@example.org", "skipped", "bad-address"),
        ("c-pending@example.org", "skipped", "unconfirmed"),
        ("d-left@example.org", "skipped", "left"),
        ("e-erased@example.org", "skipped", "erased"),
        ("h-free-again@example.org", "pending", ""),
    ]


def test_a_row_holds_what_sending_needs() -> None:
    subscriber = make_subscriber(make_topic(), email="An@Example.org", language="en")
    issue = make_issue(subscriber.subscriptions.get().topic)
    freeze_audience(issue)
    row = Delivery.objects.get()
    assert (row.issue, row.subscriber, row.subscriber_public_id, row.email, row.email_normalised) == (
        issue,
        subscriber,
        subscriber.public_id,
        "An@Example.org",
        "an@example.org",
    )
    assert (row.language, row.attempts, row.lease_token, row.settled_at, row.next_try_at) == ("nl", 0, None, None, None)
    assert timezone.now() - row.created_at < timedelta(minutes=1)


def test_who_reads_english_gets_it_where_the_issue_has_it() -> None:
    topic = make_topic()
    make_subscriber(topic, language="en")
    make_subscriber(topic, language="nl")
    issue = make_issue(
        topic, subject_en="News", body_en=[("intro", {"heading": "", "text": "<p>News.</p>", "signed": ""})]
    )
    freeze_audience(issue)
    assert sorted(Delivery.objects.values_list("language", flat=True)) == ["en", "nl"]


def test_two_topics_of_one_person_are_one_row() -> None:
    first, second = make_topic(), make_topic()
    subscriber = make_subscriber(first, state="left")
    Subscription.objects.create(subscriber=subscriber, topic=second, state="confirmed")
    issue = make_issue(first)
    issue.topics = [first, second]
    issue.save()
    freeze_audience(issue)
    assert rows_of(issue) == [(subscriber.email, "pending", "")]


def test_freezing_in_chunks_and_again_adds_nobody_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(freezing, "CHUNK", 7)
    topic = make_topic()
    addresses = sorted(make_subscriber(topic).email for _ in range(50))
    issue = make_issue(topic)
    chunks, real = [], freezing.copy_chunk
    monkeypatch.setattr(freezing, "copy_chunk", lambda *chunk: (chunks.append(chunk), real(*chunk)))
    freeze_audience(issue)
    freeze_audience(issue)
    assert [address for address, _, _ in rows_of(issue)] == addresses
    assert len(chunks) == 2 * 8  # from the first key that is there, however many came and went before


def test_the_count_before_approval_says_what_freezing_will_find() -> None:
    topic = make_topic()
    for state in ("confirmed", "confirmed", "pending", "left", "left", "left"):
        make_subscriber(topic, state=state)
    issue = make_issue(topic)
    assert count_audience(issue) == Audience(mailed=2, excluded={"unconfirmed": 1, "left": 3})
    freeze_audience(issue)
    assert Delivery.objects.counts() == {**dict.fromkeys(State.values, 0), "pending": 2, "skipped": 4}


def test_who_died_half_way_through_freezing_is_carried_on_by_the_next_tick(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freezing, "CHUNK", 10)
    topic = make_topic()
    addresses = sorted(make_subscriber(topic).email for _ in range(25))
    issue = make_scheduled(topic)
    clock.shift(timedelta(hours=1))
    real, calls = freezing.copy_chunk, []

    def dies(issue: Issue, low: int, high: int) -> None:
        calls.append(low)
        if len(calls) == 2:
            raise SystemExit("killed")
        real(issue, low, high)

    monkeypatch.setattr(freezing, "copy_chunk", dies)
    with pytest.raises(SystemExit):
        sending.tick(timezone.now())
    issue.refresh_from_db()
    assert (issue.state, issue.started_at) == ("sending", None)
    assert sending.send_deliveries(issue.pk) == {}  # nothing leaves before the audience is whole
    assert not sending.finish_issue(issue.pk, timezone.now())
    sending.tick(timezone.now())
    issue.refresh_from_db()
    assert issue.started_at == timezone.now()
    assert [address for address, _, _ in rows_of(issue)] == addresses


def test_who_leaves_is_suppressed_or_erased_after_the_freeze_gets_nothing(clock: Any) -> None:
    topic = make_topic()
    stays = make_subscriber(topic, email="a-stays@example.org")
    leaves = make_subscriber(topic, email="b-leaves@example.org")
    make_subscriber(topic, email="c-bounces@example.org")
    erased = make_subscriber(topic, email="d-erased@example.org")
    gone = make_subscriber(topic, email="e-gone@example.org")
    sent = make_subscriber(topic, email="f-had-it@example.org")
    issue = make_scheduled(topic)
    clock.shift(timedelta(hours=1))
    sending.tick(timezone.now())
    Delivery.objects.filter(subscriber=sent).update(state=State.SENT)
    clock.shift(timedelta(minutes=1))
    leave(leaves, source="desk")
    leave(sent, source="desk")
    suppress("c-bounces@example.org")
    erased.erased_at = timezone.now()
    erased.save()
    gone.delete()
    assert skip_withdrawn(issue, timezone.now()) == 4
    assert rows_of(issue) == [
        (stays.email, "pending", ""),
        ("b-leaves@example.org", "skipped", "left"),
        ("c-bounces@example.org", "skipped", "suppressed"),
        ("d-erased@example.org", "skipped", "erased"),
        ("e-gone@example.org", "skipped", "erased"),
        ("f-had-it@example.org", "sent", ""),
    ]
    assert skip_withdrawn(issue, timezone.now()) == 0


def test_who_left_one_topic_and_keeps_another_of_the_issue_still_gets_it(clock: Any) -> None:
    first, second = make_topic(), make_topic()
    subscriber = make_subscriber(first)
    Subscription.objects.create(subscriber=subscriber, topic=second, state="confirmed")
    issue = make_issue(first)
    issue.topics = [first, second]
    issue.save()
    freeze_audience(issue)
    leave(subscriber, source="desk", topics=[first.slug])
    assert skip_withdrawn(issue, timezone.now()) == 0
