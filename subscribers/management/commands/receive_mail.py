"""Takes in mail to the bounce address: one from standard input (Postfix pipe), or as a small LMTP server."""

import asyncio
import logging
import os
import signal
import sys
from argparse import ArgumentParser
from typing import Any, BinaryIO

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from subscribers.dsn import READ_BYTES
from subscribers.feedback import receive_mail

log = logging.getLogger(__name__)
# sysexits.h: Postfix keeps the mail and tries again on 75, and never sends a bounce for 0.
EX_OK, EX_TEMPFAIL = os.EX_OK, os.EX_TEMPFAIL
CHUNK = 64 * 1024
LMTP_BYTES = 32 * 1024 * 1024


class Command(BaseCommand):
    help = "Reads one bounce or complaint from standard input; with --lmtp HOST:PORT serves LMTP until it is stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recipient", default="", help="the address the mail was sent to (Postfix: ${recipient})")
        parser.add_argument("--lmtp", metavar="HOST:PORT", help="serve LMTP here instead")

    def handle(self, *args: Any, recipient: str, lmtp: str | None, **options: Any) -> None:
        if not lmtp:
            sys.exit(take_in(sys.stdin.buffer, recipient))
        host, _, port = lmtp.rpartition(":")
        if not host or not port.isdigit():
            raise CommandError("--lmtp must read HOST:PORT")
        try:
            asyncio.run(serve(host.strip("[]"), int(port)))
        except OSError as error:
            raise CommandError(f"LMTP cannot listen on {lmtp}: {error.strerror}") from error


def take_in(stream: BinaryIO, recipient: str) -> int:
    """Read ``stream`` to its end and keep what is in it; the exit code. Memory holds its beginning only."""
    raw = stream.read(READ_BYTES)
    size = len(raw)
    while chunk := stream.read(CHUNK):
        size += len(chunk)
    return EX_OK if keep(raw, recipient, "mail", size) else EX_TEMPFAIL


def keep(raw: bytes, recipient: str, source: str, size: int) -> bool:
    """Whether it is safely with us; if not, whoever brought it must try again. Logs name no person."""
    try:
        receive_mail(raw[:READ_BYTES], source=source, recipient=recipient, size=size)
    except Exception as error:  # noqa: BLE001  whatever it was, the mail must not be lost
        log.error("a mail could not be taken in and waits: %s", type(error).__name__)
        return False
    return True


class Taker:
    """What the LMTP server does with a recipient and a mail."""

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"  # LMTP wants an answer for each, aiosmtpd gives one
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw = bytes(envelope.original_content or b"")
        kept = await asyncio.to_thread(keep_apart, raw, envelope.rcpt_tos[0])
        return "250 2.0.0 kept" if kept else "451 4.3.0 the database is away, try again later"


def keep_apart(raw: bytes, recipient: str) -> bool:
    """Outside the loop, on a connection to the database that still works."""
    close_old_connections()
    try:
        return keep(raw, recipient, "lmtp", len(raw))
    finally:
        close_old_connections()


async def serve(host: str, port: int) -> None:
    """Until SIGINT or SIGTERM."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(converse, host, port)
    await stop.wait()
    server.close()


def converse() -> LMTP:
    return LMTP(Taker(), hostname="localhost", data_size_limit=LMTP_BYTES, enable_SMTPUTF8=True)
