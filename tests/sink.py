"""A real SMTP server that counts what it takes and fails on demand: the fake stands at the edge and nowhere else."""

import asyncio
import email
import email.policy
import socket
from collections import Counter
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


class Sink:
    """``answers`` maps a recipient to a reply to RCPT; ``drop_before``/``drop_after`` cut the line around the dot."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str, bytes]] = []
        self.answers: dict[str, str] = {}
        self.drop_before: set[str] = set()
        self.drop_after: set[str] = set()
        self.sessions = 0

    async def handle_RCPT(self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.drop_before:
            server.transport.abort()
            await asyncio.sleep(0)
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        (address,) = envelope.rcpt_tos
        self.received.append((envelope.mail_from, address, envelope.content))
        if address in self.drop_after:
            server.transport.abort()
        return "250 queued as 4711"

    @property
    def recipients(self) -> Counter[str]:
        return Counter(address for _, address, _ in self.received)

    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(content, policy=email.policy.default) for _, _, content in self.received]  # type: ignore[misc]


class SinkController(Controller):
    """Counts its connections."""

    def factory(self) -> SMTP:
        self.handler.sessions += 1
        return super().factory()


def start_sink() -> tuple[Sink, SinkController]:
    """A sink on a free port of this machine; stop the controller when done."""
    sink = Sink()
    controller = SinkController(sink, hostname="127.0.0.1", port=free_port(), data_size_limit=50_000_000)
    controller.start()
    sink.sessions = 0  # the controller itself knocks once to see whether it is up
    return sink, controller


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
