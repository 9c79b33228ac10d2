"""The lint of two files: of one moment, and of one address at two moments."""

import pytest

from events.icallint import lint_since, lint_together
from tests.events.icallint.calendar_files import FEED, changed, crlf


def test_the_same_entry_is_the_same_in_every_feed():
    other = changed(("SEQUENCE:1", "SEQUENCE:2"), ("T200000", "T190000"))
    english = changed(("SUMMARY:Orgelconcert", "SUMMARY:Organ concert"))
    assert lint_together({"nl": crlf(FEED), "en": crlf(english)}) == []
    (finding,) = lint_together({"nl": crlf(FEED), "serie": crlf(other)})
    assert (finding.number, finding.where, finding.sentence) == (
        "E2",
        "8a11f2d0@agenda.example",
        "nl en serie zeggen niet hetzelfde: start, sequence.",
    )


@pytest.mark.parametrize(
    ("number", "after"),
    [
        ("E3", changed(("T210000", "T220000"), ("DTSTAMP:20260910", "DTSTAMP:20260911"))),
        ("E3", changed(("SEQUENCE:1", "SEQUENCE:2"), ("DTSTAMP:20260910", "DTSTAMP:20260911"))),
        ("E3", changed(("Bach", "Brahms"))),
        ("E4", changed(("SEQUENCE:1", "SEQUENCE:0"), ("DTSTAMP:20260910", "DTSTAMP:20260911"))),
        ("E6", changed(("8a11f2d0", "8a11f2d1"))),
    ],
)
def test_a_change_that_a_subscriber_would_not_notice(number, after):
    assert {finding.number for finding in lint_since(crlf(FEED), crlf(after))} == {number}


def test_changes_that_a_subscriber_notices():
    later = ("DTSTAMP:20260910", "DTSTAMP:20260911")
    moved = changed(("T210000", "T220000"), ("SEQUENCE:1", "SEQUENCE:2"), later)
    mended = changed(("Bach", "Brahms"), later)
    over = changed(("8a11f2d0", "8a11f2d1"), ("DTSTAMP:20260910", "DTSTAMP:20261125"))
    assert [lint_since(crlf(FEED), crlf(after)) for after in (FEED, moved, mended, over)] == [[], [], [], []]
