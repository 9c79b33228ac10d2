"""Wrong settings of what comes back stop the start with a sentence that names them."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

MODULE = Path(__file__).resolve().parents[2] / "config" / "settings" / "feedback.py"


def read(monkeypatch: Any, **values: str) -> dict[str, Any]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(MODULE))


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"BOUNCE_DOMAIN": "bounces"}, "setting BOUNCE_DOMAIN must be a plain domain name"),
        ({"BOUNCE_DOMAIN": "a@b.nl"}, "setting BOUNCE_DOMAIN must be a plain domain name"),
        ({"BOUNCE_DOMAIN": "a.nl\nX: y"}, "setting BOUNCE_DOMAIN must be a plain domain name"),
        ({"BOUNCE_IMAP_URL": "imap://u:p@host/INBOX"}, "setting BOUNCE_IMAP_URL must read imaps://"),
        ({"BOUNCE_IMAP_URL": "imaps://host/INBOX"}, "setting BOUNCE_IMAP_URL must read imaps://"),
        ({"WEBHOOK_PROVIDER": "pigeon"}, "setting WEBHOOK_PROVIDER is no provider"),
        ({"WEBHOOK_PROVIDER": "../x"}, "setting WEBHOOK_PROVIDER is no provider"),
        ({"WEBHOOK_PROVIDER": "postmark"}, "setting WEBHOOK_SECRET must read user:password"),
        ({"WEBHOOK_PROVIDER": "postmark", "WEBHOOK_SECRET": "a:b"}, "setting WEBHOOK_SECRET must read user:password"),
        ({"SOFT_BOUNCES": "0"}, "setting SOFT_BOUNCES must be 1 or more"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch: Any, values: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read(monkeypatch, **values)


def test_right_settings_are_taken_over(monkeypatch: Any) -> None:
    found = read(
        monkeypatch,
        BOUNCE_DOMAIN="Bounces.Leiden.example",
        BOUNCE_IMAP_URL="imap+tls://bounces%40leiden:p%2Fw@mail.example/Bounces?done=Klaar",
        WEBHOOK_PROVIDER="mailgun",
        WEBHOOK_SECRET="mailer:a-long-enough-secret",
        WEBHOOK_KEYS="MAILGUN_WEBHOOK_SIGNING_KEY=abc,X=1",
    )
    assert found["BOUNCE_DOMAIN"] == "bounces.leiden.example"
    assert found["ANYMAIL"] == {
        "WEBHOOK_SECRET": "mailer:a-long-enough-secret",
        "MAILGUN_WEBHOOK_SIGNING_KEY": "abc",
        "X": "1",
    }
