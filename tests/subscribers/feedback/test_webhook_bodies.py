"""Bodies that are no event: whoever sends them, with the secret or without, gets a sentence and no error of ours."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest
from django.test import Client
from django.urls import include, path

from subscribers.feedback import webhooks
from subscribers.models import Bounce

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::anymail.exceptions.AnymailWarning"),  # of SendGrid: no longer tried by them
]
SECRET = "mailer:a-long-enough-secret"
KEY = "a-signing-key"
PROVIDERS = ("mailgun", "postmark", "sparkpost", "sendgrid", "brevo", "mailjet", "mailtrap")
urlpatterns = [
    path("webhooks/", include([pattern for name in PROVIDERS for pattern in webhooks.addresses_of(name)])),
]
BODIES: list[bytes] = [
    b"", b"{", b"\xff\xfe", b"null", b"5", b'"words"', b"[]", b"[5]", b"[[]]", b"{}", b'{"event-data": 5}',
    b"[" * 100_000,
    b'{"RecordType": "Bounce", "Email": {"a": 1}, "Details": 5}', b'{"RecordType": "Bounce", "BouncedAt": "once"}',
    b'[{"msys": {"message_event": 5}}]', b'[{"msys": {"message_event": {"type": "bounce", "timestamp": "x"}}}]',
    b'[{"event": "bounce", "timestamp": 1e400}]', b'{"event": "hard_bounce", "ts_event": "x"}',
    b'{"Type": "Notification", "Message": "words"}', b'{"events": [5]}', b'{"events": 5}',
    b'{"event": "MessageBounced", "payload": 5}',
]  # fmt: skip


@pytest.fixture(autouse=True)
def hooked(settings: Any) -> None:
    keys = {"MAILGUN_WEBHOOK_SIGNING_KEY": KEY, "WEBHOOK_SECRET": SECRET}
    settings.ANYMAIL, settings.ROOT_URLCONF, settings.DEBUG_PROPAGATE_EXCEPTIONS = keys, __name__, False


def send(client: Client, provider: str, body: bytes, **headers: str) -> Any:
    client.raise_request_exception = False
    given = {"Authorization": f"Basic {base64.b64encode(SECRET.encode()).decode()}", **headers}
    (address,) = webhooks.addresses_of(provider)
    return client.post(f"/webhooks/{address.pattern}", body, content_type="application/json", headers=given)


def signed(data: Any) -> bytes:
    """As Mailgun signs: what it says of the mail is not in the signature."""
    signature = hmac.new(KEY.encode(), b"1781517600token", hashlib.sha256).hexdigest()
    block = {"token": "token", "timestamp": "1781517600", "signature": signature}
    return json.dumps({"signature": block, "event-data": data}).encode()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_body_that_is_no_event_is_refused_and_never_our_error(client: Client, provider: str) -> None:
    sns = {"X-Amz-Sns-Message-Type": "Notification"}
    answers = [send(client, provider, body, **sns).status_code for body in BODIES]
    assert set(answers) <= {200, 400}
    assert [answers[BODIES.index(body)] for body in (b"", b"{", b"5")] == [400] * 3


@pytest.mark.parametrize(
    "data",
    [5, None, [], "words", {"event": {}}, {"event": "failed", "timestamp": "x"}, {"event": "failed", "recipient": 5},
     {"event": "failed", "timestamp": 1, "delivery-status": {"message": 5}}],
)  # fmt: skip
def test_what_mailgun_signs_and_nobody_can_read_gets_a_sentence(client: Client, data: Any) -> None:
    answer = send(client, "mailgun", signed(data))
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert answer.content.decode() == "This is no event of Mailgun that can be read."


@pytest.mark.parametrize(
    "block",
    [5, [], {"token": {}, "timestamp": 5, "signature": []}, {"token": "é", "timestamp": "1", "signature": "é"}],
)
def test_a_signature_of_another_form_is_refused_before_anybody_is_known(client: Client, block: Any) -> None:
    assert send(client, "mailgun", json.dumps({"signature": block}).encode(), Authorization="").status_code == 400


def test_texts_that_no_database_takes_are_kept_without_what_it_does_not_take(client: Client) -> None:
    body = {
        "RecordType": "Bounce",
        "ID": 1,
        "Type": "HardBounce",
        "Email": "a\x00@x.nl\ud800",
        "Details": "550 \x00\ud800",
    }
    assert send(client, "postmark", json.dumps(body).encode()).status_code == 200
    assert Bounce.objects.get().diagnostic == "550 "
