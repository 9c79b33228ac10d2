"""Whatever a stranger asks for: what is kept of it has an end, and what many use stays."""

from datetime import date
from itertools import combinations, islice

import pytest

from events.calendar import copies, feeds, memory, responses
from events.calendar.etag import Asked, Validators, find_validators
from events.facets.selection import NOTHING_CHOSEN, Selection
from events.models import FeedBody, FeedCopy, FeedScope
from tests.factories import make_edition, make_public_event, make_series

pytestmark = pytest.mark.django_db
DAY = date(2030, 9, 14)


@pytest.fixture(autouse=True)
def new_process(monkeypatch):
    """Nothing was asked of it yet."""
    monkeypatch.setattr(copies, "ASKED_BEFORE", memory.AskedBefore(memory.MOST_ADDRESSES))
    monkeypatch.setattr(copies, "USES", copies.Uses())
    bodies = memory.BodyCache(1_000_000)
    for module in (feeds, responses):
        monkeypatch.setattr(module, "BODY_CACHE", bodies)
    return bodies


@pytest.fixture
def scope():
    make_public_event(make_edition(make_series(slug="nacht"), slug="2030", starts_on=DAY))
    return FeedScope.objects.get(name="all")


def odd_ones(most):
    """Calendars of three days of which one exists; there are 176,851 such within six hundred days."""
    pairs = islice(combinations(range(2000, 2200), 2), most)
    return [
        Asked("/agenda.ics", Selection({"day": (DAY.isoformat(), f"{a}-01-01", f"{b}-02-02")}), "nl", DAY)
        for a, b in pairs
    ]


def ask(asked, scope):
    """As a calendar program does: (ETag, bytes), from the copy where there is one."""
    validators = find_validators(asked)
    if validators:
        copies.note_use(asked)
        return validators.etag, feeds.find_body(validators)
    validators, body = feeds.make_feed(asked, scope)
    return validators.etag, body


def filtered():
    return FeedCopy.objects.filter(is_filtered=True)


def test_what_is_asked_once_is_not_kept_and_what_is_asked_twice_is(scope, new_process):
    (asked,) = odd_ones(1)
    first = ask(asked, scope)
    assert (filtered().count(), FeedBody.objects.count(), len(new_process.cache)) == (0, 0, 0)
    second = ask(asked, scope)
    assert (filtered().count(), FeedBody.objects.count(), len(new_process.cache)) == (1, 1, 1)
    assert first == second == ask(asked, scope)


def test_what_was_asked_on_one_day_is_known_on_the_next(scope):
    (asked,) = odd_ones(1)
    ask(asked, scope)
    ask(Asked(asked.path, asked.selection, asked.language, date(2030, 9, 15)), scope)
    assert filtered().count() == 1


def test_a_copy_of_an_older_version_is_replaced_by_any_process(scope, monkeypatch):
    (asked,) = odd_ones(1)
    ask(asked, scope), ask(asked, scope)
    FeedScope.objects.filter(pk=scope.pk).update(version=scope.version + 1)
    monkeypatch.setattr(copies, "ASKED_BEFORE", memory.AskedBefore(1))
    scope.refresh_from_db()
    ask(asked, scope)
    assert filtered().get().version == scope.version


def test_a_calendar_without_a_filter_is_kept_at_once(scope):
    ask(Asked("/agenda.ics", NOTHING_CHOSEN, "nl", DAY), scope)
    assert (FeedCopy.objects.get().is_filtered, FeedBody.objects.count()) == (False, 1)


def test_the_compressed_form_of_what_is_not_kept_stays_nowhere(client, scope, new_process):
    address = f"/agenda.ics?day={DAY}"
    for _ in range(2):
        client.get(address, headers={"Accept-Encoding": "gzip"})
        sizes = len(new_process.cache), FeedBody.objects.count()
    assert sizes == (2, 1)
    client.get("/agenda.ics?q=a", headers={"Accept-Encoding": "gzip"})
    assert len(new_process.cache) == 2


def test_rows_have_an_end_and_those_used_least_go_first(scope, monkeypatch, settings):
    monkeypatch.setattr(copies, "MOST_FILTERED", 5)
    settings.FETCH_WRITE_SECONDS = 600
    plain, loved, *odd = Asked("/agenda.ics", NOTHING_CHOSEN, "nl", DAY), *odd_ones(12)
    ask(plain, scope)
    for _ in range(4):
        ask(loved, scope)
    copies.USES.write()
    assert filtered().get().uses == 2
    for asked in odd:
        ask(asked, scope), ask(asked, scope)
        assert filtered().count() <= 5
    assert {plain.key, loved.key} <= set(FeedCopy.objects.values_list("key", flat=True))
    assert FeedBody.objects.count() == FeedCopy.objects.count()


def test_bytes_have_an_end_too(scope, monkeypatch):
    plain, *odd = Asked("/agenda.ics", NOTHING_CHOSEN, "nl", DAY), *odd_ones(10)
    _, body = ask(plain, scope)
    monkeypatch.setattr(copies, "MOST_BYTES", 6 * len(body))
    for asked in odd:
        ask(asked, scope), ask(asked, scope)
        assert copies.stored_bytes() <= 6 * len(body)
    assert FeedCopy.objects.filter(key=plain.key).exists() and 1 < filtered().count() < 6


def test_bytes_under_two_addresses_count_once():
    rows = [(1, "a", False), (2, "b", True), (3, "b", True), (4, "c", True), (5, "d", True)]
    assert list(copies.beyond(rows, {"a": 10, "b": 10, "c": 10, "d": 0}, 9, 25)) == [4]
    assert list(copies.beyond(rows, {}, 2, 25)) == [4, 5]


def test_old_bytes_of_a_changed_calendar_do_not_stay(scope, monkeypatch):
    asked = Asked("/agenda.ics", NOTHING_CHOSEN, "nl", DAY)
    for number in range(3):
        copies.keep(asked, scope, Validators(f"tag-{number}", scope.changed_at), b"x" * 100, has_entries=True)
    assert FeedBody.objects.count() == 3
    monkeypatch.setattr(copies, "MOST_BYTES", 250)
    assert copies.trim() == 0
    assert FeedBody.objects.get().etag == "tag-2"


def test_the_memory_of_a_process_has_an_end():
    asked, bodies = memory.AskedBefore(100), memory.BodyCache(10_000)
    assert not any(asked.note(str(n)) for n in range(10_000))
    assert [asked.note("9999"), asked.note("1")] == [True, False]
    for n in range(10_000):
        bodies.put(str(n), b"")
    assert len(bodies.cache) <= 10_000 / memory.ENTRY_BYTES


@pytest.mark.slow
def test_ten_thousand_combinations(scope, monkeypatch):
    """Asked once nothing stays, and asked twice no more than may: first rows reach their bound, then bytes."""
    monkeypatch.setattr(copies, "MOST_FILTERED", 500)
    monkeypatch.setattr(copies, "MOST_BYTES", 8_000_000)
    odd, rows, sizes = odd_ones(10_000), [], []
    for number, asked in enumerate(odd):
        assert not copies.keep(asked, scope, Validators(str(number), scope.changed_at), b"", has_entries=True)
    assert (FeedCopy.objects.count(), FeedBody.objects.count()) == (0, 0)
    for number, asked in enumerate(odd):
        body = bytes(1_000 if number < 5_000 else 100_000)
        assert copies.keep(asked, scope, Validators(str(number), scope.changed_at), body, has_entries=True)
        if number % 50 == 49:
            rows.append(filtered().count())
            sizes.append(copies.stored_bytes())
    assert copies.MOST_FILTERED * 0.9 < max(rows) <= copies.MOST_FILTERED
    assert copies.MOST_BYTES * 0.9 < max(sizes) <= copies.MOST_BYTES
    assert FeedBody.objects.count() == FeedCopy.objects.count()
