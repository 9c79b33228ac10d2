"""What takes place on an evening, and which of it is behind one door."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from events.models import CalendarEntry, DoorKey, Evening, Venue

NIGHT_ENDS = time(6)
AFTER_THE_LAST = timedelta(hours=1)


def at_local(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, timezone.get_default_timezone())


def begins(day: date) -> datetime:
    return at_local(day, time.min)


def entries_on(day: date) -> list[CalendarEntry]:
    """What the public was told of a programme day, called off or not, soonest first; and what goes on from before."""
    first, noon = begins(day), at_local(day, time(12))
    near = CalendarEntry.objects.filter(starts_at__lt=first + timedelta(days=2), ends_at__gt=first)
    rows = near.filter(occurrence__isnull=False).without_vevents().select_related("occurrence__venue").in_order()
    said = day.isoformat()
    return [one for one in rows if one.facts["day"] == said or (one.facts["day"] < said and one.ends_at > noon)]


def is_at(entry: CalendarEntry, venue: Venue | None) -> bool:
    """Whether it is at a venue or in a room of it; None is every place."""
    place = entry.occurrence.venue if entry.occurrence else None
    return venue is None or (place is not None and venue.pk in (place.pk, place.parent_id))


def entries_behind(key: DoorKey) -> list[CalendarEntry]:
    return [entry for entry in entries_on(key.evening.day) if is_at(entry, key.venue)]


def end_of(day: date, venue: Venue | None) -> datetime:
    """When a door closes by itself: at six in the morning, or an hour after the last that it is for."""
    ends = [entry.ends_at for entry in entries_on(day) if entry.facts["day"] == day.isoformat() and is_at(entry, venue)]
    night = at_local(day + timedelta(days=1), NIGHT_ENDS)
    return max([night, *(end + AFTER_THE_LAST for end in ends)])


def evening_on(day: date) -> Evening:
    return Evening.objects.get_or_create(day=day)[0]
