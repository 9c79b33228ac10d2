"""Every address of ours is sent a POST from another site: nothing happens, or a reason stands in the table."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver

from config.middleware.same_site import OTHER_SENDERS
from events.models import Programme
from events.personal.programmes import start_programme

ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Origin": ""},
)
UID = "12345678-1234-5678-1234-567812345678"
EXAMPLES = {
    "uuid": UID, "uuidstr": UID, "slug": "een-naam", "int": "1", "str": "geheim", "path": "een/bestand",
    "code": "abcdef", "ticketcode": "abcdefghjkmn", "dataform": "json", "changesform": "json",
}  # fmt: skip


def routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address outside the desk, with values that fit put into it."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).lstrip("^").rstrip("$")
        if route.startswith("beheer/"):
            continue
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield filled(route)


def filled(route: str) -> str:
    """``aanmelden/<uuid:uid>/`` with a value for each converter; of a regular expression what it may match."""
    path = route.replace("(?P<path>.*)", EXAMPLES["path"]).replace(r"\Z", "")
    while "<" in path:
        start, end = path.index("<"), path.index(">")
        kind = path[start + 1 : end].partition(":")[0] if ":" in path[start:end] else "str"
        path = path[:start] + EXAMPLES[kind] + path[end + 1 :]
    return f"/{path}"


def test_no_address_acts_on_what_another_site_sends(db: Any) -> None:
    client, tried, let_in = Client(enforce_csrf_checks=True), 0, set()
    for path in routes(get_resolver()):
        response = client.post(path, headers=ELSEWHERE[0])
        tried += 1
        if response.status_code != 403:
            let_in.add(path)
        else:
            assert response.cookies == {}
    beginnings = tuple(f"/{beginning}" for beginning in OTHER_SENDERS)
    assert {path for path in let_in if not path.startswith(beginnings)} == set()
    assert {path for path in let_in if path.startswith("/nieuwsbrief/")} == {"/nieuwsbrief/uitschrijven/geheim/"}
    assert tried > 60


def test_nor_does_the_english_page_of_any(db: Any) -> None:
    response = Client().post("/en/nieuwsbrief/", headers=ELSEWHERE[0])
    assert response.status_code == 403
    assert "This form came from another site" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert Client().post("/en/nieuwsbrief/uitschrijven/geheim/", headers=ELSEWHERE[0]).status_code == 404


def test_every_reason_is_about_an_address_that_is_there() -> None:
    paths = list(routes(get_resolver()))
    for beginning in set(OTHER_SENDERS) - {"webhooks/"}:  # there only with WEBHOOK_PROVIDER
        assert any(path.startswith(f"/{beginning}") for path in paths), beginning


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_another_site_cannot_put_its_programme_in_the_place_of_mine(client: Client, db: Any, headers: Any) -> None:
    _theirs, raw = start_programme()
    response = client.post(f"/mijn-programma/{raw}/gebruik/", headers=headers)
    assert (response.status_code, response.cookies) == (403, {})
    assert client.post(f"/mijn-programma/{raw}/intrekken/", headers=headers).status_code == 403
    assert Programme.objects.get().revoked_at is None
    response = client.post(f"/mijn-programma/{raw}/gebruik/", headers={"Sec-Fetch-Site": "same-origin"})
    assert (response.status_code, response.cookies["programma"].value) == (302, raw)
