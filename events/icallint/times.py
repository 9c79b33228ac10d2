"""Moments in a file: how they are written, and which instant that is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from .reading import Line

FORM = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
DURATION = re.compile(r"([+-]?)P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?)")


@dataclass(frozen=True)
class Written:
    """A DATE or DATE-TIME as it stands. ``form`` is ``date``, ``utc``, ``zoned``, ``floating`` or ``wrong``."""

    form: str
    local: datetime
    zone: str

    def instant(self, zones: Mapping[str, tzinfo]) -> datetime | None:
        """The moment in UTC; None when its zone is not known. A date is its midnight UTC, to compare with other dates.

        In the hour that comes twice it is the first time (RFC 5545 §3.3.5).
        """
        if self.form == "wrong" or (self.form == "zoned" and self.zone not in zones):
            return None
        zone = zones[self.zone] if self.form == "zoned" else UTC
        return self.local.replace(tzinfo=zone).astimezone(UTC)


def read_time(line: Line) -> Written:
    """What a DTSTART or its like says."""
    match = FORM.fullmatch(line.value)
    zone = line.parameter("TZID")
    try:
        local = datetime.fromisoformat(line.value.removesuffix("Z")) if match else None
    except ValueError:
        local = None
    if match is None or local is None:
        return Written("wrong", datetime.min, zone)  # noqa: DTZ901 - wall time: the zone stands beside it
    if match.group(2) is None:
        return Written("date", local, zone)
    if match.group(3):
        return Written("utc", local, zone)
    return Written("zoned" if zone else "floating", local, zone)


def read_duration(value: str) -> timedelta | None:
    """RFC 5545 §3.3.6; None when it is not one."""
    match = DURATION.fullmatch(value)
    if match is None or value[-1:] in ("P", "T"):
        return None
    sign, *numbers = match.groups()
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in numbers)
    return (-1 if sign == "-" else 1) * timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


def is_repeated(local: datetime, zone: ZoneInfo) -> bool:
    """Whether this wall time comes twice: the clock goes back over it in autumn."""
    first, second = (local.replace(tzinfo=zone, fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not is_skipped(local, zone)


def is_skipped(local: datetime, zone: ZoneInfo) -> bool:
    """Whether this wall time does not exist: the clock jumps over it in spring."""
    return local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local
