"""A parameter that an operation of the API does not know is refused by its name; it knows those of its document."""

import re
from typing import Any

import pytest
from django.test import Client

from config.api.v1 import api
from tests.config.problems import problem_of

pytestmark = pytest.mark.django_db


def operations() -> list[tuple[str, str, list[str]]]:
    """(method, an address, the parameters of its query) of every operation in the document."""
    identities = {"{id}": "00000000-0000-0000-0000-000000000000"}
    found = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        address = re.sub(r"\{\w+\}", lambda word: identities[word[0]], f"/api/v1{path}")
        for method, one in methods.items():
            names = [each["name"] for each in one["parameters"] if each["in"] == "query"]
            found.append((method, address, names))
    return found


def ask(client: Client, method: str, address: str) -> Any:
    body = {"data": "{}", "content_type": "application/json"} if method in {"post", "put"} else {}
    return getattr(client, method)(address, **body)


def test_a_parameter_that_an_operation_does_not_know_is_refused_by_name_everywhere(client: Client) -> None:
    """With a key or without; what another operation knows is no excuse."""
    for method, address, names in operations():
        strange = ["colour", *({"registration", "state", "pageSize"} - set(names))]
        response = ask(client, method, f"{address}?{'&'.join(f'{name}=x' for name in strange)}")
        assert response.status_code == 400, (method, address)
        errors = sorted(problem_of(response)["errors"], key=lambda one: str(one["name"]))
        assert [(one["in"], one["name"], one["code"]) for one in errors] == [
            ("query", name, "unknown_parameter") for name in sorted(strange)
        ]
    assert len(operations()) > 20
    reasons = {one["reason"] for one in errors}
    assert "“colour” is hier geen parameter. Kijk in /api/v1/openapi.json welke er zijn." in reasons


def test_a_parameter_that_an_operation_knows_is_never_called_unknown(client: Client) -> None:
    for method, address, names in operations():
        for name in names:
            response = ask(client, method, f"{address}?{name}=1")
            assert "unknown_parameter" not in response.content.decode(), (method, address, name)


def test_a_name_of_any_length_is_said_back_in_bounds(client: Client) -> None:
    response = client.get("/api/v1/topics?" + "&".join(f"{number}{'y' * 150}" for number in range(40)))
    assert response.status_code == 400
    assert len(problem_of(response)["errors"]) == 10 and len(response.content) < 5000
