"""Starring without an account, the clashes in what was starred, and its calendar."""

import math
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import CalendarEntry, Programme, Registration
from events.models.facts import Facts, moment
from subscribers.access.tokens import digest

MOST_ITEMS = 300
UNUSED_DAYS = 400
METRES_A_MINUTE = 75  # 4.5 km/h: with a bag, over cobbles
FAR = timedelta(hours=2)  # between two of one city anybody can walk in that
DETOUR = 1.3  # streets and bridges against the straight line


def start_programme() -> tuple[Programme, str]:
    """A new empty programme and its secret (256 bits), shown this once."""
    raw = secrets.token_urlsafe(32)
    return Programme.objects.create(digest=digest(raw)), raw


def make_sample(most: int) -> dict[str, str]:
    """Programmes to look at, by what they are, with their secrets: one in use, of all ways to be in it, one revoked."""
    programme, secret = start_programme()
    programme.entries.set(CalendarEntry.objects.in_order()[:most])
    found = (Registration.objects.holding().filter(state=state).first() for state in Registration.State)
    programme.registrations.set([one for one in found if one])
    revoked, old_secret = start_programme()
    revoke(revoked)
    return {"in gebruik": secret, "ingetrokken": old_secret}


def find_programme(raw: str) -> Programme | None:
    """The programme behind a secret, revoked or not; None when there is none."""
    return Programme.objects.filter(digest=digest(raw)).first()


def note_use(programme: Programme) -> None:
    today = timezone.localdate()
    if programme.used_on != today:
        Programme.objects.filter(pk=programme.pk).update(used_on=today)


def star(programme: Programme, uid: UUID) -> bool:
    """Put an occurrence in, or take it out when it is in; returns whether it is in now."""
    entry = CalendarEntry.objects.filter(uid=uid).first()
    if entry is None:
        raise ValidationError(_("Deze activiteit kennen wij niet."), code="gone")
    with transaction.atomic():
        if programme.entries.filter(pk=entry.pk).exists():
            programme.entries.remove(entry)
            return False
        if programme.entries.count() >= MOST_ITEMS:
            raise ValidationError(
                _("Uw programma is vol: er passen %(most)s activiteiten in.") % {"most": MOST_ITEMS}, code="full"
            )
        programme.entries.add(entry)
        return True


def keep(programme: Programme, entry: CalendarEntry) -> None:
    """Put an occurrence in, whether or not it is in already; a full programme stays as it is."""
    if programme.entries.count() < MOST_ITEMS:
        programme.entries.add(entry)


def attach_registration(programme: Programme, registration: Registration) -> None:
    """What one registered for is in it."""
    programme.registrations.add(registration)


def revoke(programme: Programme) -> None:
    """The address stops working; calendars are told so for thirty days."""
    Programme.objects.filter(pk=programme.pk, revoked_at=None).update(revoked_at=timezone.now())


def forget_unused(now: datetime) -> int:
    """Erase programmes nobody looked at for over a year; returns how many."""
    return Programme.objects.filter(used_on__lt=now.date() - timedelta(days=UNUSED_DAYS)).delete()[0]


@dataclass(frozen=True)
class Planned:
    """One line of a programme: the entry, and how one is in: starred, confirmed, waitlisted or pending."""

    entry: CalendarEntry
    how: str


@dataclass(frozen=True)
class Clash:
    """Two that do not go together: ``kind`` overlap, or walk with the minutes there are and those needed."""

    first: CalendarEntry
    second: CalendarEntry
    kind: str
    minutes: int = 0
    needed: int = 0


def planned(programme: Programme) -> list[Planned]:
    """Everything in it, soonest first; a registration counts before a star. Three queries."""
    states = {
        registration.occurrence.public_id: registration.state
        for registration in programme.registrations.holding().select_related("occurrence")  # type: ignore[attr-defined]
    }
    uids = {entry.uid: "starred" for entry in programme.entries.all()} | states
    entries = CalendarEntry.objects.filter(uid__in=uids).in_order()
    return [Planned(entry, uids[entry.uid]) for entry in entries]


def clashes(lines: Iterable[Planned]) -> list[Clash]:
    """Pairs that overlap or lie too far apart to walk; what is cancelled, continuous or all day bothers nobody."""
    fixed = [
        line.entry
        for line in lines
        if line.entry.status == "CONFIRMED" and not (line.entry.facts["continuous"] or line.entry.facts["allDay"])
    ]
    found = []
    for number, first in enumerate(fixed):
        for second in fixed[number + 1 :]:
            if second.starts_at - first.ends_at > FAR:
                break
            if clash := clash_of(first, second):
                found.append(clash)
    return found


def clashes_with(entry: CalendarEntry, lines: Iterable[Planned]) -> list[Clash]:
    """Those between ``entry`` and what else is planned; ``lines`` in any order, with or without itself."""
    others = [line for line in lines if line.entry.uid != entry.uid]
    in_order = sorted([*others, Planned(entry, "")], key=lambda line: (line.entry.starts_at, line.entry.pk))
    return [clash for clash in clashes(in_order) if entry.uid in (clash.first.uid, clash.second.uid)]


def clash_of(first: CalendarEntry, second: CalendarEntry) -> Clash | None:
    gap = moment(second.facts["startsAt"]) - moment(first.facts["endsAt"])
    minutes = int(gap.total_seconds() // 60)
    if minutes < 0:
        return Clash(first, second, "overlap")
    needed = walking_minutes(first.facts, second.facts)
    return Clash(first, second, "walk", minutes, needed) if needed > minutes else None


def walking_minutes(one: Facts, other: Facts) -> int:
    """Minutes on foot between two venues (WGS84, haversine with a detour); 0 where a place is not known."""
    a, b = one["venue"], other["venue"]
    if (
        not a
        or not b
        or None in (a["lat"], a["lon"], b["lat"], b["lon"])
        or (a["parent"] or a["slug"]) == (b["parent"] or b["slug"])
    ):
        return 0
    lat1, lon1, lat2, lon2 = map(math.radians, (a["lat"], a["lon"], b["lat"], b["lon"]))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    metres = 2 * 6_371_000 * math.asin(math.sqrt(h)) * DETOUR
    return math.ceil(metres / METRES_A_MINUTE)
