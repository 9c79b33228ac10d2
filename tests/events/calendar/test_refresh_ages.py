"""How soon a change is seen: per program how often it comes, and how long ago one of its kind fetched this feed."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from events.models import FeedFetch, FeedScope
from events.templatetags.refresh import refresh_ages

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOON = datetime(2026, 6, 15, 10, tzinfo=UTC)


@pytest.fixture
def feed(clock: Any) -> FeedScope:
    scope = FeedScope.objects.create(name="series:7", version=1, changed_at=NOON)
    for client, ago in (
        ("google", timedelta(hours=11, minutes=40)),
        ("apple", timedelta(minutes=12)),
        ("thunderbird", timedelta(minutes=1)),
        ("browser", timedelta()),
    ):
        FeedFetch.objects.create(
            scope=scope, client=client, day=date(2026, 6, 15), version=1, full=1, last_at=NOON - ago
        )
    return scope


def said(scope_name: str) -> list[tuple[str, str]]:
    """(program, last sentence of what is said of it), as on the page."""
    page = (
        Template('{% include "events/calendar/refresh.html" %}')
        .render(Context({"scope_name": scope_name}))
        .replace("\xa0", " ")
    )
    pieces = [piece.split("</dd>")[0].split("</dt>") for piece in page.split("<dt>")[1:]]
    return [(name, words.removesuffix(".").split(". ")[-1]) for name, words in pieces]


def test_the_panel_says_of_every_program_when_it_last_came(feed: FeedScope) -> None:
    assert said("series:7") == [
        ("Google Agenda", "Laatst opgehaald: 11 uur geleden"),
        ("Apple Agenda", "Laatst opgehaald: 12 minuten geleden"),
        ("Outlook.com / Microsoft 365", "Nog niet opgehaald"),
        ("Outlook op de computer", "Nog niet opgehaald"),
        ("Thunderbird", "Zojuist nog opgehaald"),
        ("ICSx⁵ / DAVx⁵ (Android)", "Nog niet opgehaald"),
        ("Nextcloud en andere servers", "Nog niet opgehaald"),
    ]


def test_another_feed_has_ages_of_its_own(feed: FeedScope) -> None:
    assert {words for _, words in said("all")} == {"Nog niet opgehaald"}


def test_ages_are_in_the_language_of_the_page(feed: FeedScope) -> None:
    with translation.override("en"):
        assert refresh_ages("series:7")[1].age.replace("\xa0", " ") == "12 minutes"


def test_a_busy_page_asks_once_a_minute_and_grows_old_meanwhile(
    feed: FeedScope, clock: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        refresh_ages("series:7")
    clock.shift(timedelta(seconds=50))
    with django_assert_num_queries(0):
        assert refresh_ages("series:7")[4].newest_at == NOON - timedelta(minutes=1)
    clock.shift(timedelta(minutes=3))
    assert refresh_ages("series:7")[4].age.replace("\xa0", " ") == "4 minuten"
