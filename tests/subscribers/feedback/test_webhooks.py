"""Events of a mail provider: by anymail's views and words, each counted once, believed only by a mark of ours."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.test import Client
from django.urls import include, path

from subscribers.feedback import record_tracking_event, webhooks
from subscribers.models import Bounce, Subscription
from subscribers.outbox.marks import mark_of
from tests.factories import make_message, make_subscriber, make_topic
from tests.subscribers.feedback.test_feedback import bounces, suppressed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SECRET = "mailer:a-long-enough-secret"
HARD = ("hard", "anna@example.org", "suppressed")
urlpatterns = [
    path("webhooks/", include([*webhooks.addresses_of("postmark"), *webhooks.addresses_of("sparkpost")])),
]


@pytest.fixture
def mark(clock: Any) -> str:
    return f"{mark_of(make_message())}@bounces.leiden.example"


@pytest.fixture
def hooked(settings: Any) -> None:
    settings.ANYMAIL, settings.ROOT_URLCONF = {"WEBHOOK_SECRET": SECRET}, __name__


def post(client: Client, body: Any, *, provider: str = "postmark", secret: str = SECRET) -> int:
    header = f"Basic {base64.b64encode(secret.encode()).decode()}"
    return client.post(
        f"/webhooks/{provider}/tracking/",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": header},
    ).status_code


def postmark(**values: Any) -> dict[str, Any]:
    return {
        "RecordType": "Bounce",
        "ID": 42,
        "Type": "HardBounce",
        "Email": "anna@example.org",
        "Details": "smtp;550 5.1.1 no such user anna@example.org",
        "BouncedAt": "2026-06-15T12:00:00Z",
        **values,
    }


def test_no_provider_has_an_address_unless_it_is_named() -> None:
    assert webhooks.urlpatterns == []
    assert [str(one.pattern) for one in webhooks.addresses_of("postmark")] == ["postmark/tracking/"]


def test_an_event_counts_once_however_often_it_is_told(client: Client, hooked: None, mark: str) -> None:
    told = [post(client, postmark(Metadata={"mail": mark})) for _ in range(3)]
    assert (told, bounces(), suppressed()) == ([200] * 3, [HARD], [("anna@example.org", "hard_bounce")])
    bounce = Bounce.objects.get()
    assert (bounce.source, bounce.status, bounce.reporter) == ("webhook:Postmark", "5.1.1", "Postmark")
    assert bounce.diagnostic == "smtp;550 5.1.1 no such user …@example.org"


def test_who_does_not_know_the_secret_is_not_heard(client: Client, hooked: None, mark: str) -> None:
    assert post(client, postmark(Metadata={"mail": mark}), secret="mailer:guess") == 400
    assert bounces() == []


def test_an_event_without_a_mark_of_ours_is_held_against_nobody(client: Client, hooked: None) -> None:
    assert post(client, postmark(Metadata={"mail": "b-mqaq.aaaaaaaa@x"})) == 200
    assert (bounces(), suppressed()) == ([("hard", "", "none")], [])


def test_the_mark_is_found_in_whatever_field_a_provider_gives_it_back(client: Client, hooked: None, mark: str) -> None:
    event = {"type": "bounce", "event_id": "7", "raw_rcpt_to": "anna@example.org", "msg_from": mark,
             "bounce_class": "10", "raw_reason": "550 5.1.1 unknown", "timestamp": "1781517600"}  # fmt: skip
    assert post(client, [{"msys": {"message_event": event}}], provider="sparkpost") == 200
    assert bounces() == [HARD]


def take(mark: str, event_type: str, **values: Any) -> Bounce | None:
    event = AnymailTrackingEvent(
        **{
            "event_type": event_type,
            "timestamp": datetime(2026, 6, 15, tzinfo=UTC),
            "event_id": "1",
            "recipient": "Anna@example.org",
            "message_id": f"<{mark}>",
            "esp_event": {"deep": [{"down": "here"}]},
            **values,
        }
    )
    return record_tracking_event(event, "Provider")


@pytest.mark.parametrize(
    ("event_type", "values", "kind"),
    [
        (EventType.BOUNCED, {"mta_response": "smtp;550 5.1.1 no"}, "hard"),
        (EventType.BOUNCED, {"mta_response": "550 5.7.1 spam", "reject_reason": RejectReason.BOUNCED}, "policy"),
        (EventType.BOUNCED, {"mta_response": "452 4.2.2 full"}, "soft"),
        (EventType.BOUNCED, {"reject_reason": RejectReason.INVALID}, "hard"),
        (EventType.BOUNCED, {"reject_reason": RejectReason.SPAM}, "policy"),
        (EventType.BOUNCED, {"reject_reason": RejectReason.BOUNCED}, "soft"),
        (EventType.BOUNCED, {"recipient": "x@other.example", "mta_response": "550 5.1.1 no"}, "soft"),
        (EventType.BOUNCED, {"recipient": None, "mta_response": "550 5.1.1 no"}, "soft"),
        (EventType.REJECTED, {"reject_reason": RejectReason.UNSUBSCRIBED}, "left"),
        (EventType.REJECTED, {"reject_reason": RejectReason.SPAM}, "complaint"),
        (EventType.COMPLAINED, {}, "complaint"),
        (EventType.UNSUBSCRIBED, {}, "left"),
        (EventType.AUTORESPONDED, {}, "automatic"),
        (EventType.FAILED, {}, "policy"),
    ],
)
def test_every_kind_of_event_has_its_meaning(mark: str, event_type: str, values: dict[str, Any], kind: str) -> None:
    bounce = take(mark, event_type, **values)
    assert bounce
    assert (bounce.kind, bounce.email_normalised) == (kind, "anna@example.org")


@pytest.mark.parametrize(
    "event_type",
    [EventType.QUEUED, EventType.SENT, EventType.DELIVERED, EventType.DEFERRED, EventType.OPENED, EventType.CLICKED,
     EventType.UNKNOWN],
)  # fmt: skip
def test_what_is_no_refusal_is_not_kept(mark: str, event_type: str) -> None:
    assert take(mark, event_type) is None
    assert bounces() == []


def test_who_unsubscribed_at_the_provider_has_left_and_is_not_blocked(mark: str) -> None:
    subscriber = make_subscriber(make_topic(), email="anna@example.org")
    take(mark, EventType.UNSUBSCRIBED)
    assert subscriber.subscriptions.get().state == Subscription.State.LEFT
    assert list(subscriber.consents.values_list("action", "source")) == [("withdrawn", "provider")]
    assert (bounces(), suppressed()) == ([("left", "anna@example.org", "left")], [])


def test_one_id_may_be_about_several_addresses_and_no_id_is_told_by_its_words(mark: str) -> None:
    for values in ({"recipient": "a@x.nl"}, {"recipient": "b@x.nl"}, {"event_id": None, "esp_event": {"n": 1}},
                   {"event_id": None, "esp_event": {"n": 2}}, {"event_id": None, "esp_event": {"n": 1}}):  # fmt: skip
        take(mark, EventType.BOUNCED, **values)
    assert Bounce.objects.count() == 4


def test_an_event_of_any_depth_is_walked(mark: str) -> None:
    deep: Any = f"x {mark}"
    for _ in range(5000):
        deep = [deep]
    bounce = take("none@x", EventType.BOUNCED, esp_event={"deep": deep}, mta_response="550 5.1.1 no")
    assert bounce
    assert bounce.kind == "hard"
