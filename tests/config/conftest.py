"""The demo, seeded once for every test that asks about it, and the night that those of the cache share."""

import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.db import transaction
from django.test import override_settings

from events.models import Edition, Event
from tests.config.busy_night import make_night
from tests.config.town import Town, calendar, look_around, row_counts, seed
from tests.conftest import NOON


@contextmanager
def unclosed_files() -> Iterator[None]:
    """Wagtail leaves the temporary file of every image it scales to the garbage collector, which warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.fixture(scope="session")
def town(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Seeded on 15 June 2026, again on 24 July after an edit; the rows are gone before the first test."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with (
        django_db_blocker.unblock(),
        media,
        unclosed_files(),
        time_machine.travel(NOON, tick=False) as clock,
        transaction.atomic(),
    ):
        town = Town(output=seed(), **look_around())
        town.users = {name: authenticate(username=name, password="kennisstad-demo") for name in ("beheer", "redactie")}
        before, calendar_before = row_counts(), calendar()
        Event.objects.filter(slug="slakkenrace").update(summary="Door de redactie verbeterd.")
        clock.shift(timedelta(days=39))
        town.second_output = seed()
        town.same_counts = row_counts() == before
        town.same_calendar = calendar() == calendar_before
        town.kept_summary = Event.objects.get(slug="slakkenrace").summary
        transaction.set_rollback(True)
    return town


@pytest.fixture
def night(clock: Any, night_of_all: int) -> Edition:
    return Edition.objects.get(pk=night_of_all)


@pytest.fixture(scope="module")
def night_of_all(rows_of_module: Any) -> int:
    with rows_of_module():
        return make_night().pk


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that ask about the demo go first, one after the other: one worker has them all, and seeds once."""
    items.sort(key=lambda item: "town" not in getattr(item, "fixturenames", ()))
