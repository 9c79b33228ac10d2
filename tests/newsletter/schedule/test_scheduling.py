"""When an issue may go out, and what a wall time means in the two nights the clock moves."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from newsletter.models import Issue
from newsletter.schedule.scheduling import hold_issue, resolve_wall_time, schedule_issue, unschedule_issue
from newsletter.send.sending import hold_if_changed
from tests.factories import local, make_issue, make_staff, make_topic, utc
from tests.newsletter.sending import make_scheduled

pytestmark = pytest.mark.django_db


def refusal(issue: Issue, send_at: datetime) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        schedule_issue(issue, send_at, by=None)
    return [error.code for error in refused.value.error_list]


def test_scheduling_keeps_the_time_as_people_said_it_and_as_an_instant(clock: Any) -> None:
    staff = make_staff()
    issue = schedule_issue(make_issue(make_topic()), local(2026, 6, 16, 9, 30), by=staff)
    stored = Issue.objects.get(pk=issue.pk)
    assert (
        stored.state,
        stored.send_at,
        stored.send_wall_time,
        stored.send_zone,
        stored.approved_by,
        stored.approved_at,
    ) == (
        "scheduled",
        utc(2026, 6, 16, 7, 30),
        "2026-06-16T09:30",
        "Europe/Amsterdam",
        staff,
        timezone.now(),
    )
    assert (issue.state, issue.send_at, issue.approved_hash) == ("scheduled", stored.send_at, stored.approved_hash)


def test_a_moment_of_another_zone_is_kept_as_local_wall_time(clock: Any) -> None:
    assert make_scheduled(send_at=utc(2026, 12, 1, 8)).send_wall_time == "2026-12-01T09:00"


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (timedelta(0), "past"),
        (timedelta(seconds=-1), "past"),
        (timedelta(days=367), "too_far"),
        (timedelta(days=2_000_000), "too_far"),
    ],
)
def test_a_moment_gone_by_or_far_away_is_refused(clock: Any, after: timedelta, code: str) -> None:
    issue = make_issue(make_topic())
    assert refusal(issue, timezone.now() + after) == [code]
    assert Issue.objects.get().state == "draft"


def test_without_topics_without_blocks_or_without_text_it_is_refused() -> None:
    soon = timezone.now() + timedelta(hours=1)
    assert refusal(make_issue(), soon) == ["no_topics"]
    assert refusal(make_issue(make_topic(), body=[]), soon) == ["empty"]
    assert refusal(
        make_issue(make_topic(), body=[("intro", {"heading": "Dag", "text": "<p> </p>", "signed": ""})]), soon
    ) == ["no_text"]
    assert refusal(make_issue(body=[]), soon) == ["empty", "no_topics"]


@pytest.mark.parametrize("state", ["scheduled", "sending", "sent", "cancelled"])
def test_what_is_no_draft_is_not_scheduled_again(state: str) -> None:
    issue = make_issue(make_topic(), state=state)
    assert refusal(issue, timezone.now() + timedelta(hours=1)) == ["not_draft"]


def test_a_held_issue_can_be_scheduled_again_and_its_reason_is_gone() -> None:
    issue = make_scheduled(state="held", held_reason="De server stond stil.")
    assert (issue.state, issue.held_reason) == ("scheduled", "")


def test_a_stale_copy_in_hand_changes_nothing_of_what_is_approved() -> None:
    """The API and the desk hold an instance; what counts is what is stored."""
    issue = make_issue(make_topic())
    issue.subject = "Niet opgeslagen"
    schedule_issue(issue, timezone.now() + timedelta(hours=1), by=None)
    assert Issue.objects.get().renditions.get().subject != "Niet opgeslagen"


def test_approving_keeps_what_was_seen_in_every_language() -> None:
    english = [("intro", {"heading": "Hello", "text": "<p>News.</p>", "signed": ""})]
    issue = make_scheduled(subject_en="News", body_en=english)
    assert [(one.language, one.subject, len(one.sha256)) for one in issue.renditions.order_by("language")] == [
        ("en", "News", 64),
        ("nl", issue.subject, 64),
    ]
    assert "News." in issue.renditions.get(language="en").mail_text


def test_taking_back_leaves_a_draft_without_a_time() -> None:
    scheduled = make_scheduled()
    assert scheduled.approved_by is not None
    issue = unschedule_issue(scheduled, by=None)
    assert (issue.state, issue.send_at, issue.send_wall_time, issue.send_zone, issue.renditions.count()) == (
        "draft",
        None,
        "",
        "",
        0,
    )
    assert (issue.approved_hash, issue.approved_text, issue.approved_by, issue.approved_at) == ("", "", None, None)


@pytest.mark.parametrize("state", ["draft", "sending", "sent"])
def test_what_is_not_scheduled_cannot_be_taken_back(state: str) -> None:
    issue = make_issue(make_topic(), state=state)
    with pytest.raises(ValidationError) as refused:
        unschedule_issue(issue, by=None)
    assert refused.value.code == "not_scheduled"


def test_an_ordinary_wall_time_is_what_it_says() -> None:
    assert resolve_wall_time(datetime(2026, 7, 1, 9, 30)) == utc(2026, 7, 1, 7, 30)
    assert resolve_wall_time(datetime(2026, 12, 1, 9, 30), second_time=True) == utc(2026, 12, 1, 8, 30)


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_a_time_that_the_spring_night_skips_is_refused(minute: int) -> None:
    with pytest.raises(ValidationError) as refused:
        resolve_wall_time(datetime(2027, 3, 28, 2, minute))
    assert refused.value.code == "gap"


def test_the_edges_of_the_spring_night_exist() -> None:
    assert resolve_wall_time(datetime(2027, 3, 28, 1, 59)) == utc(2027, 3, 28, 0, 59)
    assert resolve_wall_time(datetime(2027, 3, 28, 3, 0)) == utc(2027, 3, 28, 1, 0)


def test_a_time_that_the_autumn_night_has_twice_asks_which() -> None:
    with pytest.raises(ValidationError) as refused:
        resolve_wall_time(datetime(2026, 10, 25, 2, 30))
    assert refused.value.code == "twice"
    assert resolve_wall_time(datetime(2026, 10, 25, 2, 30), second_time=False) == utc(2026, 10, 25, 0, 30)
    assert resolve_wall_time(datetime(2026, 10, 25, 2, 30), second_time=True) == utc(2026, 10, 25, 1, 30)


def test_the_second_time_in_autumn_is_kept_apart_from_the_first(clock: Any) -> None:
    second = resolve_wall_time(datetime(2026, 10, 25, 2, 30), second_time=True)
    issue = make_scheduled(send_at=second)
    assert (issue.send_at, issue.send_wall_time) == (utc(2026, 10, 25, 1, 30), "2026-10-25T02:30")


def test_an_issue_that_is_gone_says_so() -> None:
    with pytest.raises(Issue.DoesNotExist):
        schedule_issue(Issue(pk=10**6, public_id=uuid.uuid4()), timezone.now() + timedelta(hours=1), by=None)


def test_two_people_approve_take_back_and_approve_anew_and_the_last_word_counts(clock: Any) -> None:
    one, other, issue = make_staff(), make_staff(), make_issue(make_topic())
    seen = Issue.objects.get(pk=issue.pk)
    first, last = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
    schedule_issue(issue, first, by=one)
    assert refusal(seen, last) == ["not_draft"]
    assert unschedule_issue(seen, by=other).state == "draft"
    with pytest.raises(ValidationError):
        unschedule_issue(issue, by=one)
    Issue.objects.update(subject="Beter")
    schedule_issue(issue, first, by=one)
    assert hold_issue(issue, "Kijk nog eens.")
    schedule_issue(seen, last, by=other)
    stored = Issue.objects.get(pk=issue.pk)
    assert (stored.state, stored.send_at, stored.approved_by, stored.held_reason) == ("scheduled", last, other, "")
    assert [one.subject for one in stored.renditions.all()] == ["Beter"]
    entries = ModelLogEntry.objects.filter(object_id=str(issue.pk)).order_by("pk").values_list("action", "user")
    assert [(action.removeprefix("newsletter."), user) for action, user in entries] == [
        ("schedule", one.pk),
        ("unschedule", other.pk),
        ("schedule", one.pk),
        ("hold", None),
        ("schedule", other.pk),
    ]


def test_who_still_holds_what_was_approved_before_holds_nothing_that_was_approved_since(clock: Any) -> None:
    """A tick that read the issue before it was taken back, mended and approved anew: by others, in that very minute."""
    issue = make_scheduled()
    stale = Issue.objects.get(pk=issue.pk)
    unschedule_issue(issue, by=None)
    issue.subject = "Beter"
    issue.save()
    send_at = timezone.now() + timedelta(hours=1)
    schedule_issue(issue, send_at, by=None)
    assert not hold_issue(stale, "De onderwerpregel is veranderd.")
    assert not hold_if_changed(stale, timezone.now())
    stored = Issue.objects.get(pk=issue.pk)
    assert (stored.state, stored.held_reason, stored.send_at) == ("scheduled", "", send_at)
    assert hold_issue(stored, "Nu wel.") and not hold_issue(stored, "Nog eens.")
    assert Issue.objects.values_list("state", "held_reason").get() == ("held", "Nu wel.")


@pytest.mark.parametrize("subject", ["", " ", "\u00a0", " \t "])
def test_a_subject_that_nobody_can_see_is_none(clock: Any, subject: str) -> None:
    assert refusal(make_issue(make_topic(), subject=subject), timezone.now() + timedelta(hours=1)) == ["no_subject"]
