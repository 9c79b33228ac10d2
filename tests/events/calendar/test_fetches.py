"""What the counts of fetches say: the newest of each family, and the share that holds the newest version."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from events.calendar.fetches import (
    ClientFetches,
    fetches_by_client,
    newest_by_client,
    scopes_with_fetches,
    share_with_current_version,
)
from events.models import FeedFetch, FeedScope

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)


@pytest.fixture
def feed(clock: Any) -> FeedScope:
    """At version 5 since six this morning."""
    return FeedScope.objects.create(name="all", version=5, changed_at=NOON - timedelta(hours=4), head={"nl": "Alles"})


def fetched(scope: FeedScope, client: str, full: int, *, ago: int = 0, version: int = 4, unchanged: int = 0) -> None:
    FeedFetch.objects.create(
        scope=scope, client=client, day=TODAY - timedelta(days=ago), version=version, full=full, unchanged=unchanged,
        last_at=NOON - timedelta(days=ago),
    )  # fmt: skip


def test_the_newest_fetch_of_each_family_is_known_by_the_name_of_the_feed(feed: FeedScope) -> None:
    fetched(feed, "apple", 3, ago=1)
    fetched(feed, "apple", 1)
    fetched(feed, "google", 1, ago=12)
    fetched(FeedScope.objects.create(name="series:1", changed_at=NOON), "thunderbird", 1)
    assert newest_by_client("all") == {"apple": NOON, "google": NOON - timedelta(days=12)}


def test_the_share_is_what_came_since_the_change_against_a_usual_day_before_it(feed: FeedScope) -> None:
    for ago in range(1, 8):
        fetched(feed, "apple", 2, ago=ago, unchanged=8)
        fetched(feed, "google", 1, ago=ago)
    fetched(feed, "apple", 90, ago=8)  # too long ago to be usual
    fetched(feed, "apple", 70)  # today, and of the version before
    fetched(feed, "apple", 4, version=5, unchanged=2)
    fetched(feed, "outlook-web", 3, version=5)
    assert share_with_current_version(feed) == {"apple": 0.6, "google": 0.0, "outlook-web": None}


def test_a_usual_day_is_counted_from_the_first_fetch_on(feed: FeedScope) -> None:
    fetched(feed, "apple", 10, ago=2)
    fetched(feed, "apple", 10, ago=1)
    fetched(feed, "apple", 5, version=5)
    assert share_with_current_version(feed) == {"apple": 0.5}


def test_nobody_is_more_than_whole(feed: FeedScope) -> None:
    fetched(feed, "apple", 2, ago=1)
    fetched(feed, "apple", 500, version=5)
    assert share_with_current_version(feed) == {"apple": 1.0}


def test_the_days_of_a_feed_add_up_over_versions_busiest_first(feed: FeedScope) -> None:
    fetched(feed, "apple", 1, ago=13)
    fetched(feed, "apple", 9, ago=14)  # a day too old
    fetched(feed, "google", 1, ago=1)
    fetched(feed, "google", 2, unchanged=1)
    fetched(feed, "google", 3, version=5)
    assert fetches_by_client(feed, TODAY) == [
        ClientFetches(FeedFetch.Client.GOOGLE, NOON, [0] * 12 + [1, 6], 1.0),
        ClientFetches(FeedFetch.Client.APPLE, NOON - timedelta(days=13), [1] + [0] * 13, None),
    ]


def test_each_feed_says_how_often_it_was_fetched_of_late(feed: FeedScope) -> None:
    fetched(feed, "apple", 1, ago=13, unchanged=2)
    fetched(feed, "google", 4, ago=1)
    fetched(feed, "google", 100, ago=14)
    for name in ("series:2", "series:1", "edition:1"):
        FeedScope.objects.create(name=name, changed_at=NOON)
    fetched(FeedScope.objects.get(name="series:2"), "google", 8)
    found = scopes_with_fetches(TODAY).values_list("name", "fetched", "fetched_at")
    assert list(found) == [
        ("series:2", 8, NOON),
        ("all", 7, NOON - timedelta(days=1)),
        ("edition:1", 0, None),
        ("series:1", 0, None),
    ]


@pytest.mark.parametrize("number", [1, 3])
def test_the_picture_of_a_feed_takes_three_queries(
    feed: FeedScope, number: int, django_assert_num_queries: Any
) -> None:
    for client in ("apple", "google", "outlook")[:number]:
        fetched(feed, client, 1)
    with django_assert_num_queries(3):
        assert len(fetches_by_client(feed, TODAY)) == number
