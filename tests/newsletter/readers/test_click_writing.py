"""Clicks wait in memory, without whose they are, and are written as sums: none lost, none doubled."""

from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from newsletter.models import ClickCount
from newsletter.readers import clicks
from newsletter.readers.clicks import BURST_SECONDS, ClickTally, Kind
from tests.at_once import at_once
from tests.newsletter.readers.clicking import DAY, LONG, click, make_sent, stop, written

pytestmark = pytest.mark.django_db


def test_a_click_is_only_written_when_it_is_known_whose_it_is(client: Client, tally: ClickTally, clock: Any) -> None:
    make_sent()
    click(client, 1)
    clock.shift(BURST_SECONDS - 1)
    assert written(tally) == []
    assert tally.timer is not None  # it comes back for the rest
    clock.shift(1)
    assert written(tally) == [(1, DAY, 1)]
    assert tally.timer is None


def test_the_end_of_the_process_writes_what_waits(client: Client, tally: ClickTally) -> None:
    make_sent()
    click(client, 1)
    tally.write(is_end=True)
    assert list(ClickCount.objects.values_list("number", "count")) == [(1, 1)]


def test_a_source_is_a_hash_under_a_key_that_lives_a_minute(tally: ClickTally) -> None:
    now = 1_781_517_600.0
    first = tally.hashed("192.0.2.1 Firefox", now)
    assert first == tally.hashed("192.0.2.1 Firefox", now + 59)
    assert first != tally.hashed("192.0.2.2 Firefox", now + 59)
    assert first != tally.hashed("192.0.2.1 Firefox", now + 60)
    assert first != ClickTally().hashed("192.0.2.1 Firefox", now)  # another process


def test_an_attack_by_many_sources_does_not_fill_the_memory(
    client: Client, tally: ClickTally, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clicks, "MOST_HELD", 2)
    make_sent()
    for number in range(5):
        assert click(client, 1, address=f"192.0.2.{number}").status_code == 302
    assert len(tally.visits) == 2


@pytest.mark.parametrize(("name", "value"), [("MEASURE_CLICKS", False), ("FETCH_WRITE_SECONDS", 0)])
def test_links_go_on_working_where_nothing_is_counted_any_more(
    client: Client, tally: ClickTally, settings: Any, name: str, value: Any
) -> None:
    setattr(settings, name, value)
    make_sent()
    assert click(client, 1).status_code == 302
    assert tally.visits == {}


def test_what_the_database_did_not_take_is_written_the_next_time(
    client: Client, tally: ClickTally, clock: Any, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    make_sent()
    click(client, 1)
    clock.shift(BURST_SECONDS)

    def refuse(taken: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(clicks, "write_clicks", refuse)
        tally.write()
    assert [one.message for one in caplog.records] == ["counts of clicks could not be written now; they are kept"]
    assert written(tally) == [(1, DAY, 1)]


def test_an_issue_that_is_gone_holds_up_nothing(tally: ClickTally) -> None:
    here = make_sent().pk
    for issue in (here, here + 1000):
        tally.count(Kind(issue, "nl", 1, DAY), 1, LONG)
    assert written(tally) == [(1, DAY, 1)]


@pytest.mark.django_db(transaction=True)
def test_no_click_is_lost_or_doubled_among_threads_of_several_processes() -> None:
    issue = make_sent().pk
    processes = [ClickTally() for _ in range(3)]

    def read(tally: ClickTally, reader: int) -> None:
        for number in range(200):
            tally.add(Kind(issue, "nl", 1 + number % 4, DAY), f"{reader} {number}", 12, LONG)
            if number % 50 == 49:
                tally.write(is_end=True)

    at_once(*[partial(read, tally, 2 * number + half) for number, tally in enumerate(processes) for half in (0, 1)])
    for tally in processes:
        tally.write(is_end=True)
        stop(tally)
    assert list(ClickCount.objects.order_by("number").values_list("number", "count")) == [
        (1, 300), (2, 300), (3, 300), (4, 300),
    ]  # fmt: skip
