"""What a phone asks while there is a network: a name, or a code that its list does not have. None of it is logged."""

from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from events.door.evenings import entries_behind, entries_on, is_at
from events.models import CalendarEntry, Device, Registration, Scan
from events.models.facts import utc

from .names import fold
from .standing import standing_word

MOST: Final = 20
LONGEST: Final = 80
STILL_COMMITTING: Final = timedelta(seconds=30)  # a batch may be seen later than one that came after it


def search(device: Device, words: str) -> list[dict[str, Any]]:
    """Parties of this evening in whose name every word begins one, those of this door first; at most ``MOST``."""
    wanted = fold(words[:LONGEST]).split()
    entries = {entry.occurrence_id: entry for entry in entries_on(device.key.evening.day)}
    rows = Registration.objects.filter(occurrence__in=entries, erased_at=None).order_by("name", "pk")
    found = [one for one in rows if wanted and fits(fold(one.name).split(), wanted)]
    found.sort(key=lambda one: not is_at(entries[one.occurrence_id], device.key.venue))
    return [party(device, one, entries[one.occurrence_id]) for one in found[:MOST]]


def fits(name: list[str], wanted: list[str]) -> bool:
    return all(any(word.startswith(one) for word in name) for one in wanted)


def look_up(device: Device, code: str) -> dict[str, Any] | None:
    """The party of a code, of whatever evening; None for a code of nobody."""
    mine = Registration.objects.with_standing().filter(code=code.lower()[:12], erased_at=None).first()
    return party(device, mine, getattr(mine.occurrence, "entry", None)) if mine else None


def party(device: Device, one: Registration, entry: CalendarEntry | None) -> dict[str, Any]:
    """For the eyes of the volunteer; the phone stores nothing of it but the hash."""
    texts = {language: (entry.facts[language] if entry else {}) for language in ("nl", "en")}
    return {
        "hash": device.key.evening.hash_of(one.code),
        "name": one.name,
        "seats": one.seats,
        "standing": standing_word(one, entry),
        "moment": str(entry.uid) if entry else None,
        "startsAt": utc(entry.starts_at) if entry else None,
        "here": bool(entry and is_at(entry, device.key.venue)),
        "tonight": bool(entry and is_tonight(device, entry)),
        **{
            language: {"title": said.get("title", ""), "place": said.get("location", "")}
            for language, said in texts.items()
        },
    }


def is_tonight(device: Device, entry: CalendarEntry) -> bool:
    day = device.key.evening.day
    goes_on = timezone.localdate(entry.starts_at) <= day <= timezone.localdate(entry.ends_at)
    return bool(entry.facts["day"] == day.isoformat() or goes_on)


def news_since(device: Device, since: datetime | None) -> list[dict[str, Any]]:
    """Scans at this door that this phone may not know, some again: it adds them up as the server does, by nonce."""
    key = device.key
    here = [entry.occurrence_id for entry in entries_behind(key)]
    rows = Scan.objects.filter(evening=key.evening, occurrence__in=here, after_right=False).exclude(device=device)
    if since:
        rows = rows.filter(recorded_at__gte=since - STILL_COMMITTING)
    return [told(one) for one in rows.select_related("device", "occurrence").order_by("recorded_at", "pk")]


def told(one: Scan) -> dict[str, Any]:
    return {
        "nonce": str(one.nonce),
        "kind": one.kind,
        "people": one.people,
        "hash": one.code_hash,
        "undoes": str(one.undoes) if one.undoes else None,
        "occurrence": str(one.occurrence.public_id) if one.occurrence else None,
        "at": one.happened_at.isoformat(),
        "phone": str(one.device) if one.device else "",
    }
