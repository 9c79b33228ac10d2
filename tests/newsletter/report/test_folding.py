"""Retention: deliveries become figures, and nothing staff or machines read of an issue changes by that."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from newsletter import tasks
from newsletter.deliveries.figures import counts_per_state, endings
from newsletter.models import Delivery, Issue, IssueFigure
from newsletter.monitoring.progress import issue_progress
from newsletter.monitoring.recipients import outcomes_per_provider
from newsletter.report import folding
from newsletter.send.controls import leave_uncertain, resend_uncertain
from newsletter.subscribing.unsubscribe_link import unsubscribe_token
from subscribers.feedback import receive_mail
from subscribers.models import Bounce, Subscription, Suppression
from subscribers.outbox.marks import mark_of
from subscribers.outbox.states import reap
from subscribers.sending import rows
from subscribers.sending.settling import TurnWriter
from subscribers.smtp import Outcome, Result
from tests.at_once import at_once
from tests.factories import make_staff, make_subscriber, make_topic
from tests.newsletter.send.sendable import add_delivery, claim, make_sendable
from tests.subscribers.dsn.reports import dsn

pytestmark = pytest.mark.django_db


def make_old(count: int = 24, days: int = 91, **values: Any) -> Issue:
    """Sent ``days`` ago: every fourth refused, two skipped, the rest accepted; eleven of a large provider."""
    at = timezone.now() - timedelta(days=days)
    issue = make_sendable(count, started_at=at, **{"state": "sent", "sent_at": at + timedelta(minutes=3), **values})
    for number, row in enumerate(Delivery.objects.filter(issue=issue).order_by("pk")):
        row.domain = "groot.example" if number < 11 else f"klein{number}.example"
        row.state, row.smtp_code, row.settled_at = "sent", 250, at
        if number % 4 == 3:
            row.state, row.reason, row.smtp_code = "failed", "refused", 550
        if number in (0, 1):
            row.state, row.reason, row.smtp_code = "skipped", "left", None
        row.save()
    return issue


def fold(seconds: float = 60) -> tuple[int, bool]:
    return folding.fold_due(timezone.now(), seconds)


def test_an_old_issue_becomes_figures_and_every_number_stays_as_it_was(clock: Any) -> None:
    issue = make_old()
    now = timezone.now()
    before = (issue_progress(issue, now), endings(issue))
    assert fold() == (24, True)
    assert not Delivery.objects.filter(issue=issue).exists()
    assert (issue_progress(issue, now), endings(issue)) == before
    assert counts_per_state(issue)["sent"] == 16 and sum(counts_per_state(issue).values()) == 24
    assert fold() == (0, True)


def test_a_small_provider_is_counted_among_the_others_and_a_large_one_by_name(clock: Any) -> None:
    issue = make_old()
    fold()
    figures = IssueFigure.objects.filter(issue=issue).order_by("domain", "state")
    assert list(figures.values_list("domain", "state", "reason", "smtp_code", "count")) == [
        ("", "failed", "refused", 550, 4),
        ("", "sent", "", 250, 9),
        ("groot.example", "failed", "refused", 550, 2),
        ("groot.example", "sent", "", 250, 7),
        ("groot.example", "skipped", "left", 0, 2),
    ]
    assert [(one.domain, one.total) for one in outcomes_per_provider(issue, timezone.now())] == [
        ("", 13),
        ("groot.example", 9),
    ]


def test_nothing_is_folded_before_its_time_or_while_it_goes_on(clock: Any, settings: Any) -> None:
    make_old(days=89)
    assert fold() == (0, True)
    settings.KEEP_DELIVERIES_DAYS = 80
    for state in ("sending", "paused", "held", "scheduled"):
        Issue.objects.update(state=state)
        assert fold() == (0, True)
    Issue.objects.update(state="sent")
    assert fold() == (24, True)


def test_an_issue_that_was_stopped_is_folded_too(clock: Any) -> None:
    make_old(count=4, state="cancelled", sent_at=None)
    assert fold() == (4, True)


def test_what_is_in_doubt_stays_until_somebody_decided(clock: Any) -> None:
    issue = make_old(count=4)
    doubts = list(Delivery.objects.filter(issue=issue).order_by("pk")[:2])
    Delivery.objects.filter(pk__in=[row.pk for row in doubts]).update(state="uncertain", reason="process-lost")
    assert fold() == (2, True)
    leave_uncertain(doubts[0], by=None)
    assert fold() == (1, True)
    resend_uncertain(doubts[1], by=None)
    assert fold() == (0, True)
    assert {state: n for state, n in counts_per_state(issue).items() if n} == {
        "pending": 1, "sent": 1, "failed": 1, "uncertain": 1,
    }  # fmt: skip


def test_a_worker_that_tells_its_outcome_very_late_is_counted_once(clock: Any) -> None:
    """Its row was given up as uncertain; only what it tells makes it ready to be folded."""
    issue = make_sendable(1)
    writer, rows = claim(issue, 1)
    writer.write([], rows)
    clock.shift(timedelta(days=100))
    reap(Delivery.objects.filter(issue=issue), timezone.now())
    Issue.objects.update(state="sent", sent_at=timezone.now() - timedelta(days=99))
    assert fold() == (0, True)
    writer.write([(rows[0], Outcome(Result.ACCEPTED, 250, "queued"))], [])
    assert fold() == (1, True)
    writer.write([(rows[0], Outcome(Result.REFUSED, 550, "no", "refused"))], [])
    assert {state: n for state, n in counts_per_state(issue).items() if n} == {"sent": 1}


def test_stopping_between_any_two_batches_or_inside_one_loses_and_doubles_nobody(
    clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue = make_old()
    before = endings(issue)
    monkeypatch.setattr(folding, "BATCH", 5)
    assert fold(seconds=0) == (5, False)
    assert (endings(issue), Delivery.objects.count()) == (before, 19)
    real = folding.add_figures
    monkeypatch.setattr(folding, "add_figures", lambda *given: (real(*given), 1 / 0))
    with pytest.raises(ZeroDivisionError):
        fold()
    assert (endings(issue), Delivery.objects.count()) == (before, 19)
    monkeypatch.setattr(folding, "add_figures", real)
    assert fold() == (19, True)
    assert (endings(issue), Delivery.objects.count()) == (before, 0)


def test_the_nightly_task_hands_over_while_there_is_more(
    clock: Any, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    make_old()
    monkeypatch.setattr(folding, "BATCH", 20)
    settings.TASK_SOFT_SECONDS = 0
    assert (tasks.fold_deliveries(), OrmQ.objects.count()) == ({"folded": 20}, 1)
    settings.TASK_SOFT_SECONDS = 15
    assert (tasks.fold_deliveries(), OrmQ.objects.count()) == ({"folded": 4}, 1)


def test_the_deliveries_of_who_was_erased_go_at_once_and_those_under_way_when_they_are_settled(clock: Any) -> None:
    issue = make_sendable(5)
    before = sum(counts_per_state(issue).values())
    Delivery.objects.filter(email__in=("a0@example.org", "a1@example.org", "a2@example.org")).update(state="sent")
    rows = {row.email: row for row in Delivery.objects.all()}
    rows["a0@example.org"].subscriber.delete()
    for name in ("a1@example.org", "a3@example.org"):
        person = rows[name].subscriber
        person.erased_at = timezone.now()
        person.save()
    assert fold() == (2, True)
    left = list(Delivery.objects.order_by("pk").values_list("email", flat=True))
    assert left == ["a2@example.org", "a3@example.org", "a4@example.org"]
    assert sum(counts_per_state(issue).values()) == before


def test_a_doubt_about_who_was_erased_needs_no_decision_any_more(clock: Any) -> None:
    issue = make_sendable(2)
    Delivery.objects.update(state="uncertain", reason="process-lost")
    Delivery.objects.get(email="a0@example.org").subscriber.delete()
    assert fold() == (1, True)
    assert Delivery.objects.get().email == "a1@example.org"
    assert counts_per_state(issue)["uncertain"] == 2


def test_an_audience_that_is_being_frozen_is_left_alone(clock: Any) -> None:
    """Freezing goes on after a crash by not writing twice what is there."""
    issue = make_sendable(1)
    Issue.objects.update(started_at=None)
    Delivery.objects.update(subscriber=None, state="skipped", reason="unconfirmed")
    assert (fold(), Delivery.objects.filter(issue=issue).count()) == ((0, True), 1)


def test_a_report_that_comes_after_its_delivery_was_folded_is_taken_in_and_acts_on_nobody(clock: Any) -> None:
    issue = make_old(count=4)
    row = Delivery.objects.filter(issue=issue, state="sent").first()
    to = f"{mark_of(row)}@bounces.example"
    before = counts_per_state(issue)
    fold()
    assert receive_mail(dsn(to=to), source="mail", recipient=to) == "hard"
    bounce = Bounce.objects.get()
    assert (bounce.origin, bounce.email_normalised, bounce.consequence) == ("delivery", "", "none")
    assert not Suppression.objects.exists() and counts_per_state(issue) == before


def test_the_control_room_the_archive_and_the_way_out_go_on_working_without_rows(clock: Any, client: Client) -> None:
    issue, topic = make_old(title="Zomer"), make_topic()
    reader = make_subscriber(topic)
    add_delivery(issue, topic, "lezer@example.org")
    Delivery.objects.filter(email="lezer@example.org").update(state="sent", subscriber=reader)
    fold()
    token = unsubscribe_token(reader.public_id)
    assert client.get(reverse("issue", args=[issue.slug])).status_code == 200
    assert client.post(reverse("unsubscribe", args=[token])).status_code == 200
    assert Subscription.objects.get(subscriber=reader).state == "left"
    client.force_login(make_staff())
    page = client.get(reverse("wagtailsnippets_newsletter_issue:progress", args=[issue.pk]))
    assert "Verzonden: 17 van 23 mails." in " ".join(page.content.decode().split())


@pytest.mark.django_db(transaction=True)
def test_folders_a_late_worker_and_a_reader_at_once_agree_on_every_delivery(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three fold, one settles late, one decides; whoever counts meanwhile sees everybody exactly once."""
    monkeypatch.setattr(folding, "BATCH", 7)
    issue, sums = make_old(120), []
    doubts = list(Delivery.objects.filter(issue=issue, state="sent").order_by("pk")[:20])
    Bounce.objects.bulk_create(
        Bounce(event_id=str(row.pk), kind="hard", origin="delivery", origin_id=row.pk) for row in Delivery.objects.all()
    )
    writer = TurnWriter(Delivery, rows.new_lease(), timedelta(hours=48), None)
    Delivery.objects.filter(pk__in=[row.pk for row in doubts]).update(
        state="uncertain", reason="process-lost", lease_token=writer.lease.token
    )

    def settle_late() -> None:
        for row in doubts[:10]:
            writer.write([(row, Outcome(Result.ACCEPTED, 250, "queued"))], [])

    def decide() -> None:
        for row in doubts[10:]:
            leave_uncertain(row, by=None)

    def count() -> None:
        sums.extend(sum(counts_per_state(issue).values()) for _ in range(40))

    at_once(fold, fold, fold, settle_late, decide, count)
    fold()
    assert set(sums) == {120} and not Delivery.objects.exists()
    assert Issue.objects.get().reported == {"hard": 120}
    assert {state: n for state, n in counts_per_state(issue).items() if n} == {
        "sent": 78, "failed": 30, "skipped": 2, "uncertain": 10,
    }  # fmt: skip
