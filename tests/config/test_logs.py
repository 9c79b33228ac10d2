"""No token and no mail address reaches a log, not even in a traceback."""

import logging
import sys

import pytest

from config.settings.logs import LONGEST_LINE, Redacting


def line(message, *args, exc_info=None):
    return Redacting("%(message)s").format(logging.LogRecord("x", logging.ERROR, "f", 1, message, args, exc_info))


@pytest.mark.parametrize(
    ("message", "written"),
    [
        (
            "Internal Server Error: /mijn-programma/fG_QC2SY5BcG3I8nYDx-f4_hbzwE_BEh_9QpZA9l5q0/",
            "Internal Server Error: /mijn-programma/[token]/",
        ),
        ("GET /mijn-programma/fG_QC2SY5BcG3I8nYDx-f4_hbzwE_BEh_9QpZA9l5q0.ics", "GET /mijn-programma/[token].ics"),
        ("GET /mijn-programma/fG_QC2SY5BcG3I8nYDx-f4_hbzwE_BEh_9QpZA9l5q0?a=b", "GET /mijn-programma/[token]?a=b"),
        ("bounced: <anna.bezoeker@example.org>", "bounced: <[adres]>"),
        ("GET /agenda/nacht-van-kunst-en-kennis/2027/", "GET /agenda/nacht-van-kunst-en-kennis/2027/"),
    ],
)
def test_tokens_and_addresses_are_taken_out(message, written):
    assert line(message) == written


def test_a_traceback_is_redacted_too():
    try:
        raise ValueError("anna@example.org")
    except ValueError:
        assert "anna@" not in line("x", exc_info=sys.exc_info())


@pytest.mark.parametrize("again", ["a", "a@", "a@b.nl ", "/" + "t" * 40 + " "])
def test_a_long_line_is_cut_before_it_is_looked_through_and_says_so(again):
    written = line("GET /begin " + again * 100_000 + " it ended so")
    assert len(written) < 2 * LONGEST_LINE and " tekens weggelaten …] " in written
    assert written.startswith("GET /begin") and written.endswith("it ended so")
    assert "b.nl" not in written and "tt" not in written


def test_what_is_cut_away_is_counted():
    written = line("a " * LONGEST_LINE)
    (gone,) = [int(word) for word in written.split() if word.isdigit()]
    assert len(written.partition(" […")[0]) + len(written.rpartition("…] ")[2]) + gone == 2 * LONGEST_LINE
