"""An issue in the desk: made, scheduled, taken back; closed once it is on its way."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from newsletter.models import Issue
from newsletter.schedule.forms import ScheduleForm
from newsletter.schedule.scheduling import schedule_issue
from tests.factories import make_issue, make_staff, make_subscriber, make_topic, utc

pytestmark = pytest.mark.django_db

HERE = "wagtailsnippets_newsletter_issue:"
AS_SAVED_BY_ITSELF = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def issue_data(**values: Any) -> dict[str, Any]:
    """What the form sends."""
    intro = ("intro", {"heading": "Welkom", "text": rich_text("<p>Nieuws.</p>"), "signed": ""})
    row = {"title": "Winter", "subject": "Nieuws van de stad", "body": streamfield([intro]), "body_en": streamfield([])}
    return nested_form_data({**row, **values})


def ready_issue(**values: Any) -> Issue:
    """An issue with one reader."""
    topic = make_topic()
    make_subscriber(topic)
    return make_issue(topic, **values)


def at(name: str, issue: Issue) -> str:
    return reverse(HERE + name, args=[issue.pk])


def page(client: Client, name: str, issue: Issue, data: dict[str, Any] | None = None) -> str:
    """The page one comes to."""
    response = client.get(at(name, issue)) if data is None else client.post(at(name, issue), data, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_issue_gets_its_address_from_its_title_and_never_one_that_is_taken(desk: Client) -> None:
    for _ in range(2):
        desk.post(reverse(f"{HERE}add"), issue_data())
    assert sorted(Issue.objects.values_list("slug", flat=True)) == ["winter", "winter-2"]


def test_an_unfinished_issue_is_saved_and_what_is_missing_is_asked_for_when_it_is_scheduled(desk: Client) -> None:
    desk.post(reverse(f"{HERE}add"), issue_data(subject="", body=streamfield([])))
    issue = Issue.objects.get()
    html = page(desk, "schedule", issue, {"day": "01-07-2026", "hour": "10:00"})
    for sentence in ("Dit nummer is nog leeg.", "Kies aan wie dit nummer gaat", "Geef dit nummer een onderwerpregel."):
        assert sentence in html
    assert 'value="01-07-2026"' in html
    issue.refresh_from_db()
    assert issue.state == "draft"


def test_scheduling_says_when_and_to_how_many(desk: Client) -> None:
    issue = ready_issue()
    html = page(desk, "schedule", issue)
    assert "Dit nummer gaat naar <strong>1 abonnee</strong>" in html
    assert ('value="16-06-2026"' in html, 'value="10:00"' in html) == (True, True)  # tomorrow at ten is proposed
    html = page(desk, "schedule", issue, {"day": "01-07-2026", "hour": "10:00"})
    issue.refresh_from_db()
    assert (issue.state, issue.send_at, issue.send_wall_time) == ("scheduled", utc(2026, 7, 1, 8), "2026-07-01T10:00")
    assert f"‘{issue}’ gaat op woensdag 1 juli 2026 om 10:00 naar 1 abonnee." in html
    again = desk.get(reverse(f"{HERE}schedule", args=[issue.pk]), follow=True)  # from an old tab
    assert [chain[1] for chain in again.redirect_chain] == [302]
    assert (again.status_code, "Dit nummer is al ingepland of verzonden." in again.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("day", "hour", "sentence"),
    [
        ("14-06-2026", "10:00", "Dit moment is al voorbij."),
        ("28-03-2027", "02:30", "Deze tijd bestaat niet"),
        ("25-10-2026", "02:30", "Kies de eerste of de tweede keer."),
        ("31-02-2026", "10:00", "Voer een geldige datum in."),
        ("", "10:00", "Dit is een verplicht veld."),
        ("01-07-2026", "half elf", "Voer een geldige tijd in."),
    ],
)
def test_an_hour_that_cannot_be_is_refused_with_its_sentence(desk: Client, day: str, hour: str, sentence: str) -> None:
    issue = ready_issue()
    html = page(desk, "schedule", issue, {"day": day, "hour": hour})
    issue.refresh_from_db()
    assert (sentence in html, f'value="{hour}"' in html, issue.state) == (True, True, "draft")


@pytest.mark.parametrize(("which", "hour"), [("first", 0), ("second", 1)])
def test_an_hour_that_comes_twice_is_asked_about_and_kept_as_answered(desk: Client, which: str, hour: int) -> None:
    issue = ready_issue()
    asked = page(desk, "schedule", issue, {"day": "25-10-2026", "hour": "02:30"})
    assert 'name="which"' in asked
    assert 'name="which"' not in page(desk, "schedule", issue, {"day": "28-03-2027", "hour": "02:30"})
    page(desk, "schedule", issue, {"day": "25-10-2026", "hour": "02:30", "which": which})
    issue.refresh_from_db()
    assert issue.send_at == utc(2026, 10, 25, hour, 30)


def test_in_two_minutes_and_back_again(desk: Client) -> None:
    issue = ready_issue()
    page(desk, "soon", issue, {})
    issue.refresh_from_db()
    assert (issue.state, issue.send_at) == ("scheduled", timezone.now() + timedelta(minutes=2))
    page(desk, "unschedule", issue, {})
    issue.refresh_from_db()
    assert (issue.state, issue.send_at) == ("draft", None)


def test_looking_at_a_step_takes_none(desk: Client) -> None:
    issue = ready_issue()
    for name in ("schedule", "soon", "unschedule", "testmail", "progress"):
        page(desk, name, issue)
    issue.refresh_from_db()
    assert issue.state == "draft"


def test_changing_a_scheduled_issue_takes_its_approval_back_and_says_so(desk: Client) -> None:
    issue = ready_issue()
    schedule_issue(issue, utc(2026, 7, 1, 8), by=None)
    assert "maakt er weer een concept van" in page(desk, "edit", issue)
    html = page(desk, "edit", issue, issue_data(title="Zomer", slug=issue.slug))
    issue.refresh_from_db()
    assert (issue.state, issue.send_at, issue.title, issue.approved_hash) == ("draft", None, "Zomer", "")
    assert "De goedkeuring is vervallen" in html


def test_a_page_that_saves_itself_does_not_take_the_approval_back_behind_ones_back(desk: Client) -> None:
    issue = ready_issue()
    schedule_issue(issue, utc(2026, 7, 1, 8), by=None)
    response = desk.post(at("edit", issue), issue_data(title="Zomer"), **AS_SAVED_BY_ITSELF)
    issue.refresh_from_db()
    assert (response.status_code, issue.state, issue.title == "Zomer") == (400, "scheduled", False)
    assert response.json()["error_message"].startswith("Dit nummer is intussen ingepland of verzonden")


@pytest.mark.parametrize("state", ["sending", "sent", "cancelled"])
def test_what_is_on_its_way_is_not_changed_deleted_or_scheduled(desk: Client, state: str) -> None:
    issue = ready_issue(state=state, title="Zoals verzonden")
    assert "kan niet meer gewijzigd worden" in page(desk, "edit", issue)
    page(desk, "edit", issue, issue_data(title="Anders"))
    page(desk, "schedule", issue, {"day": "01-07-2026", "hour": "10:00"})
    page(desk, "unschedule", issue, {})
    assert "wordt bewaard" in page(desk, "delete", issue, {})
    issue.refresh_from_db()
    assert (issue.state, issue.title) == (state, "Zoals verzonden")


def test_going_back_to_an_older_version_brings_the_text_back_and_never_the_state(desk: Client) -> None:
    issue = ready_issue()
    page(desk, "edit", issue, issue_data(title="Eerste versie", slug=issue.slug))
    first = Issue.objects.get().latest_revision
    page(desk, "edit", issue, issue_data(title="Tweede versie", slug=issue.slug))
    revert = reverse(f"{HERE}revisions_revert", args=[issue.pk, first.pk])
    desk.post(revert, issue_data(title="Eerste versie", slug=issue.slug))
    issue.refresh_from_db()
    assert (issue.title, issue.state) == ("Eerste versie", "draft")
    Issue.objects.filter(pk=issue.pk).update(state="sent", sent_at=timezone.now())
    desk.post(revert, issue_data(title="Derde versie", slug=issue.slug))
    issue.refresh_from_db()
    assert (issue.title, issue.state, first.as_object().state) == ("Eerste versie", "sent", "sent")


def test_someone_else_locked_it(desk: Client) -> None:
    issue = ready_issue(locked=True, locked_by=make_staff(), locked_at=timezone.now())
    page(desk, "edit", issue, issue_data(title="Anders"))
    issue.refresh_from_db()
    assert issue.title != "Anders"


def test_a_copy_of_a_sent_issue_is_a_draft_with_an_address_of_its_own(desk: Client) -> None:
    issue = ready_issue(state="sent", sent_at=timezone.now(), title="Zomer")
    html = page(desk, "copy", issue)
    assert 'value="Zomer (kopie)"' in html
    typed = {**issue_data(title="Zomer (kopie)"), "topics": [topic.pk for topic in issue.topics.all()]}
    desk.post(reverse(f"{HERE}add"), typed)
    copy = Issue.objects.exclude(pk=issue.pk).get()
    assert (copy.state, copy.slug, copy.sent_at, copy.public_id != issue.public_id) == (
        "draft",
        "zomer-kopie",
        None,
        True,
    )
    assert list(copy.topics.all()) == list(issue.topics.all())


def test_the_preview_shows_what_is_typed_in_every_mode_and_runs_nothing(desk: Client) -> None:
    issue = ready_issue()
    english = streamfield([("intro", {"heading": "Welcome", "text": rich_text("<p>News today.</p>"), "signed": ""})])
    typed = issue_data(title="Anders", slug=issue.slug, subject="Net getypt", subject_en="Just typed", body_en=english)
    assert desk.post(at("preview_on_edit", issue), typed).json() == {"is_valid": True, "is_available": True}
    for mode in ("desktop", "phone", "text", "web", "english"):
        response = desk.get(at("preview_on_edit", issue), {"mode": mode, "in_preview_panel": "true"})
        assert response.status_code == 200
        assert ("Just typed" if mode == "english" else "Net getypt") in response.content.decode()
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert "script-src" not in response["Content-Security-Policy"]


def test_a_test_mail_goes_to_who_asks_and_to_nobody_else(desk: Client, outbox: Any) -> None:
    issue = ready_issue(subject="Nieuws van de stad")
    html = page(desk, "testmail", issue, {})
    (mail,) = outbox()
    asker = desk.get(reverse("wagtailadmin_home")).wsgi_request.user.email
    assert (str(mail["Subject"]), str(mail["To"])) == ("[Test] Nieuws van de stad", asker)
    assert f"De testmail is onderweg naar {asker}." in html
    assert "\ue000" not in mail.get_body().get_content()


def test_who_has_no_address_is_told_how_to_get_a_test_mail(desk: Client, outbox: Any) -> None:
    get_user_model().objects.update(email="")
    assert "Uw account heeft geen e-mailadres." in page(desk, "testmail", ready_issue(), {})
    assert outbox() == []


@pytest.mark.parametrize("which", ["", "first"])
def test_which_hour_is_asked_for_as_long_as_it_was_answered(clock: Any, which: str) -> None:
    form = ScheduleForm({"day": "26-10-2026", "hour": "02:30", "which": which})
    assert form.is_valid()
    assert ("which" in [field.name for field in form.visible_fields()]) is bool(which)
