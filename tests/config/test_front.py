"""Whether the front believes strangers: asked through it, answered to ourselves alone."""

import re
from collections.abc import Callable
from http.client import BadStatusLine
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from config.running import front
from config.running.front import INVENTED, WORD, Answer, faults_of_front

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Front = Callable[[dict[str, str]], dict[str, str]]


def through(client: Client, passes: Front) -> front.Ask:
    """Our own site behind a front that makes of a visitor's headers what ``passes`` says."""

    def ask(headers: dict[str, str]) -> Answer:
        response = client.get("/gezond", headers={WORD: headers[WORD], **passes(headers)})
        return Answer(response.json()["front"], response.headers)

    return ask


def right(headers: dict[str, str]) -> dict[str, str]:
    return {"X-Forwarded-For": "203.0.113.4", "X-Forwarded-Proto": "https"}


def appending(headers: dict[str, str]) -> dict[str, str]:
    said = [headers["X-Forwarded-For"]] if "X-Forwarded-For" in headers else []
    return {"X-Forwarded-For": ", ".join([*said, "203.0.113.4"]), "X-Forwarded-Proto": "https"}


def believing(headers: dict[str, str]) -> dict[str, str]:
    return {**right(headers), **{name: value for name, value in headers.items() if name == "X-Forwarded-For"}}


def with_underscores(headers: dict[str, str]) -> dict[str, str]:
    """To a WSGI application both spellings are one header, and the last wins."""
    return {**right(headers), "X-Forwarded-For": headers.get("X_Forwarded_For", "203.0.113.4")}


def without_scheme(headers: dict[str, str]) -> dict[str, str]:
    return {"X-Forwarded-For": "203.0.113.4"}


@pytest.mark.parametrize(
    ("passes", "hops", "faults"),
    [
        (right, 1, []),
        (appending, 1, []),
        (appending, 2, ["passes on an X-Forwarded-For"]),  # one proxy fewer than the setting says
        (believing, 1, ["passes on an X-Forwarded-For"]),
        (with_underscores, 1, ["passes on X_Forwarded_For"]),
        (without_scheme, 1, ["no HSTS"]),
        (right, 0, ["TRUSTED_PROXIES is 0", "no HSTS"]),
    ],
)
def test_each_fault_of_a_front_is_named(
    client: Client, settings: Any, passes: Front, hops: int, faults: list[str]
) -> None:
    settings.TRUSTED_PROXIES, settings.HTTPS, settings.SECURE_HSTS_SECONDS = hops, True, 60
    found = faults_of_front(through(client, passes))
    assert len(found) == len(faults) and all(part in sentence for part, sentence in zip(faults, found, strict=True))


@pytest.mark.parametrize("error", [ConnectionRefusedError, ValueError, KeyError, BadStatusLine])
def test_a_site_that_gives_no_answer_of_ours_is_a_fault(error: type[Exception]) -> None:
    def ask(headers: dict[str, str]) -> Answer:
        raise error("refused")

    (fault,) = faults_of_front(ask)
    assert fault.startswith("http://testserver/gezond gives no answer of this installation: ") and "refused" in fault


@pytest.mark.parametrize("word", ["", "check", "check:1:x"])
def test_nobody_else_is_told_what_is_made_of_headers(client: Client, word: str) -> None:
    answer = client.get("/gezond", headers={WORD: word, "X-Forwarded-For": INVENTED})
    assert answer.json() == {"status": "ok"}


def test_the_command_says_what_is_wrong_and_fails(monkeypatch: Any) -> None:
    said = StringIO()
    monkeypatch.setattr("config.management.commands.check_front.faults_of_front", list)
    call_command("check_front", stdout=said)
    assert "The front is right" in said.getvalue()
    monkeypatch.setattr("config.management.commands.check_front.faults_of_front", lambda: ["one", "two"])
    with pytest.raises(CommandError, match="one\ntwo"):
        call_command("check_front")


def test_our_configuration_of_nginx_keeps_a_body_to_itself_until_it_is_whole() -> None:
    lines = (Path(__file__).parents[2] / "deploy" / "nginx.conf").read_text()
    assert re.findall(r"^ *(client_body_timeout|proxy_request_buffering) (\w+);", lines, re.MULTILINE) == [
        ("client_body_timeout", "10s"),
        ("proxy_request_buffering", "on"),
    ]
