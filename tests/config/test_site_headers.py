"""What every answer says to a browser, whatever it is: a page, a file, a feed, data, an error, the desk."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import make_public_event, make_staff

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/en/",
    "/agenda/",
    "/agenda.ics",
    "/agenda.json",
    "/agenda.csv",
    "/agenda.atom",
    "/agenda/geen/",
    "/niet/hier",
    "/nieuwsbrief/",
    "/mijn-programma/",
    "/api/v1/events",
    "/api/v1/nergens",
    "/api/v1/openapi.json",
    "/api/v1/docs",
    "/privacy/",
    "/robots.txt",
    "/sitemap.xml",
    "/gezond",
    "/.well-known/security.txt",
    "/media/geen.jpg",
    "/aanmelding/geen/",
    "/dev/mailbox/",
]
DESK = ["/beheer/", "/beheer/api-sleutels/", "/beheer/geen/"]
TYPES = {"html", "plain", "json", "xml", "calendar", "csv", "problem+json", "atom+xml", "feed+json"}


def policy_of(answer: Any) -> dict[str, str]:
    parts = [part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, _, values in parts}


def test_every_answer_is_taken_for_what_it_is_and_framed_by_nobody(client: Client) -> None:
    make_public_event()
    for path in PUBLIC:
        answer: Any = client.get(path)
        assert answer["X-Content-Type-Options"] == "nosniff", path
        assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), path
        policy = policy_of(answer)
        assert policy["base-uri"] == "'none'" and "'unsafe" not in policy.get("script-src", policy["default-src"]), path
        assert policy.get("object-src", policy["default-src"]) == "'none'", path
        assert policy["frame-ancestors"] in ("'none'", "'self'"), path
        if answer.content:
            kind, _, charset = answer["Content-Type"].partition(";")
            assert kind.split("/")[1] in TYPES, path
            assert kind.endswith(("json", "/xml")) or charset.strip().lower() == "charset=utf-8", path


def test_the_desk_is_framed_by_itself_alone_and_stored_nowhere(client: Client) -> None:
    client.force_login(make_staff())
    for path in DESK:
        answer: Any = client.get(path)
        assert "no-store" in answer["Cache-Control"], path
        policy = policy_of(answer)
        assert (policy["frame-ancestors"], policy["object-src"], policy["default-src"]) == (
            "'self'",
            "'none'",
            "'self'",
        )


def test_nothing_but_what_is_meant_to_be_read_is_served(client: Client) -> None:
    for path in ("/.git/config", "/.env", "/static/", "/media/", "/static/../manage.py", "/var/db.sqlite3", "/metrics"):
        assert client.get(path).status_code == 404, path


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_methods_that_only_help_an_attacker_are_refused(client: Client, method: str) -> None:
    for path in [*PUBLIC, *DESK]:
        answer = client.generic(method, path, headers={"cookie": "secret=1"})
        assert answer.status_code in (302, 403, 404, 405), path
        assert b"secret" not in answer.content
