"""Numbers as Dutch staff read them."""

import pytest

from newsletter.report.pictures import number


@pytest.mark.parametrize(
    ("value", "said"), [(None, "–"), (1990, "1990"), (38.29, "38,3"), (66.66, "66,7"), (0.04, "0,0"), (12.0, "12")]
)
def test_a_number_is_rounded_to_one_place_and_written_with_a_comma(value: float | None, said: str) -> None:
    assert number(value) == said
