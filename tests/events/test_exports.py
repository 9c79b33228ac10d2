"""One programme, many formats: each says of every occurrence what the calendar feed says."""

import csv
import io
import json
import re
from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar

from events.models import CalendarEntry
from events.services.ledger import reconcile_calendar
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_occurrence,
    make_organiser,
    make_public_event,
    make_series,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom", "ev": "http://purl.org/rss/1.0/modules/event/"}


@pytest.fixture
def programme():
    """A timed, a cancelled, an all-day and a past-midnight occurrence, with characters that break careless writers."""
    edition = make_edition(make_series(slug="nacht", name="Nacht & dag"), slug="2030", starts_on=date(2030, 9, 14))
    make_event(
        edition,
        title='Bach; "orgel", é & 🔭 <b>',
        title_en="=Bach & organ",
        terms=[make_term(name="Kunst, cultuur")],
        organisers=[make_organiser()],
    )
    make_event(edition, at__status="cancelled", at__status_reason="De organist is ziek.")
    night = make_event(edition, occurrences=0, text="<p>Een <b>lange</b> nacht.</p>")
    make_occurrence(night, starts_at=local(2030, 9, 15, 0, 30), venue=make_venue(name="Zaal, boven"))
    whole = make_event(edition, occurrences=0)
    make_occurrence(whole, starts_at=local(2030, 9, 14), ends_at=local(2030, 9, 15), all_day=True)
    reconcile_calendar()
    return edition


def outline(uid, title, start, end, status, location, url):
    return {"uid": uid, "title": title, "start": start, "end": end, "status": status, "location": location, "url": url}


def instant(value):
    zone = local(2030, 1, 1).tzinfo
    moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day, tzinfo=zone)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_calendar(body):
    for event in Calendar.from_ical(body).walk("VEVENT"):
        title = re.sub("^(AFGELAST|CANCELLED): ", "", str(event["SUMMARY"]))
        yield outline(
            str(event["UID"]).split("@")[0],
            title,
            instant(event["DTSTART"].dt),
            instant(event["DTEND"].dt),
            str(event["STATUS"]),
            str(event["LOCATION"]),
            str(event["URL"]),
        )


def from_atom(body):
    for entry in ET.fromstring(body).findall("a:entry", ATOM):
        text = {
            name: entry.findtext(name, "", ATOM)
            for name in ("a:id", "a:title", "ev:startdate", "ev:enddate", "ev:type", "ev:location")
        }
        link = entry.find("a:link", ATOM).get("href")
        yield outline(
            text["a:id"].removeprefix("urn:uuid:"),
            text["a:title"],
            text["ev:startdate"],
            text["ev:enddate"],
            text["ev:type"],
            text["ev:location"],
            link,
        )


def from_json_feed(body):
    for item in json.loads(body)["items"]:
        event = item["_event"]
        yield outline(
            item["id"],
            item["title"],
            event["startsAt"],
            event["endsAt"],
            event["status"],
            event["location"],
            item["url"],
        )


def from_csv(body):
    for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig"))):
        title = row["title"].removeprefix("'")
        yield outline(row["uid"], title, row["startsAt"], row["endsAt"], row["status"], row["location"], row["url"])


def from_schedule(body):
    for day in json.loads(body)["schedule"]["conference"]["days"]:
        for items in day["rooms"].values():
            for item in items:
                start, end = datetime.fromisoformat(item["date"]), datetime.fromisoformat(item["end"])
                yield outline(
                    item["guid"],
                    item["title"],
                    instant(start),
                    instant(end),
                    item["status"],
                    item["location"],
                    item["url"],
                )


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    ("address", "read"),
    [(".atom", from_atom), (".json", from_json_feed), (".csv", from_csv), ("/schedule.json", from_schedule)],
)
def test_every_format_equals_the_calendar_field_by_field(client, programme, prefix, address, read):
    wanted = sorted(from_calendar(client.get(f"{prefix}/agenda/nacht/2030.ics").content), key=lambda row: row["uid"])
    found = sorted(read(client.get(f"{prefix}/agenda/nacht/2030{address}").content), key=lambda row: row["uid"])
    assert len(wanted) == 4 and found == wanted


def test_the_event_page_carries_the_same_facts_as_json_ld(client, programme):
    for entry in CalendarEntry.objects.all():
        url = entry.facts["nl"]["url"].removeprefix("http://testserver")
        page = client.get(url).content.decode()
        (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        data = json.loads(script)
        rows = data if isinstance(data, list) else data.get("@graph", [data])
        (event,) = [row for row in rows if row["@type"] == "Event" or "Event" in row["@type"]]
        facts = entry.facts
        assert event["name"] == facts["nl"]["title"] and event["url"] == facts["nl"]["url"]
        cancelled = "EventCancelled" if entry.status == "CANCELLED" else "EventScheduled"
        assert event["eventStatus"].endswith(cancelled)
        start = datetime.fromisoformat(event["startDate"])
        assert instant(start if len(event["startDate"]) > 10 else start.date()) == facts["startsAt"]


def test_a_spreadsheet_cannot_be_tricked(client, programme):
    assert b",'=Bach & organ," in client.get("/en/agenda/nacht/2030.csv").content


@pytest.mark.parametrize(
    "address",
    [
        "/agenda.atom",
        "/agenda.json",
        "/agenda.csv",
        "/agenda/nacht/2030/schedule.json",
        "/wijzigingen.atom",
        "/wijzigingen.json",
    ],
)
def test_data_has_validators_and_no_cookie(client, programme, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert not first.cookies and first["Access-Control-Allow-Origin"] == "*"


def test_changes_are_told_as_sentences_and_as_data_and_what_is_new_is_not(client, programme):
    event = make_public_event(programme, title="Lezing")
    row = event.occurrences.get()
    row.starts_at, row.ends_at = row.starts_at + timedelta(hours=1), row.ends_at + timedelta(hours=1)
    row.save()
    reconcile_calendar()
    page = client.get("/wijzigingen/").content.decode()
    (item,) = json.loads(client.get("/wijzigingen.json").content)["items"]
    assert "Lezing is verplaatst naar" in page and item["title"] in page.replace("&amp;", "&")
    assert (item["_change"]["what"], item["_change"]["sequence"], item["_change"]["from"]["startsAt"]) == (
        "moved",
        1,
        "2030-09-14T18:00:00Z",
    )
    assert client.get("/wijzigingen.json?reeks=andere").json()["items"] == []


def test_changes_cost_one_query_whatever_their_number(client, programme, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/wijzigingen.json")
