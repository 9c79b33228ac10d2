"""What the local run does without, an installation must bring; nobody becomes the local run by accident."""

import runpy
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from config.running.local_run import refuse_mail_without_relay

ROOT = Path(__file__).resolve().parents[2]
STRONG = "correct-horse-battery-staple-0123456789"


@pytest.fixture
def start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The settings of a start with nothing set but what one gives."""

    def read(**environment: str) -> dict[str, Any]:
        for name in ("DATABASE_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "DEBUG", "LOCAL_RUN", "STAFF_MFA"):
            monkeypatch.delenv(name, raising=False)
        for name, value in {"VAR": str(tmp_path), **environment}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "config" / "settings" / "__init__.py"))

    return read


@pytest.mark.parametrize(
    ("environment", "is_local", "has_mailbox"),
    [
        ({"LOCAL_RUN": "1"}, True, True),
        ({"LOCAL_RUN": "1", "EMAIL_URL": "smtp://relay:25"}, True, False),
        ({"LOCAL_RUN": "1", "SITE_URL": "http://localhost:8010"}, True, True),
        ({"LOCAL_RUN": "1", "SITE_URL": "https://stad.example"}, False, False),
        ({"LOCAL_RUN": "1", "SITE_URL": "http://192.168.1.5:8000"}, False, False),
        ({}, False, False),  # a worker or a web server that somebody started by hand
        ({"DEBUG": "1"}, True, True),
        ({"DEBUG": "0", "SECRET_KEY": STRONG, "EMAIL_URL": "smtp://relay:25"}, False, False),
        ({"DEBUG": "0", "SECRET_KEY": STRONG, "EMAIL_URL": "smtp://relay:25", "LOCAL_RUN": "1"}, False, False),
    ],
    ids=str,
)
def test_the_local_run_is_what_manage_run_started_here(
    start: Any, environment: dict[str, str], is_local: bool, has_mailbox: bool
) -> None:
    settings = start(**environment)
    assert (settings["LOCAL_RUN"], settings["LOCAL_MAIL_SERVER"]) == (is_local, has_mailbox)


@pytest.mark.parametrize(("site", "prefix"), [("https://stad.example", "__Host-"), ("http://stad.example", "")])
def test_cookies_are_of_this_host_alone_where_browsers_can_hold_that(start: Any, site: str, prefix: str) -> None:
    """A name with __Host- is taken with Secure, Path=/ and no Domain only (RFC 6265bis §4.1.3.2)."""
    settings = start(SITE_URL=site)
    names = [settings[name] for name in ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "PROGRAMME_COOKIE")]
    assert names == [f"{prefix}{name}" for name in ("sessionid", "csrftoken", "programma")]
    assert settings["SESSION_COOKIE_SECURE"] == settings["CSRF_COOKIE_SECURE"] == bool(prefix)
    assert not [name for name in settings if name.endswith(("_COOKIE_DOMAIN", "_COOKIE_PATH"))]


@pytest.mark.parametrize("marked", [{}, {"LOCAL_RUN": "1"}], ids=["bare", "marked"])
@pytest.mark.parametrize("relay", [{}, {"EMAIL_URL": ""}], ids=["unset", "empty"])
def test_an_installation_without_a_relay_does_not_start(start: Any, marked: dict[str, str], relay: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^setting EMAIL_URL is missing: with DEBUG=0 mail needs a relay"):
        start(DEBUG="0", SECRET_KEY=STRONG, **marked, **relay)


def test_what_serves_or_sends_needs_a_relay_or_the_local_run(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    settings.LOCAL_MAIL_SERVER = True
    refuse_mail_without_relay()
    settings.LOCAL_MAIL_SERVER = False
    with pytest.raises(ImproperlyConfigured, match=r"^setting EMAIL_URL is missing: only `manage.py run`"):
        refuse_mail_without_relay()
    monkeypatch.setenv("EMAIL_URL", "smtp://relay:25")
    refuse_mail_without_relay()


@pytest.mark.django_db
def test_every_process_that_serves_or_sends_asks_first(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The web server, the workers, and the command that starts them all."""
    monkeypatch.delenv("EMAIL_URL", raising=False)
    settings.LOCAL_MAIL_SERVER = False
    for command in ("qcluster", "run"):
        with pytest.raises(ImproperlyConfigured, match=r"^setting EMAIL_URL is missing"):
            call_command(command)
    with pytest.raises(SystemExit, match=r"^Cannot start: setting EMAIL_URL is missing"):
        runpy.run_module("config.wsgi")


def test_accounts_with_a_published_password_are_in_no_installation(settings: Any) -> None:
    settings.INSTALLATION = True
    with pytest.raises(CommandError, match="everybody knows the password"):
        call_command("seed_demo")


@pytest.mark.parametrize(
    ("environment", "asks"),
    [
        ({"LOCAL_RUN": "1"}, False),  # two fields for the demo
        ({"LOCAL_RUN": "1", "STAFF_MFA": "1"}, True),
        ({"LOCAL_RUN": "1", "SITE_URL": "https://stad.example"}, True),
        ({"DEBUG": "0", "SECRET_KEY": STRONG, "EMAIL_URL": "smtp://relay"}, True),
        ({"DEBUG": "0", "SECRET_KEY": STRONG, "EMAIL_URL": "smtp://relay", "STAFF_MFA": "0"}, False),
    ],
)
def test_the_desk_asks_for_a_second_factor_outside_the_local_run(
    start: Any, environment: dict[str, str], asks: bool
) -> None:
    assert start(**environment)["STAFF_MFA"] is asks
