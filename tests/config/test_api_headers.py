"""What an API answer says of itself: who may keep and read it, in which language, and that it did not change."""

from typing import Any

import pytest
from django.test import Client

from config.api.headers import VERSION
from subscribers.access.keys import create_api_key
from tests.factories import make_open_occurrence, make_staff, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LISTS = [
    "series",
    "editions",
    "events",
    "occurrences",
    "venues",
    "organisers",
    "terms",
    "topics",
    "issues",
    "openapi.json",
]


@pytest.mark.parametrize("name", LISTS)
def test_every_public_answer_has_an_etag_that_gives_304(client: Client, name: str) -> None:
    make_open_occurrence()
    make_topic()
    first = client.get(f"/api/v1/{name}")
    again = client.get(f"/api/v1/{name}", headers={"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == first["Cache-Control"]
    assert first["Cache-Control"].startswith("public, max-age=60")
    assert again["Access-Control-Allow-Origin"] == "*"


def test_single_things_have_an_etag_as_well(client: Client) -> None:
    occurrence = make_open_occurrence()
    event = occurrence.event
    for path in (f"occurrences/{occurrence.public_id}", f"events/{event.code}", f"venues/{occurrence.venue.slug}"):
        etag = client.get(f"/api/v1/{path}")["ETag"]
        assert client.get(f"/api/v1/{path}", headers={"if-none-match": etag}).status_code == 304


def test_the_etag_changes_when_the_answer_does(client: Client) -> None:
    before = client.get("/api/v1/topics")["ETag"]
    make_topic()
    answer = client.get("/api/v1/topics", headers={"if-none-match": before})
    assert answer.status_code == 200
    assert answer["ETag"] != before


def test_a_condition_that_fails_is_a_412_problem(client: Client) -> None:
    answer = client.get("/api/v1/topics", headers={"if-match": '"another"'})
    assert answer.status_code == 412
    assert answer["Content-Type"] == "application/problem+json"
    assert "If-Match" in answer.json()["detail"]


def test_an_answer_carries_strict_headers_and_no_cookie(client: Client) -> None:
    answer = client.get("/api/v1/topics")
    names = [
        "API-Version",
        "Access-Control-Allow-Origin",
        "Cache-Control",
        "Content-Language",
        "Content-Security-Policy",
        "Content-Type",
        "Cross-Origin-Resource-Policy",
        "Referrer-Policy",
        "Vary",
        "X-Content-Type-Options",
        "X-Frame-Options",
    ]
    assert {name: answer.headers.get(name) for name in names} == {
        "API-Version": VERSION,
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "public, max-age=60",
        "Content-Language": "nl",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
        "Content-Type": "application/json; charset=utf-8",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Referrer-Policy": "no-referrer",
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
    }
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies


def test_an_answer_to_a_key_is_kept_by_nobody_and_read_by_no_other_site(client: Client) -> None:
    raw = create_api_key(make_staff(), "proef", ["issues:read"])
    answer = client.get("/api/v1/issues?state=draft", headers={"authorization": f"Bearer {raw}"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "nl"),
        ("nl", "nl"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("de, en;q=0.5", "en"),
        ("fr", "nl"),
        ("en;q=0.1, nl", "nl"),
        ("\xff;;q", "nl"),
        (f"en-{'x' * 600}", "nl"),
        (f"{'x' * 600}, en", "nl"),
        (",".join(["de"] * 2000), "nl"),
    ],
)
def test_the_language_is_the_readers(client: Client, asked: str, language: str) -> None:
    make_topic(slug="zorg", name="Zorg", name_en="Care")
    answer = client.get("/api/v1/topics", headers={"accept-language": asked})
    assert answer["Content-Language"] == language
    assert answer.json()["items"][0]["name"] == {"nl": "Zorg", "en": "Care"}[language]


def test_a_language_cookie_changes_nothing(client: Client) -> None:
    client.cookies["django_language"] = "en"
    assert client.get("/api/v1/topics")["Content-Language"] == "nl"


@pytest.mark.parametrize("name", LISTS)
def test_head_answers_as_get_would(client: Client, name: str) -> None:
    got, head = client.get(f"/api/v1/{name}"), client.head(f"/api/v1/{name}")
    assert head.status_code == 200
    assert head.content == b""
    assert dict(head.headers) == dict(got.headers)


def test_another_site_may_read_what_is_public(client: Client) -> None:
    asked = {
        "origin": "https://partner.example",
        "access-control-request-method": "GET",
        "access-control-request-headers": "if-none-match",
    }
    answer = client.options("/api/v1/events", headers=asked)
    assert answer.status_code == 204
    assert answer.content == b""
    assert "Content-Type" not in answer
    assert {name: answer[name] for name in answer.headers if name.startswith("Access") or name == "Allow"} == {
        "Access-Control-Allow-Headers": "Accept-Language, Accept-Crs, If-None-Match",
        "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Max-Age": "86400",
        "Allow": "GET, HEAD, OPTIONS",
    }


def test_another_site_may_not_write_in_the_name_of_its_visitor(client: Client) -> None:
    answer = client.options(
        "/api/v1/registrations", headers={"origin": "https://x.example", "access-control-request-method": "POST"}
    )
    assert answer.status_code == 204
    assert answer["Allow"] == "OPTIONS, POST"
    assert not any(name.startswith("Access") for name in answer.headers)


def test_pages_are_left_alone(client: Client) -> None:
    answer: Any = client.get("/agenda/")
    assert "API-Version" not in answer
    assert "Access-Control-Allow-Origin" not in answer
