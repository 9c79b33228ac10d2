"""A problem of the API (RFC 9457), as every one of its doors must give it."""

from typing import Any

from config.api.headers import VERSION


def problem_of(response: Any) -> dict[str, Any]:
    """The problem in an answer that is one."""
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert response["API-Version"] == VERSION
    assert response["Cache-Control"] == "no-store"
    assert body["status"] == response.status_code
    assert body["type"] == "about:blank"
    assert body["title"]
    assert body["detail"]
    return body
