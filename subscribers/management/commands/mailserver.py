"""The mail server of the local run: real SMTP, and everything it is given ends in a Maildir, nowhere else."""

import asyncio
import signal
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from subscribers.mailbox.maildir import store_mail

# Two domains (reserved, RFC 2606) that show what a refusal looks like; every other address is welcome.
REFUSALS = {
    "refused.example": "550 5.1.1 no such mailbox here",
    "later.example": "451 4.2.1 this mailbox is busy, try again later",
}
DRAIN_SECONDS = 20  # told to stop, we hear out who is talking: a mail cut off at DATA would be of unknown fate


class Command(BaseCommand):
    help = "Local mail server: accepts every mail on SMTP_PORT and keeps it in VAR/mail, readable at /dev/mailbox/."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asyncio.run(serve(settings.MAILDIR, settings.SMTP_PORT))
        except OSError as error:
            raise CommandError(
                f"the mail server cannot listen on port {settings.SMTP_PORT}: {error.strerror}"
            ) from error


class Keeper:
    """What the server does with a recipient and a message."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        domain = parseaddr(address)[1].rpartition("@")[2].casefold()
        if domain in REFUSALS:
            return REFUSALS[domain]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 welcome"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        store_mail(self.folder, envelope.mail_from or "", envelope.rcpt_tos, bytes(envelope.original_content or b""))
        return "250 2.0.0 kept"


class CountedSMTP(SMTP):
    """One conversation; ``open_now`` counts those that are going on."""

    open_now = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        CountedSMTP.open_now += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        CountedSMTP.open_now -= 1
        super().connection_lost(error)


async def serve(folder: Path, port: int) -> None:
    """Listen on 127.0.0.1:port until SIGINT or SIGTERM, then hear out the conversations that are open."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)

    def converse() -> SMTP:
        return CountedSMTP(Keeper(folder), hostname="localhost", enable_SMTPUTF8=True, loop=loop)

    server = await loop.create_server(converse, "127.0.0.1", port)
    await stop.wait()
    server.close()
    for _ in range(DRAIN_SECONDS * 10):
        if not CountedSMTP.open_now:
            break
        await asyncio.sleep(0.1)
