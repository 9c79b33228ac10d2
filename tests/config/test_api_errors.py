"""Whatever goes wrong below /api/ is a problem with a sentence, never a page, a redirect or a traceback."""

import json
from typing import Any

import pytest
from django.test import Client

from subscribers.models import Topic
from tests.config.problems import problem_of
from tests.factories import make_open_occurrence, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.once]

GOOD = {"email": "lezer@example.org"}


def post(client: Client, body: Any, path: str = "/api/v1/subscriptions", **headers: Any) -> Any:
    raw = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(path, raw, content_type="application/json", headers=headers)


@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v2/events",
        "/api/v1/nothing",
        "/api/v1/events/",
        "/api/v1/events/zzzzzzzz",
        "/api/v1/events/a%00b",
        "/api/v1/events/%ff",
        "/api/v1/series/geen",
        "/api/v1/editions/geen.2026",
        "/api/v1/editions/geen",
        "/api/v1/venues/geen",
        "/api/v1/organisers/geen",
        "/api/v1/occurrences/geen",
        "/api/v1/registrations/1",
        "/api/v1/occurrences/00000000-0000-0000-0000-000000000000",
        "/api/v1/issues/00000000-0000-0000-0000-000000000000",
        "/api/v1/openapi.json/",
    ],
)
def test_what_is_not_there_is_a_404_problem_without_a_redirect(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert problem_of(response)["title"] == "Niet gevonden"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("post", "/api/v1/events", "GET, HEAD, OPTIONS"),
        ("delete", "/api/v1/topics", "GET, HEAD, OPTIONS"),
        ("get", "/api/v1/registrations", "OPTIONS, POST"),
        ("put", "/api/v1/subscriptions", "OPTIONS, POST"),
        ("post", "/api/v1/openapi.json", "GET, HEAD, OPTIONS"),
        ("patch", "/api/v1/issues/00000000-0000-0000-0000-000000000000/schedule", "DELETE, OPTIONS, PUT"),
    ],
)
def test_a_wrong_method_is_a_405_problem_that_names_the_right_ones(
    client: Client, method: str, path: str, allowed: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    response = getattr(strict, method)(path)
    assert response.status_code == 405
    assert response["Allow"] == allowed
    assert "Allow" in problem_of(response)["detail"]


def test_all_that_is_wrong_with_a_body_is_told_at_once(client: Client) -> None:
    body = {"occurrenceId": "x", "name": " ", "email": "geen adres", "seats": 0, "language": "de"}
    response = post(client, body, "/api/v1/registrations")
    assert response.status_code == 400
    assert problem_of(response) == {
        "type": "about:blank",
        "title": "De aanvraag klopt niet",
        "status": 400,
        "detail": "5 dingen kloppen niet; ze staan in “errors”.",
        "errors": [
            {
                "in": "body",
                "name": "occurrenceId",
                "code": "uuid_parsing",
                "reason": "“occurrenceId” moet een id zijn zoals 6f1c1d0e-8a54-4d0c-9f5e-2b8f0f0a9c11.",
            },
            {"in": "body", "name": "name", "code": "blank", "reason": "Vul bij “name” iets in."},
            {
                "in": "body",
                "name": "email",
                "code": "email",
                "reason": "“email” is geen e-mailadres. Een adres ziet eruit als naam@voorbeeld.nl.",
            },
            {"in": "body", "name": "seats", "code": "greater_than_equal", "reason": "“seats” moet minstens 1 zijn."},
            {
                "in": "body",
                "name": "language",
                "code": "literal_error",
                "reason": "“language” kent alleen deze waarden: nl, en.",
            },
        ],
    }


def test_all_that_is_wrong_with_a_query_is_told_at_once(client: Client) -> None:
    response = client.get(
        "/api/v1/occurrences?page=0&pageSize=201&from=2026-09-19&registration=x&kind=circus&venue=a%20b"
    )
    assert response.status_code == 400
    errors = problem_of(response)["errors"]
    assert [(one["in"], one["name"], one["code"]) for one in errors] == [
        ("query", "venue", "string_pattern_mismatch"),
        ("query", "kind", "enum"),
        ("query", "from", "moment"),
        ("query", "registration", "literal_error"),
        ("query", "page", "greater_than_equal"),
        ("query", "pageSize", "less_than_equal"),
    ]
    assert all(one["name"] in one["reason"] for one in errors)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-09-19",
        "2026-09-19T20:00:00",
        "1758312000",
        "gisteren",
        "2026-13-45T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "2026-09-19T20:00:00+99:99",
    ],
)
def test_a_moment_without_a_zone_or_out_of_reach_is_refused_with_an_example(client: Client, moment: str) -> None:
    response = client.get("/api/v1/occurrences", {"from": moment})
    assert response.status_code == 400
    assert "2026-09-19T20:15:00+02:00" in problem_of(response)["errors"][0]["reason"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "a\u0000b", "unprintable"),
        ("name", "Piet\r\nBcc: x@example.org", "unprintable"),
        ("name", "\ud800", "string_unicode"),
        ("name", "n" * 121, "string_too_long"),
        ("name", 5, "string_type"),
        ("name", None, "string_type"),
        ("name", ["x"], "string_type"),
        ("email", "a\u0000@example.org", "unprintable"),
        ("email", f"{'a' * 250}@example.org", "string_too_long"),
        ("email", "", "blank"),
        ("seats", "2", "int_type"),
        ("seats", True, "int_type"),
        ("seats", 1.5, "int_type"),
        ("seats", 10**30, "less_than_equal"),
        ("seats", -1, "greater_than_equal"),
    ],
)
def test_a_wrong_value_gets_a_sentence_about_its_field(client: Client, field: str, value: Any, code: str) -> None:
    occurrence = make_open_occurrence()
    good = {"occurrenceId": str(occurrence.public_id), "name": "Noor", "email": "noor@example.org", "seats": 1}
    response = post(client, {**good, field: value}, "/api/v1/registrations")
    assert response.status_code == 400
    errors = problem_of(response)["errors"]
    assert [(one["name"], one["code"]) for one in errors] == [(field, code)]
    assert field in errors[0]["reason"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "null",
        "[]",
        '"x"',
        "1e9999",
        '{"email": NaN}',
        b"\xff\xfe",
        b'{"email": "\xe9"}',
        "[" * 20_000,
        "9" * 5000,
    ],
)
def test_a_body_that_is_no_json_object_in_utf8_is_refused(client: Client, body: Any) -> None:
    response = post(client, body)
    assert response.status_code == 400
    assert [one["code"] for one in problem_of(response)["errors"]] == ["json"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml"]
)
def test_a_body_of_another_content_type_is_a_415(client: Client, kind: str) -> None:
    response = client.post("/api/v1/subscriptions", json.dumps(GOOD), content_type=kind)
    assert response.status_code == 415
    assert "application/json" in problem_of(response)["detail"]


def test_a_body_in_pieces_of_which_the_server_sees_nothing_is_a_411(client: Client) -> None:
    headers = {"transfer-encoding": "chunked"}
    response = client.generic("POST", "/api/v1/subscriptions", "", content_type="application/json", headers=headers)
    assert response.status_code == 411
    assert "Content-Length" in problem_of(response)["detail"]


def test_a_body_past_64_kib_is_a_413(client: Client) -> None:
    response = post(client, {"email": "a@example.org", "topics": ["x" * 70_000]})
    assert response.status_code == 413
    assert problem_of(response)["title"] == "Te groot"


@pytest.mark.parametrize("query", ["venue=%ff", "venue=a%00", "x=%c3%28"])
def test_a_query_that_is_no_utf8_text_is_refused(client: Client, query: str) -> None:
    response = client.get(f"/api/v1/occurrences?{query}")
    assert response.status_code == 400
    assert "UTF-8" in problem_of(response)["detail"]


def test_properties_of_a_body_that_we_do_not_know_are_ignored(client: Client) -> None:
    make_topic()
    assert post(client, {**GOOD, "favourite": "blauw"}).status_code == 202


def test_the_rule_of_a_service_is_a_problem_that_names_the_property(client: Client) -> None:
    make_topic()
    response = post(client, {**GOOD, "topics": ["bestaat-niet"]})
    assert response.status_code == 400
    assert problem_of(response)["errors"] == [
        {"in": "body", "name": "topics", "reason": "topics: Onderwerp “bestaat-niet” bestaat niet.", "code": "unknown"}
    ]


def test_a_fault_of_ours_is_a_500_problem_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Topic.objects, "offered", lambda: 1 / 0)
    client = Client(raise_request_exception=False)
    response = client.get("/api/v1/topics")
    assert response.status_code == 500
    assert problem_of(response) == {
        "type": "about:blank",
        "title": "Er ging bij ons iets mis",
        "status": 500,
        "detail": "Het ligt niet aan u. Probeer het later nog eens.",
    }


def test_an_unknown_host_is_a_problem_as_well(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["agenda.example"]
    response = Client().get("/api/v1/topics", headers={"host": "evil.example"})
    assert response.status_code == 400
    problem_of(response)
