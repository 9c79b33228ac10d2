"""What staff see of a first share and of a standstill, and the mailboxes of ours that they choose for it."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Delivery, Issue
from newsletter.monitoring.standstill import beat
from newsletter.send.canary import hold_canary
from subscribers.models import RelayState, Subscriber
from tests.factories import make_issue, make_staff, make_subscriber, make_topic
from tests.newsletter.send.sendable import make_sendable

pytestmark = pytest.mark.django_db
HERE = "wagtailsnippets_newsletter_issue:"
PEOPLE = "wagtailsnippets_subscribers_subscriber:"


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    beat(timezone.now())
    return client


@pytest.fixture
def issue(clock: Any) -> Issue:
    """Three of six are its first share: two are through, one is deferred."""
    issue = make_sendable(6, title="Zomer", canary_size=3)
    now, later = timezone.now(), timezone.now() + timedelta(minutes=5)
    share = Delivery.objects.filter(email__in=[f"a{n}@example.org" for n in range(3)])
    share.update(is_canary=True, state="sent", settled_at=now)
    share.filter(email="a0@example.org").update(state="deferred", settled_at=None, next_try_at=later)
    return issue


def page(client: Client, name: str, *keys: int) -> Tag:
    response = client.get(reverse(name, args=keys))
    assert response.status_code == 200
    soup = BeautifulSoup(response.content, "html.parser")
    return soup.find(class_="desk-page") or soup


def say(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def controls(client: Client, issue: Issue) -> list[str]:
    return [say(tag) for tag in page(client, f"{HERE}progress", issue.pk).select(".desk-controls .button")]


def test_the_first_share_is_told_with_its_numbers_and_when_the_rest_follows(
    desk: Client, issue: Issue, settings: Any
) -> None:
    html = page(desk, f"{HERE}progress", issue.pk)
    assert say(html.find(role="status")) == "Proefdeel: 2 van 3."
    told = "Daarvan 2 verzonden, 0 geweigerd, 1 uitgesteld, 0 onzeker."
    assert f"{told} De rest wacht tot die er zijn." in say(html)
    Delivery.objects.filter(email="a0@example.org").update(state="sent", settled_at=timezone.now())
    assert "Gaat er niets mis, dan volgt de rest vanzelf om 12:15." in say(page(desk, f"{HERE}progress", issue.pk))
    assert controls(desk, issue) == ["Pauzeren", "Nu naar iedereen", "Tempo", "Stoppen"]
    assert ">proefdeel<" in "".join(desk.get(reverse(f"{HERE}list")).content.decode().split())


def test_waiting_for_the_rest_is_no_standstill(desk: Client, issue: Issue, clock: Any) -> None:
    Delivery.objects.filter(email="a0@example.org").update(state="sent", settled_at=timezone.now())
    clock.shift(timedelta(minutes=10))
    beat(timezone.now())
    assert page(desk, f"{HERE}progress", issue.pk).find(class_="desk-cause") is None


def test_now_to_everyone_asks_first(desk: Client, issue: Issue) -> None:
    address = reverse(f"{HERE}everyone", args=[issue.pk])
    desk.get(address)
    assert Issue.objects.get().is_in_canary
    html = desk.post(address, follow=True).content.decode()
    assert "‘Zomer’ gaat nu naar iedereen." in html and not Issue.objects.get().is_in_canary
    assert controls(desk, issue) == ["Pauzeren", "Tempo", "Stoppen"]


def test_what_held_itself_says_why_whom_we_told_and_offers_to_go_on(desk: Client, issue: Issue, settings: Any) -> None:
    settings.ALARM_ADDRESS = "alarm@leiden.example"
    hold_canary(issue, "Van het proefdeel zijn 3 van de 3 mails geweigerd of teruggekomen.")
    html = page(desk, f"{HERE}progress", issue.pk)
    assert say(html.find(class_="desk-cause")) == (
        "Het proefdeel ging niet goed, en daarom wacht de rest op u. "
        "Van het proefdeel zijn 3 van de 3 mails geweigerd of teruggekomen. "
        "De mail hierover aan alarm@leiden.example staat klaar; hij gaat weg zodra de mailserver hem aanneemt."
    )
    assert controls(desk, issue) == ["Toch doorgaan", "Tempo", "Stoppen"]
    question = say(page(desk, f"{HERE}resume", issue.pk))
    assert "3 mails geweigerd of teruggekomen. Gaat u toch door, dan krijgen ook alle andere abonnees het." in question
    desk.post(reverse(f"{HERE}resume", args=[issue.pk]))
    assert (Issue.objects.get().state, Issue.objects.get().is_in_canary) == ("sending", False)


def test_a_relay_that_is_left_alone_while_another_goes_on_is_shown(desk: Client, issue: Issue, settings: Any) -> None:
    settings.RELAYS = ["smtp://one.example:25", "smtp://two.example:25"]
    until = timezone.now() + timedelta(seconds=40)
    for kind, name in (("delivery", "one.example:25"), ("message", "two.example:25"), ("delivery", "old.example:25")):
        RelayState.objects.create(kind=kind, name=name, failures=3, error="421 busy", open_until=until)
    told = say(page(desk, f"{HERE}progress", issue.pk))
    assert "De mailserver one.example:25 laten wij met rust tot 12:00:40: 421 busy." in told
    assert "two.example" not in told and "old.example" not in told


def test_before_planning_staff_read_how_many_get_it_first(desk: Client, settings: Any) -> None:
    settings.CANARY_FROM, settings.CANARY_MINUTES = 3, 20
    topic = make_topic()
    issue = make_issue(topic)
    people = [make_subscriber(topic) for _ in range(3)]
    sentence = "en naar 50 anderen die het lot aanwijst. Gaat dat goed, dan volgt de rest vanzelf, 20 minuten later."
    assert sentence in say(page(desk, f"{HERE}schedule", issue.pk))
    people[0].subscriptions.all().delete()
    assert "Proefdeel" not in say(page(desk, f"{HERE}schedule", issue.pk))


def test_the_home_page_shows_what_stands_still_and_what_was_paused(desk: Client, issue: Issue, clock: Any) -> None:
    Issue.objects.update(canary_size=None)
    clock.shift(timedelta(minutes=3))
    html = say(page(desk, "wagtailadmin_home"))
    assert "Er beweegt niets. Er is geen werker die verzendt." in html
    Issue.objects.update(state="paused", held_reason="Te veel geweigerd.")
    assert "Gepauzeerd Zomer : Te veel geweigerd." in say(page(desk, "wagtailadmin_home"))


def test_a_mailbox_of_ours_becomes_one_that_gets_everything_first_and_an_ordinary_one_again(desk: Client) -> None:
    person = make_subscriber(make_topic(), email="postbus@example.org")
    make_subscriber(make_topic(), email="anna@example.org")
    make = reverse(f"{PEOPLE}seed", args=[person.pk])
    desk.get(make)
    assert Subscriber.objects.filter(seed_since__isnull=False).count() == 0
    assert "postbus@example.org krijgt elk nummer voortaan het eerst." in desk.post(make, follow=True).content.decode()
    assert Subscriber.objects.get(seed_since=timezone.now()) == person
    listed = desk.get(reverse(f"{PEOPLE}list"), {"seed": "true"}).content.decode()
    assert "postbus@example.org" in listed and "anna@example.org" not in listed
    desk.post(reverse(f"{PEOPLE}no-seed", args=[person.pk]))
    assert Subscriber.objects.filter(seed_since__isnull=False).count() == 0
