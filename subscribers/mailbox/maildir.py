"""The Maildir of the local mail server: one file a message and recipient, newest names last."""

import itertools
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from pathlib import Path

_counter = itertools.count(1)


@dataclass(frozen=True)
class StoredMail:
    """What a list of mail shows of one: its name in the Maildir, and headers as a person reads them."""

    name: str
    recipient: str
    sender: str
    subject: str
    arrived_at: datetime


def store_mail(folder: Path, sender: str, recipients: Iterable[str], content: bytes) -> list[str]:
    """Keep ``content`` once for each recipient, as a delivery agent does; returns the names given.

    The bytes are kept as they came over the wire. A file is written beside the mailbox and moved in whole, so
    that a reader never meets half a message.
    """
    for part in ("tmp", "new", "cur"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    names = []
    for recipient in recipients:
        name = f"{time.time_ns():019d}.{os.getpid()}_{next(_counter)}.local"
        trace = f"Return-Path: <{sender}>\r\nDelivered-To: {recipient}\r\n".encode()
        (folder / "tmp" / name).write_bytes(trace + content)
        (folder / "tmp" / name).rename(folder / "new" / name)
        names.append(name)
    return names


def list_names(folder: Path, recipient: str = "") -> list[str]:
    """Names of all that is kept, newest first; ``recipient`` keeps those whose address contains it."""
    names = sorted((name for part in ("new", "cur") for name in _names_in(folder / part)), reverse=True)
    if not recipient:
        return names
    wanted = recipient.strip().casefold().encode()
    return [name for name in names if wanted in _delivered_to(_path(folder, name)).lower()]


def summarise_mail(folder: Path, name: str) -> StoredMail:
    with _path(folder, name).open("rb") as file:
        headers = BytesHeaderParser(policy=policy.default).parse(file)
    arrived = datetime.fromtimestamp(_path(folder, name).stat().st_mtime, tz=UTC)
    sender, subject = str(headers["From"] or ""), str(headers["Subject"] or "")
    return StoredMail(name, str(headers["Delivered-To"] or headers["To"] or ""), sender, subject, arrived)


def read_source(folder: Path, name: str) -> bytes | None:
    """The whole message, or None when no mail of that name is kept; any string is a safe name."""
    if name not in list_names(folder):
        return None
    return _path(folder, name).read_bytes()


def parse_mail(source: bytes) -> EmailMessage:
    return message_from_bytes(source, policy=policy.default)


def _names_in(folder: Path) -> list[str]:
    return [name for name in os.listdir(folder) if not name.startswith(".")] if folder.is_dir() else []


def _path(folder: Path, name: str) -> Path:
    new = folder / "new" / name
    return new if new.exists() else folder / "cur" / name


def _delivered_to(path: Path) -> bytes:
    with path.open("rb") as file:
        file.readline()
        return file.readline()
