"""``schedule.json`` as conference apps read it (frab's, pretalx's); cancelled items are said, not left out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from events.models import CalendarEntry
from events.models.facts import moment

from .entry import event_of, headline, texts_of
from .json_feed import dump


@dataclass(frozen=True)
class Conference:
    """The edition: days as dates, ``day_ends_at`` when a programme day gives way to the next."""

    acronym: str
    title: str
    url: str
    starts_on: date
    ends_on: date
    day_ends_at: time
    zone: ZoneInfo
    version: str


def schedule_json(conference: Conference, entries: Sequence[CalendarEntry], language: str) -> bytes:
    """Days by programme day, rooms by place, in the order of ``entries``."""
    days: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for entry in entries:
        room = texts_of(entry, language)["place"]
        days[entry.facts["day"]][room].append(item(entry, conference, language))
    return dump(
        {
            "$schema": "https://c3voc.de/schedule/schema.json",
            "schedule": {
                "version": conference.version,
                "base_url": conference.url,
                "conference": {
                    "acronym": conference.acronym,
                    "title": conference.title,
                    "start": conference.starts_on.isoformat(),
                    "end": conference.ends_on.isoformat(),
                    "daysCount": len(days),
                    "timeslot_duration": "00:05",
                    "time_zone_name": str(conference.zone),
                    "url": conference.url,
                    "days": [
                        day(number, name, days[name], conference) for number, name in enumerate(sorted(days), start=1)
                    ],
                },
            },
        }
    )


def day(number: int, name: str, rooms: dict[str, list[dict[str, Any]]], conference: Conference) -> dict[str, Any]:
    begin = datetime.combine(date.fromisoformat(name), conference.day_ends_at, conference.zone)
    end = datetime.combine(date.fromisoformat(name) + timedelta(days=1), conference.day_ends_at, conference.zone)
    return {"index": number, "date": name, "day_start": begin.isoformat(), "day_end": end.isoformat(), "rooms": rooms}


def item(entry: CalendarEntry, conference: Conference, language: str) -> dict[str, Any]:
    facts, texts = entry.facts, texts_of(entry, language)
    off = facts["status"] != "scheduled"
    start, end = (
        moment(facts["startsAt"]).astimezone(conference.zone),
        moment(facts["endsAt"]).astimezone(conference.zone),
    )
    minutes = int((moment(facts["endsAt"]) - moment(facts["startsAt"])).total_seconds()) // 60
    return {
        "guid": facts["uid"],
        "id": entry.pk,
        "code": facts["code"],
        "slug": facts["slug"],
        "url": texts["url"],
        "date": start.isoformat(),
        "start": f"{start:%H:%M}",
        "end": end.isoformat(),
        "duration": f"{minutes // 60:02}:{minutes % 60:02}",
        "room": texts["place"],
        "track": texts["track"] or None,
        "type": facts["kind"],
        "language": facts["language"],
        "title": headline(facts, language),
        "subtitle": "",
        "abstract": texts["summary"],
        "description": "\n\n".join(part for part in (texts["reason"] if off else "", texts["text"]) if part),
        "status": entry.status,
        "location": texts["location"],
        "persons": [{"public_name": speaker["name"], "biography": speaker["bio"]} for speaker in texts["speakers"]],
        "links": links_of(event_of(entry, language)),
        "attachments": [],
    }


def links_of(event: dict[str, Any]) -> list[dict[str, str]]:
    """Where one follows along, gets tickets or says that one comes; each named by what it is for."""
    named = {"stream": event["streamUrl"], "tickets": event["ticketUrl"], "register": event["register"]}
    return [{"title": name, "type": "related", "url": url} for name, url in named.items() if url]
