"""Replies that a program wrote for an absent person (RFC 3834): they say nothing about the mailbox."""

from .fields import Fields, first

DAEMONS = ("mailer-daemon", "postmaster", "mdaemon", "mail-daemon")
FORWARD_FIELD = "x-ms-exchange-meetingforward-message"  # Exchange tells that somebody passed the invitation on
VACATION_FIELDS = ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-mail-autoreply")


def is_automatic(fields: Fields) -> bool:
    """An out-of-office reply. A bounce in words of its own is none, even where it calls itself auto-replied."""
    if "x-failed-recipients" in fields or is_from_daemon(fields):
        return False
    submitted = first(fields, "auto-submitted").lower()
    if submitted and not submitted.startswith("no"):
        return True
    if FORWARD_FIELD in fields:
        return True
    said_so = first(fields, "precedence").lower() == "auto_reply" or any(name in fields for name in VACATION_FIELDS)
    return said_so or first(fields, "return-path").replace(" ", "") == "<>"


def is_from_daemon(fields: Fields) -> bool:
    """Written by a mail system and not in the name of a person."""
    sender = first(fields, "from").rpartition("<")[2].lower().strip()
    return sender.startswith(DAEMONS)
