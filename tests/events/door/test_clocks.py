"""When a scan was made, of a phone whose clock is wrong."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from events.door.scans.clocks import LONGEST, Reading, correct

NOW = datetime(2026, 9, 19, 20, 0, tzinfo=UTC)
LOAD, OTHER = uuid.uuid4(), uuid.uuid4()
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.mark.parametrize("off", [timedelta(), DAY, -DAY, timedelta(days=400)])
def test_on_the_same_page_the_age_is_exact_whatever_the_wall_says(off: timedelta) -> None:
    made, sent = Reading(NOW + off, LOAD, 1_000), Reading(NOW - off, LOAD, 61_000)
    assert correct(made, sent, NOW) == (NOW - MINUTE, True)


@pytest.mark.parametrize("off", [timedelta(), DAY, -DAY])
def test_on_another_page_the_difference_of_walls_counts_and_is_marked(off: timedelta) -> None:
    made, sent = Reading(NOW + off - MINUTE, OTHER, 500_000), Reading(NOW + off, LOAD, 10)
    assert correct(made, sent, NOW) == (NOW - MINUTE, False)


@pytest.mark.parametrize("load", [None, LOAD])
def test_no_scan_is_younger_than_its_arrival(load: uuid.UUID | None) -> None:
    made = Reading(NOW + DAY, load, 9_000)
    assert correct(made, Reading(NOW, load, 10), NOW) == (NOW, False)


def test_a_phone_with_the_wrong_year_made_it_two_weeks_ago_at_most() -> None:
    assert correct(Reading(NOW - 900 * DAY, None, 0), Reading(NOW, None, 0), NOW) == (NOW - LONGEST, False)
