"""Readers of every format of the programme, each to the same fields under the UID of the calendar."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from xml.etree import ElementTree as ET

from bs4 import BeautifulSoup
from django.test import Client
from icalendar import Calendar

from events.models import CalendarEntry
from tests.factories import local

NS = {
    "a": "http://www.w3.org/2005/Atom",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "geo": "http://www.georss.org/georss",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STATUS = "https://www.rfc-editor.org/rfc/rfc5545#section-3.8.1.11"
Fields = dict[str, Any]
Rows = Iterator[tuple[str, Fields]]  # per UID what a format says of it


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
