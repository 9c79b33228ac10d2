"""Leaving: one press for people, one POST for mail programs, years later and as often as they like."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newsletter.models import Delivery
from newsletter.send import sending
from newsletter.subscribing.unsubscribe_link import unsubscribe_token
from subscribers.feedback import receive_mail
from subscribers.models import Consent, QuarantinedMail, State, Subscriber
from tests.factories import make_subscriber, make_topic
from tests.newsletter.sending import make_scheduled, rows_of

pytestmark = pytest.mark.django_db
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def address_of(subscriber: Subscriber) -> str:
    return f"/nieuwsbrief/uitschrijven/{unsubscribe_token(subscriber.public_id)}/"


def states(subscriber: Subscriber) -> list[str]:
    return list(subscriber.subscriptions.values_list("state", flat=True))


def test_looking_changes_nothing(client: Client) -> None:
    subscriber = make_subscriber(make_topic())
    for method in (client.get, client.head):
        response = method(address_of(subscriber))
        assert response.status_code == 200
    assert states(subscriber) == ["confirmed"]
    assert "<button>Schrijf mij uit</button>" in client.get(address_of(subscriber)).content.decode()


def test_one_click_needs_no_cookie_no_token_of_ours_and_no_redirect() -> None:
    """RFC 8058 §3.2: as a mail program sends it, with CSRF checks on."""
    subscriber = make_subscriber(make_topic())
    client = Client(enforce_csrf_checks=True)
    for _ in range(3):
        response = client.post(
            address_of(subscriber),
            ONE_CLICK,
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )
        assert (response.status_code, response.cookies) == (200, {})
    assert states(subscriber) == ["left"]
    assert list(Consent.objects.values_list("action", "source")) == [("withdrawn", "one-click")]


@pytest.mark.parametrize("subject", ["uitschrijven {}", "Re: Uitschrijven  {}", "=?utf-8?q?uitschrijven_{}?="])
def test_the_mail_of_who_leaves_by_mail_is_read(subject: str) -> None:
    """RFC 2369: Apple and Outlook send this one. Whom it says to be from does not matter, its token does."""
    subscriber = make_subscriber(make_topic())
    token = unsubscribe_token(subscriber.public_id).replace("_", "=5F" if "=?" in subject else "_")
    raw = f"From: whoever@example.net\nSubject: {subject.format(token)}\n\n".encode()
    assert [receive_mail(raw, source="mail") for _ in range(2)] == ["left", "left"]
    assert states(subscriber) == ["left"]
    assert list(Consent.objects.values_list("action", "source")) == [("withdrawn", "mail")]
    assert QuarantinedMail.objects.count() == 0


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: token + "A", lambda token: "A" * 43])
def test_a_mail_that_leaves_for_another_is_not_believed(change: Any) -> None:
    subscriber = make_subscriber(make_topic())
    token = change(unsubscribe_token(subscriber.public_id))
    assert receive_mail(f"Subject: uitschrijven {token}\n\n".encode(), source="mail") == "quarantined"
    assert states(subscriber) == ["confirmed"]


def test_one_click_as_urlencoded_form_works_as_well(client: Client) -> None:
    subscriber = make_subscriber(make_topic())
    response = client.post(
        address_of(subscriber), "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )
    assert (response.status_code, states(subscriber), Consent.objects.get().source) == (200, ["left"], "one-click")


def test_the_button_on_the_page_leaves_every_topic_and_offers_to_come_back(client: Client) -> None:
    first, second = make_topic(), make_topic()
    subscriber = make_subscriber(first)
    subscriber.subscriptions.create(topic=second, state="confirmed")
    page = client.post(address_of(subscriber)).content.decode()
    assert states(subscriber) == ["left", "left"]
    assert Consent.objects.get().source == "link"
    assert "U bent uitgeschreven" in page and 'href="/nieuwsbrief/">Schrijf u opnieuw in' in page


def test_it_works_years_later(client: Client, clock: Any) -> None:
    subscriber = make_subscriber(make_topic())
    address = address_of(subscriber)
    clock.shift(timedelta(days=3650))
    assert (client.post(address, ONE_CLICK).status_code, states(subscriber)) == (200, ["left"])


def test_it_works_after_the_secret_was_changed(client: Client, settings: Any) -> None:
    subscriber = make_subscriber(make_topic())
    address = address_of(subscriber)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "n" * 50
    assert (client.post(address, ONE_CLICK).status_code, states(subscriber)) == (200, ["left"])


def test_an_erased_and_an_unknown_person_see_the_same_pages(client: Client) -> None:
    known = make_subscriber(make_topic())
    erased = make_subscriber(None, erased_at=timezone.now())
    unknown = Subscriber(public_id=uuid.uuid4())
    for method in (client.get, client.post):
        pages = set()
        for person in (known, erased, unknown):
            response = method(address_of(person))
            assert response.status_code == 200
            pages.add(response.content.decode().replace(unsubscribe_token(person.public_id), "TOKEN"))
        assert len(pages) == 1


@pytest.mark.parametrize("token", ["abc", "x" * 43, "%00", "é", "a" * 2000])
def test_a_mangled_link_says_so_and_changes_nothing(client: Client, token: str) -> None:
    subscriber = make_subscriber(make_topic())
    for response in (
        client.get(f"/nieuwsbrief/uitschrijven/{token}/"),
        client.post(f"/nieuwsbrief/uitschrijven/{token}/", ONE_CLICK),
    ):
        assert response.status_code == 404
        assert "Deze link klopt niet" in response.content.decode()
    assert states(subscriber) == ["confirmed"]


def test_a_link_for_something_else_is_no_way_out(client: Client) -> None:
    from subscribers.access.signing import sign_link

    subscriber = make_subscriber(make_topic())
    for token in (
        sign_link("preferences", "newsletter", subscriber.public_id),
        sign_link("unsubscribe", "other", subscriber.public_id),
    ):
        assert client.post(f"/nieuwsbrief/uitschrijven/{token}/", ONE_CLICK).status_code == 404
    assert states(subscriber) == ["confirmed"]


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_pages_are_never_stored_indexed_or_told_onwards(client: Client, prefix: str) -> None:
    address = f"{prefix}{address_of(make_subscriber(make_topic()))}"
    for response in (client.get(address), client.post(address), client.get(f"{prefix}/nieuwsbrief/uitschrijven/abc/")):
        assert (response["Cache-Control"], response["Referrer-Policy"], response["X-Robots-Tag"]) == (
            "no-store",
            "same-origin",
            "noindex",
        )
        assert response.cookies == {}


def test_who_leaves_while_an_issue_goes_out_does_not_get_it_any_more(client: Client, clock: Any) -> None:
    topic = make_topic()
    waiting, claimed, deferred, sent = (
        make_subscriber(topic, email=f"{name}@example.org") for name in ("a", "b", "c", "d")
    )
    issue = make_scheduled(topic)
    clock.shift(timedelta(hours=1))
    sending.tick(timezone.now())
    for person, state in ((claimed, State.CLAIMED), (deferred, State.DEFERRED), (sent, State.SENT)):
        Delivery.objects.filter(subscriber=person).update(state=state)
    for person in (waiting, claimed, deferred, sent):
        client.post(address_of(person), ONE_CLICK)
    assert rows_of(issue) == [
        ("a@example.org", "skipped", "left"),
        ("b@example.org", "skipped", "left"),
        ("c@example.org", "skipped", "left"),
        ("d@example.org", "sent", ""),
    ]
