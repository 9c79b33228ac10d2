"""The OpenAPI document: complete, in step with the code, and changed only together with its changelog."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.test import Client

from config.api.headers import VERSION
from config.api.v1 import api

ROOT = Path(__file__).parents[2]
KEPT = ROOT / "tests" / "openapi.json"
CHANGELOG = ROOT / "docs" / "api-changelog.md"
METHODS = {"get", "put", "post", "delete", "patch"}


def document() -> dict[str, Any]:
    """As a client gets it."""
    return json.loads(json.dumps(api.get_openapi_schema()))  # type: ignore[no-any-return]


def neutral(found: dict[str, Any]) -> dict[str, Any]:
    """Without what belongs to an installation."""
    return {**found, "info": {**found["info"], "title": "", "contact": ""}}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in document()["paths"].items():
        for method, operation in item.items():
            assert method in METHODS
            yield method, path, operation


def walk(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else []:
        yield from walk(child)


def test_the_document_is_the_one_that_was_kept() -> None:
    how = "the API changed: see docs/api-changelog.md for how to keep the new document"
    assert neutral(document()) == neutral(json.loads(KEPT.read_text())), how


def test_the_kept_document_has_its_entry_in_the_changelog() -> None:
    kept = json.loads(KEPT.read_text())
    fingerprint = hashlib.sha256(json.dumps(neutral(kept), sort_keys=True).encode()).hexdigest()[:16]
    newest = re.search(r"^## (\S+)\n\nDocument `(\w+)`\.\n\n\S", CHANGELOG.read_text(), re.MULTILINE)
    assert newest, "docs/api-changelog.md begins with an entry of this form"
    assert newest.groups() == (kept["info"]["version"], fingerprint)
    assert kept["info"]["version"] == VERSION


def test_the_document_is_open_and_says_who_we_are(client: Client, settings: Any) -> None:
    answer = client.get("/api/v1/openapi.json")
    found = answer.json()
    assert (answer.status_code, answer["Access-Control-Allow-Origin"], answer["Content-Language"]) == (200, "*", "nl")
    assert found["openapi"] == "3.1.0"
    assert found["servers"] == [{"url": "/api/v1"}]
    assert found["info"]["version"] == VERSION
    assert found["info"]["contact"] == {
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL,
        "email": settings.CONTACT_ADDRESS,
    }


def test_the_document_is_dutch_whatever_language_is_asked(client: Client) -> None:
    english = client.get("/api/v1/openapi.json", headers={"accept-language": "en"})
    assert english.json() == client.get("/api/v1/openapi.json").json()


def test_every_reference_resolves() -> None:
    found = document()
    for node in walk(found):
        if "$ref" in node:
            target: Any = found
            for step in node["$ref"].removeprefix("#/").split("/"):
                target = target[step]


def test_every_schema_is_used() -> None:
    found = document()
    used = {node["$ref"] for node in walk(found) if "$ref" in node}
    assert {f"#/components/schemas/{name}" for name in found["components"]["schemas"]} <= used


def test_operations_and_parameters_and_properties_are_named_in_one_style() -> None:
    camel = re.compile(r"[a-z]+([A-Z][a-z]+)*")
    names = [operation["operationId"] for _, _, operation in operations()]
    names += [
        one["name"] for _, _, operation in operations() for one in operation["parameters"] if one["in"] != "header"
    ]
    names += [name for node in walk(document()["components"]["schemas"]) for name in node.get("properties", {})]
    assert [name for name in names if not camel.fullmatch(name)] == []
    identities = [operation["operationId"] for _, _, operation in operations()]
    assert len(identities) == len(set(identities))


def test_paths_are_plain_lower_case_words_without_a_slash_at_the_end() -> None:
    segment = re.compile(r"(/([a-z]+(-[a-z]+)*|\{[a-z]+\}))+")
    assert [path for path in document()["paths"] if not segment.fullmatch(path)] == []


def test_every_operation_has_a_summary_a_tag_and_only_problems_for_errors() -> None:
    responses = document()["components"]["responses"]
    for method, path, operation in operations():
        assert operation["summary"], path
        assert len(operation["tags"]) == 1
        refused = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"400", "500"} <= set(refused), (method, path)
        for status, answer in refused.items():
            kept = responses[answer["$ref"].rsplit("/", 1)[-1]]
            assert list(kept["content"]) == ["application/problem+json"], (path, status)


def test_every_answer_says_the_version() -> None:
    found = document()
    answers = [
        answer for _, _, operation in operations() for answer in operation["responses"].values() if "$ref" not in answer
    ]
    for answer in [*answers, *found["components"]["responses"].values()]:
        assert answer["headers"]["API-Version"] == {"$ref": "#/components/headers/ApiVersion"}


def test_what_needs_a_key_says_so() -> None:
    needing = {op["operationId"] for _, _, op in operations() if op.get("security") == [{"BearerKey": []}]}
    helped = {op["operationId"] for _, _, op in operations() if op.get("security") == [{}, {"BearerKey": []}]}
    assert needing == {"scheduleIssue", "unscheduleIssue", "getDelivery"}
    assert helped == {"listIssues", "getIssue"}
    for _, path, operation in operations():
        if operation["operationId"] in needing:
            assert {"401", "403", "404"} <= set(operation["responses"]), path


def test_the_page_that_describes_the_api_needs_nothing_from_elsewhere(client: Client) -> None:
    answer = client.get("/api/v1/docs")
    assert answer.status_code == 200
    assert answer["Content-Security-Policy"].startswith("default-src 'self';")
    html = answer.content.decode()
    assert "http" not in html.replace("http://testserver", "")
    assert re.findall(r"<script(?! src| type=.application/json)|style=|<style| on\w+=", html) == []
    assert '"url": "/api/v1/openapi.json"' in html
