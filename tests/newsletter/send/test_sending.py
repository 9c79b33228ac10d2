"""From scheduled to sent, over a real SMTP server: everyone once, whatever happens in between."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_q.models import OrmQ

from newsletter import tasks
from newsletter.models import Delivery, Issue
from newsletter.monitoring.progress import issue_progress
from newsletter.schedule.scheduling import schedule_issue
from newsletter.send import sending
from newsletter.subscribing.unsubscribe_link import unsubscribe_token
from subscribers.models import State
from subscribers.outbox.states import Lease, claim
from tests.at_once import at_once
from tests.factories import make_issue, make_subscriber, make_topic
from tests.newsletter.sending import make_scheduled, rows_of
from tests.sink import Sink

pytestmark = pytest.mark.django_db


def start(issue: Issue, clock: Any) -> None:
    clock.shift(timedelta(hours=1))
    sending.tick(timezone.now())


def queued() -> list[tuple[str, tuple[object, ...]]]:
    return [(task.task["func"], task.task["args"]) for task in OrmQ.objects.order_by("pk")]


def test_the_whole_way_from_approval_to_the_mailbox(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    people = [make_subscriber(topic) for _ in range(30)]
    make_subscriber(topic, state="pending")
    issue = make_scheduled(topic, subject="Nieuws & meer")
    start(issue, clock)
    assert queued() == [("newsletter.tasks.send_deliveries", (issue.pk,))]
    assert tasks.send_deliveries(issue.pk) == {"sent": 30}
    issue.refresh_from_db()
    assert (issue.state, issue.started_at, issue.sent_at) == ("sent", timezone.now(), timezone.now())
    assert sink.recipients == {person.email: 1 for person in people}
    rendition = issue.renditions.get()
    for mail, person in zip(
        sorted(sink.mails(), key=lambda mail: mail["To"]), sorted(people, key=lambda person: person.email), strict=True
    ):
        token = unsubscribe_token(person.public_id)
        assert mail["Subject"] == "Nieuws & meer"
        text, html = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())  # type: ignore[union-attr]
        assert text == rendition.mail_text.replace("\ue000unsubscribe\ue001", token)
        assert html.rstrip("\n") == rendition.mail_html.replace("\ue000unsubscribe\ue001", token)
    assert len({mail["Message-ID"] for mail in sink.mails()}) == 30


def test_who_answers_or_leaves_by_mail_reaches_the_mailbox_that_is_read(clock: Any, sink: Sink, settings: Any) -> None:
    topic = make_topic()
    make_subscriber(topic)
    for bounces, leaves in (("", settings.SENDER_ADDRESS), ("terug.example", "uitschrijven@terug.example")):
        settings.BOUNCE_DOMAIN = bounces
        issue = make_scheduled(topic)
        start(issue, clock)
        tasks.send_deliveries(issue.pk)
        mail = sink.mails()[-1]
        assert f"<mailto:{leaves}?subject=uitschrijven%20" in mail["List-Unsubscribe"]
        assert mail["Message-ID"].endswith(f"@{settings.SENDER_ADDRESS.rpartition('@')[2]}>")


def test_english_readers_get_english(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    make_subscriber(topic, email="en@example.org", language="en")
    make_subscriber(topic, email="nl@example.org")
    english = [("intro", {"heading": "", "text": "<p>Hello.</p>", "signed": ""})]
    issue = make_scheduled(topic, subject="Nieuws", subject_en="News", body_en=english)
    start(issue, clock)
    tasks.send_deliveries(issue.pk)
    assert {mail["To"]: (mail["Subject"], mail["Content-Language"]) for mail in sink.mails()} == {
        "en@example.org": ("News", "en"),
        "nl@example.org": ("Nieuws", "nl"),
    }
    for mail in sink.mails():
        site = "http://testserver/en/" if mail["Content-Language"] == "en" else "http://testserver/"
        page = f"<{site}nieuwsbrief/>"
        assert (mail["List-Archive"], mail["List-Help"]) == (page, page)
        assert mail["List-Unsubscribe"].startswith(f"<{site}nieuwsbrief/uitschrijven/")


def test_what_was_approved_goes_out_even_if_the_row_is_edited_while_it_runs(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    make_subscriber(topic)
    issue = make_scheduled(topic, subject="Goedgekeurd")
    start(issue, clock)
    Issue.objects.filter(pk=issue.pk).update(subject="Stiekem")
    tasks.send_deliveries(issue.pk)
    assert [mail["Subject"] for mail in sink.mails()] == ["Goedgekeurd"]


def test_a_second_tick_and_a_second_task_send_nothing_again(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    person = make_subscriber(topic)
    issue = make_scheduled(topic)
    start(issue, clock)
    sending.tick(timezone.now())
    tasks.send_deliveries(issue.pk)
    tasks.send_deliveries(issue.pk)
    sending.tick(timezone.now())
    assert sink.recipients == {person.email: 1}


def test_a_lost_queue_message_is_sent_again_by_the_next_tick(clock: Any) -> None:
    topic = make_topic()
    make_subscriber(topic)
    issue = make_scheduled(topic)
    start(issue, clock)
    OrmQ.objects.all().delete()
    sending.tick(timezone.now())
    assert queued() == [("newsletter.tasks.send_deliveries", (issue.pk,))]


def test_nobody_is_nudged_while_a_lease_runs(clock: Any) -> None:
    topic = make_topic()
    make_subscriber(topic)
    make_subscriber(topic)
    issue = make_scheduled(topic)
    start(issue, clock)
    OrmQ.objects.all().delete()
    claim(Delivery.objects.all(), 1, timezone.now(), Lease(timedelta(minutes=5)))
    sending.tick(timezone.now())
    assert queued() == []
    clock.shift(timedelta(minutes=5, seconds=1))
    sending.tick(timezone.now())
    assert queued() == [("newsletter.tasks.send_deliveries", (issue.pk,))]
    assert Delivery.objects.counts()["pending"] == 2


def test_a_worker_that_died_leaves_one_uncertain_and_the_rest_is_sent_once(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    people = sorted(make_subscriber(topic).email for _ in range(5))
    issue = make_scheduled(topic)
    start(issue, clock)
    rows = claim(Delivery.objects.all(), 3, timezone.now(), Lease(timedelta(minutes=5)))
    Delivery.objects.filter(pk=rows[0].pk).update(state=State.IN_FLIGHT)
    clock.shift(timedelta(minutes=6))
    sending.tick(timezone.now())
    tasks.send_deliveries(issue.pk)
    assert rows_of(issue) == [
        (person, *(("uncertain", "process-lost") if person == rows[0].email else ("sent", ""))) for person in people
    ]
    assert set(sink.recipients.values()) == {1} and len(sink.recipients) == 4
    issue.refresh_from_db()
    assert issue.state == "sent"


def test_a_refused_recipient_has_its_reason_and_the_issue_ends(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    make_subscriber(topic, email="a@example.org")
    make_subscriber(topic, email="b@example.org")
    sink.answers["a@example.org"] = "550 5.1.1 no such user"
    issue = make_scheduled(topic)
    start(issue, clock)
    tasks.send_deliveries(issue.pk)
    assert rows_of(issue) == [("a@example.org", "failed", "refused"), ("b@example.org", "sent", "")]
    issue.refresh_from_db()
    assert issue.state == "sent"


def test_a_deferred_recipient_keeps_the_issue_open_until_it_is_tried_again(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    make_subscriber(topic, email="a@example.org")
    sink.answers["a@example.org"] = "450 4.2.1 try later"
    issue = make_scheduled(topic)
    start(issue, clock)
    tasks.send_deliveries(issue.pk)
    issue.refresh_from_db()
    assert (issue.state, rows_of(issue)) == ("sending", [("a@example.org", "deferred", "refused-for-now")])
    sink.answers.clear()
    clock.shift(timedelta(hours=2))
    sending.tick(timezone.now())
    tasks.send_deliveries(issue.pk)
    issue.refresh_from_db()
    assert (issue.state, rows_of(issue)) == ("sent", [("a@example.org", "sent", "")])


def test_a_relay_that_is_away_costs_nothing_and_is_not_hammered(clock: Any, settings: Any) -> None:
    settings.RELAYS = ["smtp://127.0.0.1:1"]
    topic = make_topic()
    make_subscriber(topic)
    issue = make_scheduled(topic)
    start(issue, clock)
    OrmQ.objects.all().delete()
    assert tasks.send_deliveries(issue.pk) == {}
    assert queued() == []
    issue.refresh_from_db()
    assert (issue.state, Delivery.objects.counts()["pending"]) == ("sending", 1)


def test_what_the_soft_deadline_left_goes_to_a_next_task(
    clock: Any, sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic = make_topic()
    for _ in range(3):
        make_subscriber(topic)
    issue = make_scheduled(topic)
    start(issue, clock)
    OrmQ.objects.all().delete()
    monkeypatch.setattr(
        sending, "send_rows", lambda rows, compose, **rest: {**dict.fromkeys(State.values, 0), "sent": 1}
    )
    assert tasks.send_deliveries(issue.pk) == {"sent": 1}
    assert queued() == [("newsletter.tasks.send_deliveries", (issue.pk,))]


def test_an_issue_to_nobody_is_done_at_once(clock: Any) -> None:
    issue = make_scheduled()
    start(issue, clock)
    sending.tick(timezone.now())
    issue.refresh_from_db()
    assert issue.state == "sent"


def test_progress_adds_up_at_every_moment(clock: Any, sink: Sink) -> None:
    topic = make_topic()
    for _ in range(4):
        make_subscriber(topic)
    make_subscriber(topic, state="left")
    issue = make_scheduled(topic)
    before = issue_progress(issue, timezone.now())
    assert (before.audience, before.percent, before.is_finished, before.seconds_left) == (0, 0, False, None)
    start(issue, clock)
    issue.refresh_from_db()
    running = issue_progress(issue, timezone.now())
    assert (running.audience, running.mailed, running.settled, running.percent, running.skipped_for) == (
        5,
        4,
        0,
        0,
        {"left": 1},
    )
    first = Delivery.objects.filter(state=State.PENDING).first()
    Delivery.objects.filter(pk=first.pk).update(state=State.SENT, settled_at=timezone.now())  # type: ignore[union-attr]
    clock.shift(timedelta(seconds=30))
    halfway = issue_progress(issue, timezone.now())
    assert (halfway.settled, halfway.percent, halfway.rate, halfway.seconds_left) == (1, 25, 2, 90)
    assert sum(halfway.counts.values()) == halfway.audience
    tasks.send_deliveries(issue.pk)
    issue.refresh_from_db()
    done = issue_progress(issue, timezone.now())
    assert (done.counts["sent"], done.percent, done.rate, done.seconds_left, done.is_finished) == (
        4,
        100,
        0,
        None,
        True,
    )


@pytest.mark.django_db(transaction=True)
def test_ticks_at_the_same_moment_start_an_issue_once(clock: Any) -> None:
    topic = make_topic()
    people = sorted(make_subscriber(topic).email for _ in range(20))
    issue = make_scheduled(topic)
    clock.shift(timedelta(hours=1))
    now = timezone.now()
    started = at_once(*[lambda: sending.start_sending(Issue.objects.get(pk=issue.pk), now)] * 4)
    assert sorted(started) == [False, False, False, True]
    assert [address for address, _, _ in rows_of(issue)] == people
    assert len(queued()) == 1


@pytest.mark.django_db(transaction=True)
def test_approving_twice_at_the_same_moment_approves_once(clock: Any) -> None:
    issue = make_issue(make_topic())

    def approve(minutes: int) -> str:
        try:
            schedule_issue(Issue.objects.get(pk=issue.pk), timezone.now() + timedelta(minutes=minutes), by=None)
        except ValidationError as error:
            return str(error.code)
        return "scheduled"

    answers = at_once(*[partial(approve, minutes) for minutes in (10, 20, 30)])
    assert sorted(answers) == ["not_draft", "not_draft", "scheduled"]
    assert issue.renditions.count() == 1
