"""Addresses that open a new entry in somebody's calendar, filled in."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from events.calendar.links import google_event

ZONE = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("starts", "ends", "all_day", "dates"),
    [
        (datetime(2026, 6, 20, tzinfo=ZONE), datetime(2026, 6, 22, tzinfo=ZONE), True, "20260620/20260622"),
        (
            datetime(2026, 6, 20, 20, tzinfo=ZONE),
            datetime(2026, 6, 20, 21, tzinfo=UTC),
            False,
            "20260620T180000Z/20260620T210000Z",
        ),
    ],
)
def test_days_of_a_whole_day_are_those_of_the_town_and_hours_are_utc(
    starts: datetime, ends: datetime, all_day: bool, dates: str
) -> None:
    asked = parse_qs(urlsplit(google_event("Orgel", starts, ends, all_day, "Meer", "Burcht")).query)
    assert asked == {
        "action": ["TEMPLATE"],
        "text": ["Orgel"],
        "dates": [dates],
        "details": ["Meer"],
        "location": ["Burcht"],
    }
