"""No token and no mail address reaches a log, not even in a traceback."""

import logging
import logging.config
import re
import sys

import pytest

from config.settings.logs import LONGEST_LINE, Redacting, logging_settings


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


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028"])
def test_nobody_writes_a_line_of_their_own(end):
    forged = f"Internal Server Error: /a{end}2026-06-15T12:00:00+0200 ERROR django.request it was not me"
    assert not [one for one in line(forged).splitlines()[1:] if not one.startswith("  ")]
    try:
        raise ValueError(forged)
    except ValueError:
        written = line("x", exc_info=sys.exc_info()).splitlines()
    assert len(written) > 2 and not [one for one in written[1:] if not one.startswith("  ")]


def test_a_line_says_when_with_its_zone_how_serious_and_where():
    record = logging.LogRecord("subscribers.access.auth", logging.WARNING, "f", 1, "Key %s", (7,), None)
    settings = logging_settings("INFO")
    formatter = logging.config.DictConfigurator(settings).configure_formatter(settings["formatters"]["line"])
    written = formatter.format(record)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4} WARNING subscribers\.access\.auth Key 7", written)


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
