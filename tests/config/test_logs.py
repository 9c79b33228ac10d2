"""No token and no mail address reaches a log, not even in a traceback."""

import logging
import sys

import pytest

from config.settings.logs import Redacting


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
