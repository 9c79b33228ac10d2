"""What staff did is kept two years, but for what belongs to the verantwoording of an issue."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from django_q.models import Task
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Revision

from config import tasks
from config.management.commands.prepare import EVERY_MINUTE, EVERY_NIGHT
from config.persons import forgetting
from events.calendar import fetches
from events.personal import programmes
from events.registration import forgetting as visitors
from subscribers.subscriptions import erasing
from tests.factories import make_event, make_issue, make_staff, make_topic
from tests.pages import text_of

pytestmark = pytest.mark.django_db

NOTHING = {"history": 0, "names": 0, "tasks": 0, "copies": 0, "uploads": 0}


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


def test_the_page_says_in_words_what_the_tasks_do(client: Client, settings: Any) -> None:
    settings.KEEP_DELIVERIES_DAYS, settings.CONFIRM_DAYS = 77, 20
    page = text_of(client.get("/privacy/"))
    kept = {
        "Tot dertig dagen nadat u zich afmeldt": timedelta(days=30) == erasing.LEFT_KEPT,
        "De link werkt 20 dagen; na 20 dagen is het adres weg": erasing.UNCONFIRMED_DAYS == 14,
        "Tot drie maanden na de activiteit": timedelta(days=85) < visitors.KEPT <= timedelta(days=90),
        "77 dagen, of korter als wij u eerder wissen": True,
        "Veertien dagen.": timedelta(days=12) < erasing.MAILS_KEPT < timedelta(days=14),
        "Dertig dagen nadat u zich afmeldde, of na de blokkade": erasing.BLOCKS_KEPT == erasing.LEFT_KEPT,
        "Twee jaar.": forgetting.STAFF_KEPT == visitors.STAFF_KEPT == timedelta(days=730),
        "Tot 400 dagen nadat er voor het laatst naar is gekeken": programmes.UNUSED_DAYS == 400,
        f"De aantallen blijven {fetches.KEPT.days} dagen": True,
        "Twaalf uur": settings.SESSION_COOKIE_AGE == 12 * 3600,
    }
    assert {sentence: sentence in page and is_so for sentence, is_so in kept.items()} == dict.fromkeys(kept, True)


def test_every_task_that_the_document_names_runs_by_the_clock() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "privacy.md").read_text()
    named = set(re.findall(r"`(\w+\.tasks\.\w+)`", text))
    assert named <= {*EVERY_MINUTE, *EVERY_NIGHT} and len(named) == 7
