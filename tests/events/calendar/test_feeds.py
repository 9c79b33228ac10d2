"""Feeds over HTTP: identity, validators, and addresses that go on answering."""

import gzip
from datetime import date, timedelta
from itertools import product

import pytest
from django.utils import timezone
from icalendar import Calendar

from events.ledger.reconcile import reconcile_calendar
from events.models import FeedScope, SeriesName
from subscribers.caching.store import STORE
from tests.factories import make_edition, make_event, make_public_event, make_series, make_term, make_venue

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def uids(response):
    return [str(event["UID"]).split("@")[0] for event in Calendar.from_ical(response.content).walk("VEVENT")]


def uid_of(event):
    return str(event.occurrences.get().public_id)


@pytest.fixture
def night():
    series = make_series(slug="nacht", name="Nacht")
    return make_edition(series, slug="2030", starts_on=date(2030, 9, 14))


def test_every_feed_carries_the_same_entry_under_the_same_uid(client, night):
    event = make_public_event(night)
    uid = uid_of(event)
    addresses = ["/agenda.ics", "/agenda/nacht.ics", "/agenda/nacht/2030.ics", f"/evenement/{uid}.ics"]
    for address in [*addresses, *(f"/en{address}" for address in addresses)]:
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, "text/calendar; charset=utf-8")
        assert uids(response) == [uid], address


def test_an_unchanged_feed_is_304_and_a_changed_one_is_not(client, night):
    event = make_public_event(night)
    first = client.get("/agenda/nacht.ics")
    again = client.get("/agenda/nacht.ics", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    event.title = "Anders"
    event.save()
    reconcile_calendar()
    assert client.get("/agenda/nacht.ics", headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": '"other", W/"x"'}, 200),
        ({"If-Modified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"}, 200),
        ({"If-Modified-Since": "not a date"}, 200),
        ({"If-None-Match": '"other"', "If-Modified-Since": "Fri, 31 Dec 2100 00:00:00 GMT"}, 200),
    ],
)
def test_conditional_requests_follow_rfc_9110(client, night, headers, status):
    make_public_event(night)
    assert client.get("/agenda/nacht.ics", headers=headers).status_code == status


def test_the_exact_last_modified_gives_304(client, night):
    make_public_event(night)
    first = client.get("/agenda/nacht.ics")
    assert client.get("/agenda/nacht.ics", headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("accept", [None, "*/*", "text/html", "text/calendar,text/plain;q=0.8,*/*;q=0.5"])
def test_any_accept_header_gets_the_same_bytes_and_no_cookie(client, night, accept):
    make_public_event(night)
    response = client.get("/agenda.ics", headers={"Accept": accept} if accept else {})
    assert response.content == client.get("/agenda.ics").content
    assert not response.cookies and "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == "public, max-age=300, stale-while-revalidate=10"


ADDRESSES = ("/agenda.ics", "/agenda/nacht.ics", "/en/agenda/nacht/2030.ics", "/agenda.ics?kind=music&utm_source=x")


def ways_to_ask(etag, modified):
    """Every pair of conditions that a client may send, with whether RFC 9110 §13.2.2 says that nothing is new."""
    before, later = "Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 2100 00:00:00 GMT"
    tags = {etag: True, f"W/{etag}": True, f'"other", {etag}, W/"x"': True, "*": True, '"other"': False, 'W/"x"': False}
    dates = {modified: True, later: True, before: False, "not a date": False, "2026-01-01": False}
    for tag, date_ in product([None, *tags], [None, *dates]):
        asked = {"If-None-Match": tag, "If-Modified-Since": date_}
        expected = tags[tag] if tag else bool(date_ and dates[date_])
        yield {name: value for name, value in asked.items() if value}, expected


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_way_to_ask_is_answered_by_rfc_9110(client, night, clock, address, encoding):
    make_public_event(night)
    first = client.get(address, headers={"Accept-Encoding": encoding})
    for conditions, nothing_new in ways_to_ask(first["ETag"], first["Last-Modified"]):
        for ask in (client.get, client.head):
            answer = ask(address, headers={"Accept-Encoding": encoding, **conditions})
            assert answer.status_code == (304 if nothing_new else 200), conditions
            assert (answer["ETag"], answer["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
            assert answer.content == (b"" if nothing_new or ask == client.head else first.content)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize("address", [*ADDRESSES, "/agenda.ics?places=left", "/evenement/{uid}.ics"])
def test_head_has_every_header_of_get(client, night, clock, address, encoding):
    address = address.format(uid=uid_of(make_public_event(night)))
    for _ in ("made", "kept"):
        get, head = (ask(address, headers={"Accept-Encoding": encoding}) for ask in (client.get, client.head))
        assert (head.status_code, head.content) == (200, b"")
        assert dict(head.items()) == dict(get.items())
        assert get.get("Content-Encoding") == (encoding if encoding == "gzip" else None)


def test_the_former_address_of_a_series_answers_itself(client, night):
    SeriesName.objects.create(
        series=night.series, name="Nacht van Ontdekkingen", slug="ontdekkingen", valid_until=date(2019, 1, 1)
    )
    event = make_public_event(night)
    response = client.get("/agenda/ontdekkingen/2030.ics")
    assert (response.status_code, uids(response)) == (200, [uid_of(event)])


def test_two_renders_a_minute_apart_are_equal(client, night, clock):
    make_public_event(night)
    first = client.get("/agenda.ics").content
    clock.shift(timedelta(minutes=1))
    assert client.get("/agenda.ics").content == first


def test_filters_are_the_address_and_unknown_ones_are_ignored(client, night):
    term, venue = make_term(slug="gezondheid"), make_venue(slug="pieterskerk")
    wanted = make_event(night, terms=[term], at__venue=venue)
    make_event(night)
    reconcile_calendar()
    assert uids(client.get("/agenda/nacht.ics?term=gezondheid&utm_source=x&venue=pieterskerk")) == [uid_of(wanted)]
    assert uids(client.get("/agenda/nacht.ics?term=bestaat-niet")) == []
    assert len(uids(client.get("/agenda/nacht.ics?term=&venue="))) == 2


def test_a_withdrawn_event_stays_in_the_feed_as_cancelled(client, night):
    event = make_public_event(night)
    event.live = False
    event.save()
    reconcile_calendar()
    body = client.get("/agenda/nacht/2030.ics").content.decode()
    assert "STATUS:CANCELLED" in body and "SEQUENCE:1" in body


def test_an_event_that_moves_to_another_edition_leaves_the_feed_of_the_old_one_and_may_come_back(client, night):
    """Twice over: neither feed says *nothing new* while an entry came or went."""
    other = make_edition(night.series, slug="2031", starts_on=date(2031, 9, 13))
    event = make_public_event(night)
    feeds_of = {edition: f"/agenda/nacht/{edition.slug}.ics" for edition in (night, other)}
    for home, left in ((other, night), (night, other)):
        tags = {address: client.get(address)["ETag"] for address in feeds_of.values()}
        event.edition = home
        event.save()
        reconcile_calendar()
        again = {
            edition: client.get(address, headers={"If-None-Match": tags[address]})
            for edition, address in feeds_of.items()
        }
        assert {edition: answer.status_code for edition, answer in again.items()} == {night: 200, other: 200}
        assert {edition: uids(answer) for edition, answer in again.items()} == {home: [uid_of(event)], left: []}


def test_an_exhibition_that_began_long_ago_is_in_every_feed_until_a_month_after_its_last_day(client, clock):
    began, ends = timezone.now() - timedelta(days=90), timezone.now() + timedelta(days=1)
    event = make_public_event(at__starts_at=began, at__ends_at=ends, at__is_continuous=True)
    assert uids(client.get("/agenda.ics")) == [uid_of(event)]
    clock.shift(timedelta(days=31))
    assert uids(client.get("/agenda.ics")) == [uid_of(event)]  # the day on which it ended is a month ago
    clock.shift(timedelta(days=2))
    assert uids(client.get("/agenda.ics")) == []


def test_what_is_long_over_leaves_the_rolling_feed_and_stays_in_its_series(client):
    past = make_edition(make_series(slug="oud"), starts_on=timezone.localdate() - timedelta(days=60))
    event = make_public_event(past)
    assert uids(client.get("/agenda.ics")) == []
    assert uids(client.get("/agenda/oud.ics")) == [uid_of(event)]


@pytest.mark.parametrize(
    "address", ["/agenda/onbekend.ics", "/agenda/nacht/1999.ics", "/evenement/00000000-0000-0000-0000-000000000000.ics"]
)
def test_an_unknown_feed_is_404(client, night, address):
    assert client.get(address).status_code == 404


def test_a_poll_costs_one_query_and_no_entry_whatever_the_number_of_entries(client, night, django_assert_num_queries):
    for number in (1, 2):
        for _ in range(number):
            make_public_event(night)
        etag = client.get("/agenda/nacht/2030.ics")["ETag"]
        with django_assert_num_queries(1) as captured:
            assert client.get("/agenda/nacht/2030.ics", headers={"If-None-Match": etag}).status_code == 304
        assert "calendarentry" not in captured.captured_queries[0]["sql"]


def test_a_kept_feed_answers_only_under_our_own_name_as_every_page_does(client, night, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    make_public_event(night)
    etag = client.get("/agenda/nacht/2030.ics")["ETag"]
    for headers in ({}, {"If-None-Match": etag}):
        assert client.get("/agenda/nacht/2030.ics", headers={**headers, "host": "elsewhere.example"}).status_code == 400


def test_another_process_has_the_same_bytes_under_the_same_tag(client, night):
    make_public_event(night)
    first = client.get("/agenda/nacht/2030.ics")
    STORE.clear()
    again = client.get("/agenda/nacht/2030.ics")
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])


def test_making_a_feed_costs_as_many_queries_for_three_entries_as_for_one(client, night, django_assert_num_queries):
    make_public_event(night)
    client.get("/agenda/nacht/2030.ics")
    for number in (1, 2):
        for _ in range(number):
            make_public_event(night)
        with django_assert_num_queries(6):  # versions three times, the series, its feed and the entries
            client.get("/agenda/nacht/2030.ics")


def test_what_changed_elsewhere_joins_no_feed_again(client, night, django_assert_num_queries):
    make_public_event(night)
    client.get("/agenda/nacht/2030.ics")
    FeedScope.objects.filter(name="all").update(version=99)
    with django_assert_num_queries(5) as captured:
        client.get("/agenda/nacht/2030.ics")
    assert not any("vevent" in query["sql"] for query in captured)


def test_a_renamed_series_is_a_change_of_its_feeds(client, night):
    make_public_event(night)
    before = client.get("/agenda/nacht/2030.ics")
    night.series.name = "Nacht van de Stad"
    night.series.save()
    reconcile_calendar()
    after = client.get("/agenda/nacht/2030.ics", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200 and b"NAME:Nacht van de Stad 2030" in after.content
    assert after["Last-Modified"] != before["Last-Modified"]


def test_a_feed_is_compressed_when_asked_under_a_tag_of_its_own(client, night, settings):
    make_public_event(night)
    plain, zipped = client.get("/agenda.ics"), client.get("/agenda.ics", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["ETag"] != plain["ETag"] and zipped["Vary"] == "Accept-Encoding"
    settings.FEED_GZIP = False
    STORE.clear()
    assert client.get("/agenda.ics", headers={"Accept-Encoding": "gzip"}).content == plain.content


def test_an_edition_that_was_withdrawn_keeps_its_feed_with_everything_cancelled(client, night):
    make_public_event(night)
    night.is_public = False
    night.save()
    reconcile_calendar()
    assert b"STATUS:CANCELLED" in client.get("/agenda/nacht/2030.ics").content
