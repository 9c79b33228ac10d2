"""The list that a phone keeps for one evening: hashed codes, initials, hashed surnames; no name, address or code.

Of who registered elsewhere that evening it has the hash alone, to say where to go.
"""

import hashlib
from datetime import datetime
from typing import Any

from django.db.models import Count, Sum

from events.door.evenings import entries_on, is_at
from events.models import CalendarEntry, Device, Evening, Registration
from events.models.facts import utc

from .names import initials, surnames
from .standing import standing_word


def list_for(device: Device, now: datetime) -> dict[str, Any]:
    """JSON-able. ``people``: [hash, index in ``moments``, seats, standing, initials, hashes of surnames]."""
    key = device.key
    entries = entries_on(key.evening.day)
    here = [is_at(entry, key.venue) for entry in entries]
    return {
        **door_of(device),
        "now": now.isoformat(),
        "version": version_of(entries),
        "hashKey": key.evening.hash_key,
        "moments": [moment_of(*each) for each in zip(entries, here, strict=True)],
        "people": people_of(key.evening, entries, here),
    }


def door_of(device: Device) -> dict[str, Any]:
    key = device.key
    names = {"nl": "Alle plekken", "en": "All places"}
    if key.venue:
        names = {language: key.venue.name_on(key.evening.day, language) for language in ("nl", "en")}
    return {"day": key.evening.day.isoformat(), "venue": names, "until": device.right_ends_at.isoformat()}


def moment_of(entry: CalendarEntry, here: bool) -> dict[str, Any]:
    facts = entry.facts
    return {
        "id": str(entry.uid),
        "here": here,
        "startsAt": utc(entry.starts_at),
        "endsAt": utc(entry.ends_at),
        "status": facts["status"],
        "capacity": facts["capacity"],
        **{
            language: {"title": facts[language]["title"], "place": facts[language]["location"]}
            for language in ("nl", "en")
        },
    }


def people_of(evening: Evening, entries: list[CalendarEntry], here: list[bool]) -> list[list[Any]]:
    index = {entry.occurrence_id: number for number, entry in enumerate(entries)}
    fields = ("code", "name", "occurrence", "seats", "state", "handed_over_at", "leaves_at")
    rows = Registration.objects.filter(occurrence__in=index, erased_at=None).only(*fields).order_by("pk")
    return [row_of(evening, one, index[one.occurrence_id], entries, here) for one in rows]


def row_of(
    evening: Evening, one: Registration, number: int, entries: list[CalendarEntry], here: list[bool]
) -> list[Any]:
    row: list[Any] = [evening.hash_of(one.code), number, one.seats, standing_word(one, entries[number])]
    if here[number]:
        row += [initials(one.name), [evening.hash_of(f"name:{word}") for word in surnames(one.name)]]
    return row


def version_of(entries: list[CalendarEntry]) -> str:
    """Another one whenever the list would be: every happening of a party counts, and every change of an occurrence."""
    parties = Registration.objects.filter(occurrence__in=[entry.occurrence_id for entry in entries], erased_at=None)
    counted = parties.aggregate(n=Count("pk"), happened=Sum("happenings"))
    told = [(str(entry.uid), entry.sequence, entry.changed_at.isoformat()) for entry in entries]
    return hashlib.sha256(repr((counted, told)).encode()).hexdigest()[:16]
