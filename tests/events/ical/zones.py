"""Our zone under other rules than today's, as a newer time-zone database would have them."""

import struct
from datetime import UTC, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

NAME = "Europe/Amsterdam"
HOUR, DAY = 3600, 86_400
WINTER, SUMMER = (3600, "CET"), (7200, "CEST")


def without_summer_time(year: int) -> ZoneInfo:
    """Europe/Amsterdam of which the clock is no longer changed from ``year`` on (RFC 8536 bytes of our own)."""
    base, end = ZoneInfo(NAME), int(datetime(year, 1, 1, tzinfo=UTC).timestamp())

    def offset(at: int) -> int:
        return int(datetime.fromtimestamp(at, base).utcoffset().total_seconds())

    days = [day for day in range(0, end, DAY) if offset(day) != offset(day + DAY)]
    hours = [hour for day in days for hour in range(day + HOUR, day + DAY + HOUR, HOUR)]
    moments = [(hour, int(offset(hour) == SUMMER[0])) for hour in hours if offset(hour) != offset(hour - HOUR)]
    return ZoneInfo.from_file(BytesIO(block(moments, "l") + block(moments, "q") + b"\nCET-1\n"), key=NAME)


def block(moments: list[tuple[int, int]], width: str) -> bytes:
    names = b"CET\0CEST\0"
    head = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, len(moments), 2, len(names))
    times = b"".join(struct.pack(f">{width}", at) for at, _ in moments)
    kinds = struct.pack(">lbb", WINTER[0], 0, 0) + struct.pack(">lbb", SUMMER[0], 1, 4)
    return head + times + bytes(kind for _, kind in moments) + kinds + names
