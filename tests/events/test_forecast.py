"""How many will come: the figures worked out for ../shared/registration.md §6, and what holds for any evenings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.forecast import Evening, Forecast

FOUR = [Evening(80, 60), Evening(100, 66), Evening(60, 47), Evening(90, 58)]
EVENINGS = st.lists(
    st.integers(20, 90).flatmap(lambda seats: st.builds(Evening, st.just(seats), st.integers(0, seats))),
    min_size=3,
    max_size=5,
)


@pytest.mark.parametrize(
    ("extra", "full", "outside", "empty"),
    [(5, 0.010, 0.03, 20.9), (10, 0.034, 0.13, 17.6), (15, 0.079, 0.40, 14.3), (20, 0.153, 0.93, 11.4)],
)
def test_four_evenings_say_what_more_places_would_risk(extra: int, full: float, outside: float, empty: float) -> None:
    risk = Forecast(FOUR).risk(80, extra)
    assert (round(risk.full, 3), round(risk.outside, 2), round(risk.empty, 1)) == (full, outside, empty)


def test_nine_of_ten_evenings_of_eighty_lie_between() -> None:
    assert (Forecast(FOUR).band(80), round(Forecast(FOUR).share, 3)) == ((39, 70), 0.7)


@pytest.mark.parametrize(
    ("evenings", "is_enough"),
    [
        ([Evening(50, 40)] * 2, False),
        ([Evening(33, 30)] * 3, False),
        ([Evening(34, 30)] * 3, True),
        ([], False),
    ],
)
def test_few_evenings_or_seats_say_nothing(evenings: list[Evening], is_enough: bool) -> None:
    assert Forecast(evenings).is_enough is is_enough


def test_a_full_hall_of_two_thousand_is_no_number_too_small_to_write() -> None:
    low, high = Forecast([Evening(2000, 1990)] * 4).band(2000)
    assert 1800 < low < high <= 2000


@given(EVENINGS, st.integers(5, 60), st.integers(1, 10))
def test_more_places_are_never_less_of_a_risk(evenings: list[Evening], room: int, extra: int) -> None:
    forecast = Forecast(evenings)
    fewer, more = forecast.risk(room, extra), forecast.risk(room, extra + 1)
    assert fewer.full <= more.full + 1e-9 and fewer.outside <= more.outside + 1e-9
    assert sum(forecast.comers(room)) == pytest.approx(1, abs=1e-6)
    assert Forecast(evenings[::-1]).risk(room, extra) == fewer
