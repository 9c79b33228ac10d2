"""One programme, many formats: whatever each of them can carry is what the calendar feed says, field by field."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from icalendar import Calendar

from events.models import CalendarEntry, ChoiceGroup, Edition, EventSpeaker, Occurrence
from events.services.ledger import reconcile_calendar
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_occurrence,
    make_organiser,
    make_series,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db
NS = {
    "a": "http://www.w3.org/2005/Atom",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "geo": "http://www.georss.org/georss",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STATUS = "https://www.rfc-editor.org/rfc/rfc5545#section-3.8.1.11"
Fields = dict[str, Any]
Rows = Iterator[tuple[str, Fields]]  # per UID what a format says of it
COUNT = 13


@pytest.fixture
def programme(clock: Any) -> Edition:
    """Each hard case once, in an edition that runs through both nights that clocks change."""
    days = {"starts_on": date(2026, 10, 24), "ends_on": date(2027, 3, 28)}
    edition = make_edition(make_series(slug="nacht", name="Nacht & dag"), slug="2026", **days)
    hall = make_venue(name="Hal; A, B", lat=52.1234567, lon=4.4, wheelchair=True)
    room = make_venue(name='Zaal "boven"', parent=hall, lat=None, lon=None)
    rich = make_event(
        edition, title='Bach; "orgel", é & 🔭 <b>', title_en="=Bach & organ", occurrences=0, language="both",
        text='<p>Een <b>avond</b>, <a href="https://example.org/x">hier</a></p><ul><li>één</li></ul>',
        terms=[make_term(name="Kunst, cultuur", name_en="Art; culture"), make_term(name="Ruimte", name_en="")],
        organisers=[make_organiser(name="Museum & co"), make_organiser(name="LUMC")], track="Hoofd", is_highlight=True,
    )  # fmt: skip
    EventSpeaker.objects.create(event=rich, name="Anna ‘Ster’", role="Kijker", bio="Kijkt; en ziet.")
    first = {"starts_at": local(2026, 10, 24, 20, 15), "ends_at": local(2026, 10, 24, 21)}
    make_occurrence(
        rich, **first, venue=room, price="€ 5, studenten vrij", stream_url="https://example.org/live?a=1&b=2"
    )
    bought = {"way_in": "elsewhere", "ticket_url": "https://example.org/kaarten"}
    make_occurrence(rich, **first, **bought, venue=None, place="Onder de brug 🌉", place_en="Under the bridge")
    choice = ChoiceGroup.objects.create(edition=edition, name="Ronde 1", name_en="Round 1")
    dutch = {"title_en": "", "summary_en": "", "occurrences": 0}
    plain = make_event(edition, title="Alleen Nederlands", **dutch)
    make_occurrence(plain, **first, way_in="choose", choice=choice, capacity=4)
    make_occurrence(plain, starts_at=local(2026, 10, 25, 0, 30), ends_at=None)  # past midnight, no end known
    make_occurrence(plain, starts_at=local(2026, 10, 25, 2, 30), ends_at=local(2026, 10, 25, 2, 30, fold=1))
    make_occurrence(plain, starts_at=local(2026, 10, 25, 2, 30, fold=1), ends_at=local(2026, 10, 25, 3, 30))
    make_occurrence(plain, starts_at=local(2027, 3, 28, 1, 30), ends_at=local(2027, 3, 28, 3, 30), is_continuous=True)
    make_occurrence(plain, starts_at=local(2026, 10, 24), ends_at=local(2026, 10, 25), all_day=True)
    make_occurrence(plain, starts_at=local(2026, 10, 25), ends_at=local(2026, 10, 27), all_day=True)  # 49 hours
    changed = make_event(edition, title="Wijzigt", title_en="Changes", occurrences=4)
    reconcile_calendar()
    clock.shift(timedelta(hours=1))
    ids = list(changed.occurrences.order_by("pk").values_list("pk", flat=True))
    rows = [Occurrence.objects.filter(pk=pk) for pk in ids]
    rows[0].update(status="cancelled", status_reason="De organist is ziek.", status_reason_en="The organist is ill.")
    rows[1].update(status="postponed", status_reason="Later.")
    rows[2].update(starts_at=local(2026, 10, 26, 9), ends_at=local(2026, 10, 26, 10))
    rows[3].delete()
    reconcile_calendar()
    return edition


def instant(value: datetime | date) -> str:
    zone = local(2030, 1, 1).tzinfo
    moment = value if isinstance(value, datetime) else datetime.combine(value, time.min, tzinfo=zone)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_calendar(body: bytes) -> Rows:
    for event in Calendar.from_ical(body).walk("VEVENT"):
        prefix, title = re.fullmatch("((?:AFGELAST|CANCELLED|UITGESTELD|POSTPONED): )?(.*)", event["SUMMARY"]).groups()
        categories = [str(name) for name in event["CATEGORIES"].cats] if "CATEGORIES" in event else []
        point = {"lat": event["GEO"].latitude, "lon": event["GEO"].longitude} if "GEO" in event else None
        yield str(event["UID"]).split("@")[0], {
            "title": title,
            "headline": f"{prefix or ''}{title}",
            "startsAt": instant(event["DTSTART"].dt),
            "endsAt": instant(event["DTEND"].dt),
            "allDay": not isinstance(event["DTSTART"].dt, datetime),
            "status": str(event["STATUS"]),
            "location": str(event["LOCATION"]),
            "url": str(event["URL"]),
            "terms": categories,
            "description": str(event["DESCRIPTION"]),
            "point": point,
            "sequence": int(event["SEQUENCE"]),
            "published": instant(event["CREATED"].dt),
            "changed": instant(event["LAST-MODIFIED"].dt),
            "streamUrl": str(event.get("CONFERENCE", "")),
            "lang": event["SUMMARY"].params.get("LANGUAGE"),
        }  # fmt: skip


# What a calendar has no property for is compared with the facts that its bytes were made from.
def from_facts(language: str) -> Rows:
    for entry in CalendarEntry.objects.all():
        facts, texts = entry.facts, entry.facts[language]
        own = ("endKnown", "continuous", "day", "series", "edition", "kind", "wayIn", "ticketUrl", "access")
        said = ("reason", "text", "place", "price", "track", "choice", "organisers", "summary")
        register = texts["register"] if facts["status"] == "scheduled" else ""
        yield (
            str(entry.uid),
            {
                **{name: facts[name] for name in own},
                **{name: texts[name] for name in said},
                "speakers": [speaker["name"] for speaker in texts["speakers"]],
                "spoken": facts["language"],
                "register": register,
            },
        )


def from_atom(body: bytes) -> Rows:
    for entry in ET.fromstring(body).findall("a:entry", NS):
        categories = entry.findall("a:category", NS)
        point = entry.findtext("geo:point", None, NS)
        yield entry.findtext("a:id", "", NS).removeprefix("urn:uuid:"), {
            "headline": entry.findtext("a:title", "", NS),
            "startsAt": entry.findtext("ev:startdate", "", NS),
            "endsAt": entry.findtext("ev:enddate", "", NS),
            "status": [c.get("term") for c in categories if c.get("scheme") == STATUS][0],
            "location": entry.findtext("ev:location", "", NS),
            "organisers": [one.text for one in entry.findall("ev:organizer", NS)],
            "kind": entry.findtext("ev:type", "", NS),
            "url": entry.find("a:link", NS).get("href"),
            "terms": [c.get("term") for c in categories if not c.get("scheme")],
            "summary": entry.findtext("a:summary", "", NS),
            "description": entry.findtext("a:content", "", NS),
            "published": entry.findtext("a:published", "", NS),
            "changed": entry.findtext("a:updated", "", NS),
            "point": dict(zip(("lat", "lon"), map(float, point.split()), strict=True)) if point else None,
            "lang": entry.get(XML_LANG),
        }  # fmt: skip


def from_json_feed(body: bytes) -> Rows:
    document = json.loads(body)
    for item in document["items"]:
        yield (
            item["id"],
            {
                **item["_event"],
                "speakers": [speaker["name"] for speaker in item["_event"]["speakers"]],
                "headline": item["title"],
                "url": item["url"],
                "summary": item["summary"],
                "description": item["content_text"],
                "lang": item["language"] if item["language"] != document["language"] else None,
                "published": item["date_published"],
                "changed": item["date_modified"],
                "terms": item["tags"],
            },
        )


def from_csv(body: bytes) -> Rows:
    language = "en" if b"/en/evenement/" in body else "nl"
    for row in csv.DictReader(io.StringIO(body.decode("utf-8-sig"))):
        said: Fields = {name: value.removeprefix("'") for name, value in row.items()}
        yes = {name: said[name] == "yes" for name in ("allDay", "endKnown", "continuous")}
        point = {"lat": float(said["lat"]), "lon": float(said["lon"])} if said["lat"] else None
        del said["lat"], said["lon"]
        yield said.pop("uid"), {
            **said, **yes,
            "point": point,
            "sequence": int(said["sequence"]),
            "terms": said["terms"].splitlines(),
            "organisers": said["organisers"].splitlines(),
            "access": said["access"].split(),
            "speakers": said["speakers"].splitlines(),
            "lang": said["lang"] if said["lang"] != language else None,
        }  # fmt: skip


def from_schedule(body: bytes) -> Rows:
    for day in json.loads(body)["schedule"]["conference"]["days"]:
        for room, items in day["rooms"].items():
            for item in items:
                start, end = datetime.fromisoformat(item["date"]), datetime.fromisoformat(item["end"])
                hours, minutes = map(int, item["duration"].split(":"))
                assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=hours, minutes=minutes)
                assert (item["start"], item["room"]) == (f"{start:%H:%M}", room)
                links = {link["title"]: link["url"] for link in item["links"]}
                yield (
                    item["guid"],
                    {
                        "headline": item["title"],
                        "startsAt": instant(start),
                        "endsAt": instant(end),
                        "day": day["date"],
                        "status": item["status"],
                        "place": room,
                        "location": item["location"],
                        "url": item["url"],
                        "track": item["track"] or "",
                        "kind": item["type"],
                        "spoken": item["language"],
                        "summary": item["abstract"],
                        "streamUrl": links.get("stream", ""),
                        "ticketUrl": links.get("tickets", ""),
                        "register": links.get("register", ""),
                        "speakers": [person["public_name"] for person in item["persons"]],
                    },
                )


def from_pages(client: Client, prefix: str) -> Rows:
    """The JSON-LD of every event page of the programme."""
    language = "en" if prefix else "nl"
    for url in sorted({entry.facts[language]["url"] for entry in CalendarEntry.objects.all()}):
        page = BeautifulSoup(client.get(url.removeprefix("http://testserver")).content, "html.parser")
        data = json.loads(page.find("script", type="application/ld+json").string)
        for event in data if isinstance(data, list) else [data]:
            yield event["@id"].partition("#")[2], from_json_ld(event)


def from_json_ld(event: Fields) -> Fields:
    places = event["location"] if isinstance(event["location"], list) else [event["location"]]
    (place,) = [one for one in places if one["@type"] == "Place"]
    (stream,) = [one["url"] for one in places if one["@type"] == "VirtualLocation"] or [""]
    state = event["eventStatus"].removeprefix("https://schema.org/")
    start, end = event["startDate"], event.get("endDate")
    geo, spoken = place.get("geo"), event.get("inLanguage")
    return {
        "title": event["name"],
        "startsAt": instant(read_time(start)),
        **({"endsAt": instant(after(read_time(end)))} if end else {}),
        "allDay": len(start) == 10,
        "endKnown": end is not None,
        "status": "CANCELLED" if state in ("EventCancelled", "EventPostponed") else "CONFIRMED",
        "place": place["name"],
        "location": address_of(place),
        "point": {"lat": round(geo["latitude"], 6), "lon": round(geo["longitude"], 6)} if geo else None,
        "url": event["url"],
        "summary": event["description"],
        "organisers": [one["name"] for one in event.get("organizer", [])],
        "speakers": [one["name"] for one in event.get("performer", [])],
        "streamUrl": stream,
        "spoken": "both" if spoken == ["nl", "en"] else spoken,
    }


def read_time(text: str) -> datetime | date:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def after(last: datetime | date) -> datetime | date:
    """schema.org names the last day of what lasts all day, a calendar the day after."""
    return last if isinstance(last, datetime) else last + timedelta(days=1)


def address_of(place: Fields) -> str:
    """As the calendar writes it on one line."""
    address = place["address"]
    if isinstance(address, str):
        return address
    return f"{place['name']}, {address['streetAddress']}, {address['postalCode']} {address['addressLocality']}"


SHARED = {"startsAt", "endsAt", "status", "location", "url"}
MORE = SHARED | {"headline", "published", "changed", "terms", "organisers", "kind", "summary", "lang", "point"}
DATA = {"title", "allDay", "endKnown", "continuous", "day", "series", "edition", "wayIn", "ticketUrl", "streamUrl",
        "access", "reason", "text", "place", "price", "track", "choice", "register", "spoken", "sequence",
        "speakers"}  # fmt: skip
FORMATS: dict[str, tuple[Callable[[bytes], Rows], set[str]]] = {
    ".atom": (from_atom, MORE | {"description"}),
    ".json": (from_json_feed, MORE | DATA | {"description"}),
    ".csv": (from_csv, MORE - {"headline"} | DATA),
    "/schedule.json": (
        from_schedule,
        SHARED
        | {
            "headline",
            "day",
            "place",
            "track",
            "kind",
            "spoken",
            "summary",
            "streamUrl",
            "ticketUrl",
            "register",
            "speakers",
        },  # fmt: skip
    ),
}
ON_PAGES = (SHARED - {"endsAt"}) | {
    "title", "allDay", "endKnown", "place", "point", "summary", "organisers", "speakers", "streamUrl", "spoken",
}  # fmt: skip


def wanted(client: Client, prefix: str) -> dict[str, Fields]:
    """What the calendar says of each, and beside it the facts that no calendar has a property for."""
    told = dict(from_calendar(client.get(f"{prefix}/agenda/nacht/2026.ics").content))
    assert len(told) == COUNT
    return {uid: {**told[uid], **facts} for uid, facts in from_facts("en" if prefix else "nl")}


def differing(found: dict[str, Fields], want: dict[str, Fields]) -> list[tuple[str, str, Any, Any]]:
    return [
        (want[uid]["headline"], name, value, want[uid][name])
        for uid, fields in found.items()
        for name, value in fields.items()
        if value != want[uid][name]
    ]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", FORMATS)
def test_every_format_equals_the_calendar_field_by_field(client, programme, prefix, address):
    read, fields = FORMATS[address]
    want, found = wanted(client, prefix), dict(read(client.get(f"{prefix}/agenda/nacht/2026{address}").content))
    assert found.keys() == want.keys()
    assert {frozenset(row) for row in found.values()} == {frozenset(fields)}
    assert differing(found, want) == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_data_on_the_pages_equals_the_calendar_field_by_field(client, programme, prefix):
    want, found = wanted(client, prefix), dict(from_pages(client, prefix))
    assert found.keys() == want.keys()
    assert {frozenset(row) - {"endsAt"} for row in found.values()} == {frozenset(ON_PAGES)}
    assert {row["endKnown"] for row in found.values() if "endsAt" not in row} == {False}
    assert differing(found, want) == []


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_text_of_the_calendar_is_made_of_the_fields_of_the_others(client, programme, prefix):
    for row in wanted(client, prefix).values():
        told = ("reason", "summary", "text", "ticketUrl", "streamUrl", "register", "url")
        parts = [row[name] for name in told if row[name] and (name != "reason" or row["status"] == "CANCELLED")]
        at = [row["description"].find(part) for part in parts]
        assert min(at) >= 0
        assert row["description"].endswith(row["url"])


def test_the_hard_cases_are_all_in_it(client, programme):
    """So that a programme that grew tame cannot make the other tests true."""
    rows = wanted(client, "").values()
    assert sorted({row["headline"].split(":")[0] for row in rows if row["status"] == "CANCELLED"}) == [
        "AFGELAST",
        "UITGESTELD",
    ]
    assert {row["sequence"] for row in rows} == {0, 1}
    spans = {(row["startsAt"], row["endsAt"]) for row in rows}
    assert spans >= {
        ("2026-10-24T22:30:00Z", "2026-10-24T23:30:00Z"),  # after midnight, end not known
        ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),  # half past two until half past two
        ("2026-10-25T01:30:00Z", "2026-10-25T02:30:00Z"),
        ("2027-03-28T00:30:00Z", "2027-03-28T01:30:00Z"),  # the hour that is not there
        ("2026-10-23T22:00:00Z", "2026-10-24T22:00:00Z"),  # a day
        ("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z"),  # two days of 49 hours
    }
    assert {row["day"] for row in rows} >= {"2026-10-24", "2027-03-27"}
    assert any(row["place"] == "Onder de brug 🌉" for row in rows) and any(row["choice"] for row in rows)
    assert {row["lang"] for row in wanted(client, "/en").values()} == {None, "nl"}


@pytest.mark.parametrize(("days", "count"), [(0, COUNT), (200, COUNT - 3)])
def test_what_leaves_the_calendar_after_a_while_leaves_the_data_too(client, programme, clock, days, count):
    clock.move_to(local(2027, 3, 29))
    clock.shift(timedelta(days=days))
    uids = set(dict(from_calendar(client.get("/agenda/nacht/2026.ics").content)))
    assert len(uids) == count
    for address, (read, _) in FORMATS.items():
        assert set(dict(read(client.get(f"/agenda/nacht/2026{address}").content))) == uids


@pytest.mark.parametrize("address", ["/agenda", "/agenda/nacht", "/agenda/nacht/2026"])
@pytest.mark.parametrize("query", ["", "?kind=music&q=orgel", "?day=2026-10-24"])
def test_each_selection_is_the_same_in_every_format_and_a_feed_of_its_own(client, programme, address, query):
    uids = set(dict(from_calendar(client.get(f"{address}.ics{query}").content)))
    assert uids
    for form in (".atom", ".json", ".csv"):
        assert set(dict(FORMATS[form][0](client.get(f"{address}{form}{query}").content))) == uids
    feed = ET.fromstring(client.get(f"{address}.atom{query}").content)
    assert feed.find("a:link[@rel='self']", NS).get("href") == f"http://testserver{address}.atom{query}"
    whole = ET.fromstring(client.get(f"{address}.atom").content)
    assert (feed.findtext("a:id", "", NS) == whole.findtext("a:id", "", NS)) == (query == "")
