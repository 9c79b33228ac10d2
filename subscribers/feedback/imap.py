"""Bounces from a mailbox over IMAP (RFC 3501): read once, marked as read or moved, never deleted."""

import imaplib
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from subscribers.dsn import READ_BYTES

from .receiving import receive_mail

log = logging.getLogger(__name__)
SOURCE = "imap"
MOST = 200  # mails a poll
SECONDS = 20.0  # of one poll; what is left waits for the next
TIMEOUT = 15.0
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
Connect = Callable[[str], imaplib.IMAP4]


def poll_mailbox(url: str, connect: Connect | None = None) -> int:
    """Take in what is unread in the folder of ``url``; returns how many. A mail that fails stays unread for next time.

    ``imaps://user:password@host/INBOX``, or ``imap+tls://`` for STARTTLS; ``?done=Folder`` moves what was read there
    where the server can (RFC 6851). Two polls at once are harmless: a report counts once.
    """
    taken, deadline = 0, time.monotonic() + SECONDS
    with open_folder(url, connect or log_in) as mailbox:
        folder = done_folder(url) if can_move(mailbox) else ""
        for uid in unread(mailbox)[:MOST]:
            raw, size = fetch(mailbox, uid)
            if raw:
                receive_mail(raw, source=SOURCE, size=size)
                taken += 1
            put_away(mailbox, uid, folder)
            if time.monotonic() > deadline:
                break
    return taken


def log_in(url: str) -> imaplib.IMAP4:
    """A connection whose certificate was checked."""
    parts = urlsplit(url)
    host, context = parts.hostname or "", ssl.create_default_context()
    if parts.scheme == "imaps":
        mailbox: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=TIMEOUT)
    else:
        mailbox = imaplib.IMAP4(host, parts.port or 143, timeout=TIMEOUT)
        mailbox.starttls(context)
    mailbox.login(unquote(parts.username or ""), unquote(parts.password or ""))
    return mailbox


@contextmanager
def open_folder(url: str, connect: Connect) -> Iterator[imaplib.IMAP4]:
    mailbox = connect(url)
    try:
        folder = unquote(urlsplit(url).path.lstrip("/")) or "INBOX"
        check(mailbox.select(quoted(folder)))
        yield mailbox
    finally:
        mailbox.logout()


def unread(mailbox: imaplib.IMAP4) -> list[str]:
    """Their UIDs, oldest first."""
    (found,) = check(mailbox.uid("SEARCH", "UNSEEN"))
    return found.decode().split() if found else []


def fetch(mailbox: imaplib.IMAP4, uid: str) -> tuple[bytes, int]:
    """(the beginning of the mail, its whole size); without marking it as read. Empty when it has gone."""
    answer = check(mailbox.uid("FETCH", uid, f"(RFC822.SIZE BODY.PEEK[]<0.{READ_BYTES}>)"))
    for piece in answer:
        if isinstance(piece, tuple):
            size = SIZE.search(piece[0])
            return bytes(piece[1]), int(size[1]) if size else len(piece[1])
    return b"", 0


def can_move(mailbox: imaplib.IMAP4) -> bool:
    """In one step: COPY and EXPUNGE would be deleting. Asked after logging in, when a server says all it can."""
    (said,) = check(mailbox.capability())
    return b"MOVE" in said.upper().split()


def put_away(mailbox: imaplib.IMAP4, uid: str, folder: str) -> None:
    """Mark as read, and move to ``folder`` where there is one."""
    check(mailbox.uid("STORE", uid, "+FLAGS.SILENT", r"(\Seen)"))
    if folder:
        check(mailbox.uid("MOVE", uid, quoted(folder)))


def done_folder(url: str) -> str:
    return parse_qs(urlsplit(url).query).get("done", [""])[0]


def quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


def check(answer: tuple[str, list]) -> list:  # type: ignore[type-arg]
    """The data of an answer; raises when the server said no."""
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(f"the mail server answered {kind}")
    return data


def poll_bounces() -> int:
    """The mailbox of the settings; a server that is away is logged, and the next minute tries again."""
    if not settings.BOUNCE_IMAP_URL:
        return 0
    try:
        return poll_mailbox(settings.BOUNCE_IMAP_URL)
    except (imaplib.IMAP4.error, OSError) as error:
        log.warning("the bounce mailbox could not be read: %s", type(error).__name__)
        return 0
