"""What may not stand in a log: secrets in addresses, and mail addresses."""

import logging
import re
from typing import Any

from environs import validate

from config.settings.environment import checked

LEVEL = validate.OneOf(("DEBUG", "INFO", "WARNING", "ERROR"), error="must be DEBUG, INFO, WARNING or ERROR")
LONGEST_LINE = 16_000  # characters; the traceback of an error deep in Django has half of that
END_KEPT = 4_000  # of a longer one: a traceback says last what went wrong
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}")
CONTROLS = {code: f"\\x{code:02x}" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) != "\t"}
# Nobody's text begins a line of its own that looks like ours: what goes on below stands in from the edge.
ONE_ENTRY = {**CONTROLS, 0x0A: "\n  ", 0x2028: "\\u2028", 0x2029: "\\u2029"}
WORD = re.compile(r"[^\s<>\"'=:,;()]+")


class Redacting(logging.Formatter):
    """The line as usual, traceback included, with every token and mail address taken out.

    Whoever writes a request writes part of the line, so the work must grow with its length and no faster
    (``tests/config/test_growth.py``), and the length has an end.
    """

    def format(self, record: logging.LogRecord) -> str:
        return WORD.sub(without_address, TOKEN.sub("[token]", shortened(super().format(record)).translate(ONE_ENTRY)))


def shortened(line: str) -> str:
    """At most ``LONGEST_LINE`` characters and the words that say how many are gone.

    Cut at spaces only: half a token or half an address would be known for none.
    """
    if len(line) <= LONGEST_LINE:
        return line
    begin = line[: LONGEST_LINE - END_KEPT].rpartition(" ")[0]
    end = line[-END_KEPT:].partition(" ")[2]
    return f"{begin} [… {len(line) - len(begin) - len(end)} tekens weggelaten …] {end}"


def without_address(word: re.Match[str]) -> str:
    """The word, unless it has something before an @, and behind it a dot with something on both sides."""
    text = word.group()
    at = text.find("@", 1)
    return "[adres]" if at > 0 and 0 < text.find(".", at + 2) < len(text) - 1 else text


def logging_settings(level: str) -> dict[str, Any]:
    """Everything goes to standard error through ``Redacting``; raises ``ImproperlyConfigured`` for an unknown level."""
    level = checked("LOG_LEVEL", level, LEVEL)
    line = {
        "()": "config.settings.logs.Redacting",
        "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        "datefmt": "%Y-%m-%dT%H:%M:%S%z",
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": line},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Wagtail would log the name of every row it saves, a blocked address included
            "wagtail": {"level": "WARNING"},
            "django_tasks": {"level": "WARNING"},
            "django.server": {"level": "WARNING"},
            "django.request": {"level": "ERROR"},  # that an address was not found is no news, and it may hold a token
            # Nor is what a program of others sends (hosts, forms), each time with a traceback
            "django.security": {"level": "CRITICAL"},
            "django.security.csrf": {"level": "WARNING"},
            "django-q": {"level": "WARNING"},
            "mail.log": {"level": "WARNING"},  # aiosmtpd would write every address it sees
        },
    }
