"""What may be shown of counts: nothing about fewer than the threshold, whoever adds and subtracts."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from newsletter.report.threshold import Span, in_spans, only_shown, shown

FIRST = date(2026, 11, 24)


def days(*counts: int) -> dict[date, int]:
    return {FIRST + timedelta(days=number): count for number, count in enumerate(counts)}


def test_fewer_than_the_threshold_is_not_told_and_the_threshold_is() -> None:
    assert [shown(count, 5) for count in (0, 4, 5, 6)] == [None, None, 5, 6]
    assert only_shown({"a": 4, "b": 5, "c": 60}, 5) == {"b": 5, "c": 60}


def test_quiet_days_come_together_and_what_is_over_joins_the_last() -> None:
    assert in_spans(days(120, 33, 2, 1, 4, 9, 3), 5) == [
        Span(date(2026, 11, 24), date(2026, 11, 24), 120),
        Span(date(2026, 11, 25), date(2026, 11, 25), 33),
        Span(date(2026, 11, 26), date(2026, 11, 28), 7),
        Span(date(2026, 11, 29), date(2026, 11, 30), 12),
    ]


def test_no_more_spans_than_a_picture_has_room_for() -> None:
    assert in_spans(days(9, 9, 9, 9), 5, most=2) == [
        Span(date(2026, 11, 24), date(2026, 11, 24), 9),
        Span(date(2026, 11, 25), date(2026, 11, 27), 27),
    ]


def test_days_that_are_not_enough_together_are_not_told_at_all() -> None:
    assert in_spans(days(1, 3), 5) == in_spans({}, 5) == []


@given(st.lists(st.integers(1, 30), min_size=1, max_size=40), st.integers(2, 12))
def test_every_span_is_enough_and_together_they_are_the_whole(counts: list[int], least: int) -> None:
    spans = in_spans(days(*counts), least)
    assert all(span.count >= least for span in spans)
    assert sum(span.count for span in spans) == (sum(counts) if sum(counts) >= least else 0)
    assert all(before.last < after.first for before, after in zip(spans, spans[1:], strict=False))
