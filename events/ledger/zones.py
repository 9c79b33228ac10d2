"""When the rules of our zone change: what staff meant is the time on the clock in town, so that is what stays.

Rows keep instants, made from wall times by the rules of that day. What the rules were is in the ledger, as the
VTIMEZONE the public was told; a full reconciliation compares it with the rules of now, and where the same wall time has
become another instant, moves the instant. Another name in the setting TIME_ZONE is no new rule: instants then stay.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from events.icallint import WrittenZone, read_zone
from events.models import Event, FeedScope, Occurrence
from events.models.facts import utc
from events.shell.identity import surroundings, zone_told

from .scopes import EVERYTHING

WALL_TIMES = ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at")


def keep_wall_times(now: datetime) -> set[str]:
    """Bring what is still to come to the rules of now; returns the UIDs of the occurrences that were moved."""
    told = FeedScope.objects.filter(name=EVERYTHING).values_list("head", flat=True).first() or {}
    zone, current = told.get("zone"), zone_told()
    if zone is None or zone["name"] != current.name or zone["definition"] == current.definition:
        return set()
    old = read_zone(zone["definition"])
    return move_all(old, surroundings()["zone"], now) if old else set()


def move_all(old: WrittenZone, new: ZoneInfo, now: datetime) -> set[str]:
    coming = Occurrence.objects.filter(Q(ends_at__gt=now) | Q(ends_at=None, starts_at__gt=now))
    moved = [occurrence for occurrence in coming.order_by("pk") if move(occurrence, old, new)]
    Occurrence.objects.bulk_update(moved, WALL_TIMES, batch_size=200)
    move_drafts({occurrence.event_id for occurrence in moved}, old, new, now)
    return {str(occurrence.public_id) for occurrence in moved}


def move(occurrence: Occurrence, old: WrittenZone, new: ZoneInfo) -> bool:
    """Set the unsaved ``occurrence`` to the same times on the clock; returns whether that changed anything."""
    is_moved = False
    for name in WALL_TIMES:
        was = getattr(occurrence, name)
        if was and (now_at := same_wall_time(was, old, new)) != was:
            setattr(occurrence, name, now_at)
            is_moved = True
    return is_moved


def same_wall_time(instant: datetime, old: WrittenZone, new: ZoneInfo) -> datetime:
    wall = old.wall_time(instant)
    return instant if wall is None else wall.replace(tzinfo=new).astimezone(UTC)


def move_drafts(events: Iterable[int], old: WrittenZone, new: ZoneInfo, now: datetime) -> None:
    """Versions of these events too, drafts and earlier ones: publishing one must not bring the old hour back."""
    kind = ContentType.objects.get_for_model(Event)
    versions = Revision.objects.filter(base_content_type=kind, object_id__in=[str(pk) for pk in events])
    for version in versions.iterator(chunk_size=100):
        for moment in version.content.get("occurrences", []):
            move_written(moment, old, new, now)
        version.save(update_fields=["content"])


def move_written(moment: dict[str, Any], old: WrittenZone, new: ZoneInfo, now: datetime) -> None:
    for name in WALL_TIMES:
        was = parse_datetime(moment.get(name) or "")
        if was and was > now:
            moment[name] = utc(same_wall_time(was, old, new))
