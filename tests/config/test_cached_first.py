"""What is answered before Django makes a request of it is what ``CachedResponses`` answers, and never older."""

import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_started
from django.db import close_old_connections, connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from config.middleware import front
from events.models import Edition
from events.shell.crowds_shown import CROWDS
from events.shell.seats_shown import SEATS
from subscribers.caching.store import STORE
from subscribers.caching.versions import VERSIONS
from tests.config.busy_night import STEPS, Town

pytestmark = pytest.mark.django_db
PAGE, API, FEED = "/agenda/nacht/2026/", "/api/v1/occurrences?pageSize=5", "/agenda.ics"
ADDRESSES = (PAGE, API, "/en/agenda/nacht/2026/?weergave=rooster", "/agenda.json", "/agenda/?places=left", "/")
Answer = tuple[str, dict[str, str], bytes]


@pytest.fixture(autouse=True)
def believing(settings: Any) -> Iterator[None]:
    settings.VERSIONS_SECONDS = 60
    forget()
    yield
    forget()


@pytest.fixture
def django() -> Iterator[WSGIHandler]:
    request_started.disconnect(close_old_connections)  # as Django's own client of tests does
    yield WSGIHandler()
    request_started.connect(close_old_connections)


def forget() -> None:
    """As after the seconds of the setting."""
    for belief in (VERSIONS, SEATS, CROWDS):
        belief.forget()


def environ(address: str, method: str = "get", **headers: str) -> dict[str, Any]:
    names = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    made: dict[str, Any] = getattr(RequestFactory(), method)(address, **{"HTTP_HOST": "testserver", **names}).environ
    return made


def ask(application: front.Application, asked: dict[str, Any]) -> Answer:
    told: list[Any] = []
    body = b"".join(application(asked, lambda status, headers: told.append((status, dict(headers)))))
    return told[0][0], told[0][1], body


def warmed(django: WSGIHandler, address: str, **headers: str) -> Answer:
    """The last of three answers of Django: with a query the first is not kept, and the second encoding is better."""
    return [ask(django, environ(address, **headers)) for _ in "abc"][-1]


@pytest.mark.parametrize("encoding", ["", "gzip", "gzip, br"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_answered_as_django_answers_it(django: WSGIHandler, night: Edition, address: str, encoding: str) -> None:
    headers = {"accept_encoding": encoding} if encoding else {}
    status, told, body = warmed(django, address, **headers)
    assert front.find(environ(address, **headers)) == (status, list(told.items()), body)
    again = {**headers, "if_none_match": told["ETag"]}
    short = warmed(django, address, **again)
    assert front.find(environ(address, **again)) == (short[0], list(short[1].items()), b"")
    assert short[0].startswith("304")


def test_nothing_is_asked_for_it(django: WSGIHandler, night: Edition) -> None:
    first = warmed(django, PAGE)
    with CaptureQueriesContext(connection) as asked:
        assert ask(front.CachedFirst(django), environ(PAGE)) == first
    assert len(asked) == 0


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (PAGE, {"host": "evil.example"}),
        (PAGE, {"authorization": "Bearer x"}),
        (PAGE, {"if_none_match": '"other"'}),
        (PAGE, {"if_none_match": "*"}),
        (PAGE, {"if_modified_since": "Mon, 15 Jun 2026 10:00:00 GMT"}),
        (PAGE, {"if_match": '"x"'}),
        (API, {"accept_crs": "x"}),
        (FEED, {}),  # its fetches are counted
        (f"{PAGE}?q={'x' * 9000}", {}),
        ("/beheer/", {}),
    ],
)
def test_what_is_asked_otherwise_goes_on_to_django(
    django: WSGIHandler, night: Edition, address: str, headers: dict[str, str]
) -> None:
    warmed(django, address.partition("?q=")[0])
    assert front.find(environ(address, **headers)) is None


@pytest.mark.parametrize("method", ["head", "post", "options"])
def test_another_method_goes_on_to_django(django: WSGIHandler, night: Edition, method: str) -> None:
    warmed(django, PAGE)
    assert front.find(environ(PAGE, method)) is None


@pytest.mark.parametrize("address", [PAGE, API])
def test_what_would_have_to_be_asked_goes_on_to_django(django: WSGIHandler, night: Edition, address: str) -> None:
    warmed(django, address)
    SEATS.forget()
    assert front.find(environ(address)) is None
    warmed(django, address)
    VERSIONS.forget()
    assert front.find(environ(address)) is None


def test_where_each_request_asks_it_answers_nothing(django: WSGIHandler, night: Edition, settings: Any) -> None:
    settings.VERSIONS_SECONDS = 0
    warmed(django, PAGE)
    assert front.find(environ(PAGE)) is None


def test_after_its_hour_a_page_is_made_anew(django: WSGIHandler, night: Edition, clock: Any) -> None:
    warmed(django, PAGE)
    VERSIONS.held = (10.0**12, 1, VERSIONS.now()[1])
    SEATS.held = (10.0**12, 1, SEATS.now()[1])
    clock.shift(3600 * 24 * 400)
    assert front.find(environ(PAGE)) is None


def test_whatever_happens_it_answers_what_would_be_made(django: WSGIHandler, night: Edition, clock: Any) -> None:
    chance = random.Random(7)
    town, known = Town(night, chance, clock), 0
    for _ in range(8):
        getattr(town, chance.choice(STEPS))()
        forget()
        for address in chance.sample(ADDRESSES, 3):
            warmed(django, address)
            found = front.find(environ(address))
            STORE.clear()
            made = ask(django, environ(address))
            assert found is None or found[2] == made[2], address
            known += found is not None
    assert known > 12
