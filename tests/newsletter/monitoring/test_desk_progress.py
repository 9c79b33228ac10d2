"""Following a sending: numbers that add up, what went wrong with its reason, and lists that only show."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Delivery, Issue
from tests.factories import make_issue, make_staff, make_subscriber, make_topic, utc

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def make_delivery(issue: Issue, state: str, **values: Any) -> Delivery:
    person = make_subscriber()
    row = {"email": person.email, "email_normalised": person.email_normalised, "settled_at": timezone.now(), **values}
    return Delivery.objects.create(issue=issue, subscriber=person, state=state, **row)


@pytest.fixture
def sending(clock: Any) -> Issue:
    """Four of ten are through."""
    issue = make_issue(make_topic(), state="sending", title="Zomer", started_at=timezone.now())
    for state, count in {"pending": 6, "sent": 2, "skipped": 3}.items():
        for _ in range(count):
            make_delivery(issue, state, reason="left" if state == "skipped" else "")
    make_delivery(issue, "failed", email="weg@example.org", smtp_code=550, smtp_text="No such user")
    make_delivery(issue, "uncertain", reason="process-lost")
    return issue


def progress(client: Client, issue: Issue, query: str = "") -> str:
    response = client.get(reverse("wagtailsnippets_newsletter_issue:progress", args=[issue.pk]) + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_progress_counts_every_state_and_names_what_went_wrong(desk: Client, sending: Issue) -> None:
    html = progress(desk, sending)
    assert "40% klaar: 4 van 10." in html
    for label, count in {"Wacht": 6, "Verzonden": 2, "Geweigerd": 1, "Onzeker": 1, "Overgeslagen": 3}.items():
        assert f'<th scope="row">{label}</th><td>{count}</td>' in html
    assert "<strong>Samen</strong></th><td><strong>13</strong></td>" in html
    assert '<th scope="row">weg@example.org</th><td>–</td><td>550</td><td>No such user</td>' in html
    assert "<li>3 × afgemeld</li>" in html


def test_progress_renews_itself_by_a_script_and_without_one_at_a_link(desk: Client, sending: Issue) -> None:
    html = progress(desk, sending)
    here = reverse("wagtailsnippets_newsletter_issue:progress", args=[sending.pk])
    assert "data-goes-on" in html
    assert f'<noscript><p><a href="{here}">Ververs de stand</a></p></noscript>' in html
    assert "http-equiv" not in html  # it would take away the focus, and what one is about to press
    inner = progress(desk, sending, "?inner=1")
    assert inner.startswith("<div data-goes-on>")
    assert "<html" not in inner


def test_progress_stands_still_when_all_is_sent(desk: Client, sending: Issue) -> None:
    Issue.objects.update(state="sent", sent_at=timezone.now())
    html = progress(desk, sending)
    assert "Verzonden: 2 van 10 mails." in html
    assert "data-goes-on" not in html
    assert "Ververs de stand" not in html


def test_the_home_page_shows_what_goes_out_now_next_and_not(desk: Client, sending: Issue) -> None:
    make_issue(title="Herfst", state="scheduled", send_at=utc(2026, 9, 1, 8))
    make_issue(title="Lente", state="held", held_reason="Het concert is verplaatst.")
    html = " ".join(desk.get(reverse("wagtailadmin_home")).content.decode().split())
    assert ">Zomer</a>: 40% (4 van 10)" in html
    assert ">Herfst</a>, dinsdag 1 september 2026 om 10:00" in html
    assert ">Lente</a>: Het concert is verplaatst." in html


def test_deliveries_are_found_by_issue_and_state_and_never_changed(desk: Client, sending: Issue) -> None:
    make_delivery(make_issue(title="Ander"), "failed", email="ander@example.org")
    address = reverse("wagtailsnippets_newsletter_delivery:list")
    html = desk.get(address, {"issue": sending.pk, "state": "failed"}).content.decode()
    assert "weg@example.org" in html
    assert "ander@example.org" not in html
    row = Delivery.objects.filter(state="failed").earliest("pk")
    for step in ("edit", "delete"):
        answer = desk.post(
            reverse(f"wagtailsnippets_newsletter_delivery:{step}", args=[row.pk]), {"email": "x@example.org"}
        )
        assert answer.status_code == 302
    assert Delivery.objects.get(pk=row.pk).email == "weg@example.org"
    inspected = desk.get(reverse("wagtailsnippets_newsletter_delivery:inspect", args=[row.pk])).content.decode()
    assert "No such user" in inspected
    assert "None" not in inspected.split('class="content-wrapper"')[-1].split("<script")[0]


@pytest.fixture
def writer(client: Client, clock: Any) -> Client:
    """Works on issues, and has no business with who gets them."""
    user = get_user_model().objects.create_user("schrijver", "schrijver@leiden.example", None)
    user.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_issue", "change_issue"]))
    client.force_login(user)
    return client


@pytest.mark.parametrize("query", ["", "?inner=1"])
def test_who_may_not_see_deliveries_follows_the_numbers_and_no_recipient(
    writer: Client, sending: Issue, query: str
) -> None:
    make_delivery(sending, "deferred", smtp_text="4.2.2 vol@example.org over quota")
    html = progress(writer, sending, query)
    assert '<th scope="row">Geweigerd</th><td>1</td>' in html
    assert "@example.org" not in html
    assert ("Wie bezorgingen mag zien, beslist daarover." in html) is (not query)
    assert reverse("wagtailsnippets_newsletter_delivery:list") not in html


@pytest.mark.parametrize("step", ["resend", "leave"])
def test_what_becomes_of_one_recipient_is_decided_by_who_may_see_whose_it_is(
    writer: Client, sending: Issue, step: str
) -> None:
    doubt = Delivery.objects.get(state="uncertain")
    address = reverse(f"wagtailsnippets_newsletter_issue:{step}", args=[sending.pk, doubt.pk])
    assert [ask(address)["Location"] for ask in (writer.get, writer.post)] == [reverse("wagtailadmin_home")] * 2
    assert Delivery.objects.filter(pk=doubt.pk, state="uncertain").exclude(reason="uncertain-left").exists()
    get_user_model().objects.get(username="schrijver").user_permissions.add(
        Permission.objects.get(codename="view_delivery")
    )
    assert writer.get(address).status_code == 200
