"""However many ask at once for what has to be made, one makes it; the others wait, or get what was true lately."""

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from config.middleware.cached_responses import CachedResponses
from subscribers.caching import store
from subscribers.caching.rules import Rule
from subscribers.caching.versions import VERSIONS
from tests.patience import wait_until

CROWD = 50
RULE = Rule(("x",), lambda now: now + timedelta(hours=1))


class Site:
    """Makes a page when it is let to, and counts what it made."""

    def __init__(self) -> None:
        self.made, self.go = 0, threading.Event()
        self.front = CachedResponses(self.make)
        self.front.rule_of = lambda request: RULE  # type: ignore[method-assign]

    def make(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        number = self.made
        self.go.wait(60)
        return HttpResponse(f"page {number}")

    def ask(self) -> str:
        return self.front(RequestFactory().get("/")).content.decode()

    def waiting(self) -> int:
        return sum(waiting for _, waiting in store.STORE.locks.values())


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What every process believes."""
    believed = {"x": 1}
    monkeypatch.setattr(VERSIONS, "now", lambda: (1, dict(believed)))
    return believed


@pytest.fixture
def site(versions: Mapping[str, int]) -> Site:
    return Site()


@pytest.fixture
def crowd() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(CROWD) as pool:
        yield pool


def test_fifty_at_once_make_one(site: Site, crowd: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "WAIT_SECONDS", 60)
    asked = [crowd.submit(site.ask) for _ in range(CROWD)]
    wait_until(lambda: site.waiting() == CROWD)
    site.go.set()
    assert {one.result() for one in asked} == {"page 1"}
    assert (site.made, store.STORE.locks) == (1, {})


def test_who_waited_long_gets_what_was_true_lately(
    site: Site, crowd: ThreadPoolExecutor, versions: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.go.set()
    assert site.ask() == "page 1"
    site.go.clear()
    versions["x"] = 2
    monkeypatch.setattr(store, "WAIT_SECONDS", 0.05)
    maker = crowd.submit(site.ask)
    wait_until(lambda: site.made == 2)
    others = [crowd.submit(site.ask) for _ in range(5)]
    assert {one.result() for one in others} == {"page 1"}
    site.go.set()
    assert [maker.result(), site.ask(), site.made] == ["page 2", "page 2", 2]


def test_what_was_true_too_long_ago_nobody_gets(
    site: Site, crowd: ThreadPoolExecutor, versions: dict[str, int], monkeypatch: pytest.MonkeyPatch, patience: Any
) -> None:
    site.go.set()
    site.ask()
    site.go.clear()
    versions["x"] = 2
    patience.ahead = store.LATELY_SECONDS + 1
    monkeypatch.setattr(store, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(store, "PATIENCE_SECONDS", 60)
    asked = [crowd.submit(site.ask) for _ in range(3)]
    wait_until(lambda: site.waiting() == 3)
    site.go.set()
    assert {one.result() for one in asked} == {"page 2"}
