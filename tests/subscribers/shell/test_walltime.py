"""A time on the clock in town is the same moments by every door that asks for one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from events.shell.walltime import WallTimeField
from newsletter.schedule.scheduling import resolve_wall_time
from subscribers.shell.walltime import instants_of


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


CASES = [
    (datetime(2026, 7, 1, 9, 30), [utc(2026, 7, 1, 7, 30)]),
    (datetime(2026, 12, 1, 9, 30), [utc(2026, 12, 1, 8, 30)]),
    (datetime(2027, 3, 28, 1, 59), [utc(2027, 3, 28, 0, 59)]),
    (datetime(2027, 3, 28, 2, 0), []),
    (datetime(2027, 3, 28, 2, 59), []),
    (datetime(2027, 3, 28, 3, 0), [utc(2027, 3, 28, 1)]),
    (datetime(2026, 10, 25, 1, 59), [utc(2026, 10, 24, 23, 59)]),
    (datetime(2026, 10, 25, 2, 0), [utc(2026, 10, 25, 0), utc(2026, 10, 25, 1)]),
    (datetime(2026, 10, 25, 2, 59), [utc(2026, 10, 25, 0, 59), utc(2026, 10, 25, 1, 59)]),
    (datetime(2026, 10, 25, 3, 0), [utc(2026, 10, 25, 2)]),
]


def by_the_form_of_a_moment(naive: datetime, second: bool | None) -> datetime | None:
    word = {None: "", False: " zomertijd", True: " wintertijd"}[second]
    return WallTimeField().to_python(f"{naive:%d-%m-%Y %H:%M}{word}")


def by_the_hour_of_an_issue(naive: datetime, second: bool | None) -> datetime | None:
    return resolve_wall_time(naive, second_time=second)


DOORS = [by_the_form_of_a_moment, by_the_hour_of_an_issue]


@pytest.mark.parametrize(("naive", "instants"), CASES)
def test_a_wall_time_is_none_one_or_two_moments(naive: datetime, instants: list[datetime]) -> None:
    assert instants_of(naive) == instants
    assert all(moment.utcoffset() == timedelta(0) for moment in instants_of(naive))


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("naive", "instants"), CASES)
def test_every_door_reads_it_alike(door, naive: datetime, instants: list[datetime]) -> None:  # type: ignore[no-untyped-def]
    if len(instants) == 1:
        assert door(naive, None) == instants[0]
        return
    with pytest.raises(ValidationError) as refused:
        door(naive, None)
    assert refused.value.code == ("twice" if instants else "gap")
    if instants:
        assert [door(naive, second) for second in (False, True)] == instants
