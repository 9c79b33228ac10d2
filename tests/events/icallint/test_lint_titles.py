"""A title that begins with a sad word is a title; a notice that nothing happens is a notice."""

import pytest

from events.icallint.rules.entries import PREFIX


@pytest.mark.parametrize(
    "title", ["Vervallen glorie", "Uitgesteld plezier", "Cancelled stamps and their stories", "Orgel"]
)
def test_an_ordinary_title_is_no_notice(title):
    assert PREFIX.match(title) is None


@pytest.mark.parametrize(
    "title", ["AFGELAST: Orgel", "Afgelast: Orgel", "[Cancelled] Organ", "CANCELLED Organ", "Vervallen – Orgel"]
)
def test_a_notice_is_seen_as_one(title):
    assert PREFIX.match(title)
