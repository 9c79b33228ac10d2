"""VTIMEZONE from the rules of any zone, in the form that every client reads."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from events.ical import CalendarHead, Zone, render_calendar, vtimezone
from events.icallint import lint_calendar, read_zone
from tests.events.ical.zones import without_summer_time

AT = datetime(2026, 9, 10, 9, 0, tzinfo=UTC)
# Tried in icalendar 7.3.0 and ical.js 2.2.1.
AMSTERDAM = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
X-LIC-LOCATION:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""
ENDED = """\
BEGIN:VTIMEZONE
TZID:Europe/Amsterdam
X-LIC-LOCATION:Europe/Amsterdam
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20270328T010000Z
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20271031T010000Z
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


def test_the_zone_of_amsterdam_is_the_reference_to_the_byte():
    assert vtimezone(ZoneInfo("Europe/Amsterdam")) == AMSTERDAM.replace("\n", "\r\n")


def test_a_rule_that_ends_says_until_when():
    assert vtimezone(without_summer_time(2028)) == ENDED.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "name",
    [
        *("America/New_York", "Australia/Sydney", "Asia/Tokyo", "Asia/Kolkata", "Asia/Jerusalem", "Africa/Casablanca"),
        *("America/Sao_Paulo", "Europe/Lisbon", "Australia/Lord_Howe", "Pacific/Chatham"),
    ],
)
def test_any_zone_is_written_so_that_it_gives_its_own_hours(name):
    zone = ZoneInfo(name)
    read = read_zone(vtimezone(zone))
    for year in range(2025, 2036):
        for month in range(1, 13):
            instant = datetime(year, month, 15, 10, tzinfo=UTC)
            assert read.wall_time(instant) == instant.astimezone(zone).replace(tzinfo=None)
    head = CalendarHead(
        product="-//A//NL",
        name="A",
        description="A",
        source="https://a.example/a.ics",
        url="https://a.example/",
        last_modified=AT,
        zone=Zone(name, vtimezone(zone)),
    )
    found = lint_calendar(render_calendar(head, []))
    assert [one for one in found if one.severity == "error"] == []
