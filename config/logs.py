"""What may not stand in a log: secrets in addresses, and mail addresses."""

import logging
import re

TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_-]{32,}(?=[/.\s'\"]|$)")
ADDRESS = re.compile(r"[^\s<>\"'=:,;()]+@[^\s<>\"'=:,;()]+\.[^\s<>\"'=:,;()]+")


class Redacting(logging.Formatter):
    """The line as usual, traceback included, with every token and mail address taken out."""

    def format(self, record: logging.LogRecord) -> str:
        return ADDRESS.sub("[adres]", TOKEN.sub("[token]", super().format(record)))
