"""What staff did is kept two years, but for what belongs to the verantwoording of an issue."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_q.models import Task
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from config import tasks
from tests.factories import make_event, make_issue, make_staff, make_topic

pytestmark = pytest.mark.django_db

NOTHING = {"history": 0, "names": 0, "tasks": 0}


def test_history_and_names_go_after_two_years_and_decisions_about_an_issue_stay(clock: Any) -> None:
    staff, event, issue = make_staff(), make_event(), make_issue(make_topic())
    for row in (event, issue):
        row.save_revision(user=staff)
        log(row, "wagtail.create", user=staff)
    clock.shift(timedelta(days=729))
    assert tasks.forget() == NOTHING
    clock.shift(timedelta(days=2))
    assert tasks.forget() == {**NOTHING, "history": 1, "names": 1}
    assert ModelLogEntry.objects.get().object_id == str(issue.pk)
    assert [revision.user for revision in Revision.objects.order_by("pk")] == [None, staff]
    assert tasks.forget() == NOTHING


def test_sessions_that_are_over_and_old_results_of_tasks_go_as_well(clock: Any) -> None:
    session = SessionStore()
    session["_auth_user_id"] = "1"
    session.save()
    now = timezone.now()
    Task.objects.create(id="a" * 32, name="oud", func="x", started=now, stopped=now, success=False, result="jan@x.nl")
    clock.shift(timedelta(days=13))
    assert tasks.forget() == NOTHING
    assert not Session.objects.exists()
    clock.shift(timedelta(days=2))
    assert tasks.forget() == {**NOTHING, "tasks": 1}
