"""Counting fetches: each once, whoever counts and however many at a time, and nothing about who they are."""

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from events import tasks
from events.calendar import counting
from events.calendar.counting import Kind, Tally
from events.ledger.reconcile import reconcile_calendar
from events.models import FeedFetch, FeedScope
from tests.at_once import at_once
from tests.factories import make_edition, make_public_event, make_series

DAY = date(2026, 6, 15)
GOOGLE, IPHONE = "Google-Calendar-Importer", "iOS/26.6 (23G71) dataaccessd/1.0"
LONG = 3600.0  # nothing is written by itself within a test


@pytest.fixture
def tally(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A fresh tally that the feeds count in, and that only writes when told."""
    settings.FETCH_WRITE_SECONDS = LONG
    made = Tally()
    monkeypatch.setattr(counting, "TALLY", made)
    yield made
    if made.timer:
        made.timer.cancel()
    made.sums.clear()  # its arranged end has nothing left to write


def rows() -> list[tuple[Any, ...]]:
    return list(
        FeedFetch.objects.order_by("scope__name", "client", "day", "version").values_list(
            "scope__name", "client", "day", "version", "full", "unchanged"
        )
    )


def get(client: Client, address: str, agent: str, **headers: str) -> Any:
    return client.get(address, headers={"User-Agent": agent, **headers})


@pytest.mark.django_db
def test_fetches_are_counted_per_feed_family_day_and_version(client: Client, tally: Tally, clock: Any) -> None:
    edition = make_edition(make_series(slug="nacht"), slug="2026", starts_on=date(2026, 9, 19))
    event = make_public_event(edition)
    address = "/agenda/nacht/2026.ics"
    etag = get(client, address, GOOGLE)["ETag"]
    get(client, f"{address}?language=nl", GOOGLE)
    get(client, address, IPHONE, **{"If-None-Match": etag})
    event.title = "Anders"
    event.save()
    reconcile_calendar()
    get(client, address, IPHONE, **{"If-None-Match": etag})
    tally.write()
    scope = FeedScope.objects.get(edition=edition)
    assert rows() == [
        (scope.name, "apple", DAY, scope.version - 1, 0, 1),
        (scope.name, "apple", DAY, scope.version, 1, 0),
        (scope.name, "google", DAY, scope.version - 1, 2, 0),
    ]


@pytest.mark.django_db
def test_only_whole_minutes_and_sums_are_kept(client: Client, tally: Tally, clock: Any) -> None:
    clock.move_to(datetime(2026, 6, 15, 10, 7, 42, tzinfo=UTC))
    make_public_event()
    get(client, "/agenda.ics?q=orgel", GOOGLE)
    tally.write()
    scope = FeedScope.objects.get(name="all")
    assert FeedFetch.objects.values().get() | {"id": 0} == {
        "id": 0,
        "scope_id": scope.pk,
        "client": "google",
        "day": DAY,
        "version": scope.version,
        "full": 1,
        "unchanged": 0,
        "last_at": datetime(2026, 6, 15, 10, 7, tzinfo=UTC),
    }


@pytest.mark.django_db
def test_what_is_no_fetch_of_a_subscription_is_not_counted(client: Client, tally: Tally, settings: Any) -> None:
    uid = make_public_event().occurrences.get().public_id
    client.head("/agenda.ics")
    get(client, f"/evenement/{uid}.ics", GOOGLE)
    get(client, "/agenda/onbekend.ics", GOOGLE)
    assert get(client, "/agenda.ics", GOOGLE, **{"If-Match": '"another"'}).status_code == 412
    settings.FETCH_WRITE_SECONDS = 0
    get(client, "/agenda.ics", GOOGLE)
    assert tally.sums == {}


@pytest.mark.django_db
def test_counting_adds_no_query_to_a_poll(client: Client, tally: Tally, django_assert_num_queries: Any) -> None:
    make_public_event()
    etag = get(client, "/agenda.ics", GOOGLE)["ETag"]
    with django_assert_num_queries(1):
        assert get(client, "/agenda.ics", GOOGLE, **{"If-None-Match": etag}).status_code == 304
    assert [(sums.full, sums.unchanged) for sums in tally.sums.values()] == [(1, 1)]


@pytest.mark.django_db
def test_writing_costs_one_query_for_each_row_that_exists_and_one_for_all(
    tally: Tally, django_assert_num_queries: Any
) -> None:
    make_public_event()
    kind = Kind(FeedScope.objects.get(name="all").pk, "google", DAY, 1)
    for _ in range(2):
        tally.add(kind, is_full=True, seconds=LONG)
        tally.write()
    tally.add(kind, is_full=False, seconds=LONG)
    with django_assert_num_queries(4):  # savepoint, which feeds there are, the row, savepoint
        tally.write()
    assert rows() == [("all", "google", DAY, 1, 2, 1)]


@pytest.mark.django_db
def test_a_feed_that_was_deleted_meanwhile_holds_up_nothing(tally: Tally) -> None:
    make_public_event()
    here = FeedScope.objects.get(name="all").pk
    for scope in (here, here + 1_000):
        tally.add(Kind(scope, "apple", DAY, 1), is_full=True, seconds=LONG)
    tally.write()
    assert rows() == [("all", "apple", DAY, 1, 1, 0)]
    assert tally.sums == {}


@pytest.mark.django_db
def test_what_the_database_did_not_take_is_written_the_next_time(
    tally: Tally, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make_public_event()
    kind = Kind(FeedScope.objects.get(name="all").pk, "apple", DAY, 1)
    tally.add(kind, is_full=True, seconds=LONG)

    def refuse(taken: object) -> None:
        tally.add(kind, is_full=False, seconds=LONG)  # somebody fetches while we wait for the database
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(counting, "write_sums", refuse)
        tally.write()
    assert [record.message for record in caplog.records] == [
        "counts of fetched calendars could not be written now; they are kept"
    ]
    tally.write()
    assert rows() == [("all", "apple", DAY, 1, 1, 1)]


@pytest.mark.django_db(transaction=True)
def test_no_count_is_lost_among_threads_of_several_processes() -> None:
    make_public_event()
    scope = FeedScope.objects.get(name="all").pk
    kinds = [Kind(scope, client, DAY, version) for client in ("apple", "google") for version in (1, 2)]
    processes = [Tally() for _ in range(3)]

    def poll(tally: Tally) -> None:
        for number in range(200):
            tally.add(kinds[number % 4], is_full=number % 2 == 0, seconds=LONG)
            if number % 50 == 49:
                tally.write()

    at_once(*[partial(poll, tally) for tally in processes for _ in range(2)])
    for tally in processes:
        tally.write()
    assert rows() == [
        ("all", "apple", DAY, 1, 300, 0),
        ("all", "apple", DAY, 2, 0, 300),
        ("all", "google", DAY, 1, 300, 0),
        ("all", "google", DAY, 2, 0, 300),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_sums_are_written_by_themselves_a_moment_later() -> None:
    make_public_event()
    tally = Tally()
    tally.add(Kind(FeedScope.objects.get(name="all").pk, "apple", DAY, 1), is_full=True, seconds=0.01)
    timer = tally.timer
    if timer:  # it may have written already
        timer.join()
    assert rows() == [("all", "apple", DAY, 1, 1, 0)]
    assert tally.timer is None


@pytest.mark.django_db
def test_counts_older_than_four_hundred_days_are_forgotten_at_night(clock: Any) -> None:
    make_public_event()
    scope, at = FeedScope.objects.get(name="all"), datetime(2026, 6, 15, tzinfo=UTC)
    for age in (399, 400, 401):
        FeedFetch.objects.create(scope=scope, client="apple", day=DAY - timedelta(days=age), version=1, last_at=at)
    assert tasks.reconcile()["fetches"] == 1
    assert set(FeedFetch.objects.values_list("day", flat=True)) == {DAY - timedelta(days=age) for age in (399, 400)}
