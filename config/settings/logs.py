"""What may not stand in a log: secrets in addresses, and mail addresses."""

import logging
import re
from typing import Any

from environs import validate

from config.settings.environment import checked

LEVEL = validate.OneOf(("DEBUG", "INFO", "WARNING", "ERROR"), error="must be DEBUG, INFO, WARNING or ERROR")
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}(?=[/.\s'\"]|$)")
ADDRESS = re.compile(r"[^\s<>\"'=:,;()]+@[^\s<>\"'=:,;()]+\.[^\s<>\"'=:,;()]+")


class Redacting(logging.Formatter):
    """The line as usual, traceback included, with every token and mail address taken out."""

    def format(self, record: logging.LogRecord) -> str:
        return ADDRESS.sub("[adres]", TOKEN.sub("[token]", super().format(record)))


def logging_settings(level: str) -> dict[str, Any]:
    """Everything goes to standard error through ``Redacting``; raises ``ImproperlyConfigured`` for an unknown level."""
    level = checked("LOG_LEVEL", level, LEVEL)
    line = {"()": "config.settings.logs.Redacting", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
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
            "django-q": {"level": "WARNING"},
            "mail.log": {"level": "WARNING"},  # aiosmtpd would write every address it sees
        },
    }
