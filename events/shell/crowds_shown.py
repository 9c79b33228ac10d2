"""How busy it is where something is on now, by what the doors counted: on public pages, and never in a feed's bytes.

No number of people is told, only one of three levels. As seats are (``seats_shown``), a level is compared with what is
believed of it, and no writer does anything for it.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

from django.db.models import Sum
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.models import CalendarEntry, Scan
from events.models.door import SIGNED
from subscribers.caching.rules import note
from subscribers.caching.versions import Belief

FULL, BUSY = 0.95, 0.5  # shares of the places at which it is full, and at which it is not quiet any more


class Level(StrEnum):
    FULL = "full"
    ROOM = "room"
    QUIET = "quiet"


SAID: dict[Level, Promise] = {Level.FULL: _("Nu vol"), Level.ROOM: _("Nu nog ruimte"), Level.QUIET: _("Nu rustig")}


def level_of(inside: int, capacity: int | None) -> Level | None:
    """None where it is not known how many fit."""
    if not capacity:
        return None
    share = inside / capacity
    return Level.FULL if share >= FULL else Level.ROOM if share >= BUSY else Level.QUIET


def crowds(now: datetime) -> dict[str, Level]:
    """By uid, of all that are on and where somebody was counted. One query."""
    on = CalendarEntry.objects.taking_place().filter(starts_at__lte=now, ends_at__gt=now)
    scans = Scan.objects.counted().filter(occurrence__in=on.values("occurrence")).order_by()
    rows = scans.values_list("occurrence__public_id", "occurrence__capacity", "occurrence__venue__capacity")
    found = {
        str(uid): level_of(inside, places or venue) for uid, places, venue, inside in rows.annotate(inside=Sum(SIGNED))
    }
    return {uid: level for uid, level in found.items() if level}


class CrowdBelief(Belief[Mapping[str, Level]]):
    def ask(self) -> Mapping[str, Level]:
        return crowds(timezone.now())


CROWDS = CrowdBelief()


class CrowdsShown:
    """Those that a response shows, or shows none of."""

    def __init__(self, shown: Mapping[str, Level | None]) -> None:
        self.shown = shown

    def is_true(self) -> bool:
        _, believed = CROWDS.now()
        return all(believed.get(uid) == level for uid, level in self.shown.items())

    def is_known(self) -> bool:
        return CROWDS.known_tick() is not None


def shown_crowds(told: Iterable[tuple[str, datetime, datetime]], now: datetime) -> dict[str, Level]:
    """By uid, of what is ``told`` (uid, beginning, end), for a response, which is made anew when they change. No query
    where nothing is on."""
    on = [uid for uid, begins, ends in told if begins <= now < ends]
    if not on:
        return {}
    believed = CROWDS.now()[1]
    note(CrowdsShown({uid: believed.get(uid) for uid in on}))
    return {uid: believed[uid] for uid in on if uid in believed}
