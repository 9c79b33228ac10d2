"""What opens a session: greeting, EHLO (RFC 5321 §4.1.1.1), STARTTLS (RFC 3207), AUTH (RFC 4954).

Written as one generator, so that it reads as the dialogue it is, and run a reply at a time.
"""

import base64
import socket
from collections.abc import Generator
from functools import cache

from .relay import Relay
from .reply import Reply

Extensions = dict[str, str]  # keyword in capitals → its parameters, as EHLO listed them
START_TLS = b"\0"  # not a command: begin TLS now, go on when it is there
LISTEN = b""
Dialog = Generator[bytes, Reply | None, Extensions]


def open_session(relay: Relay) -> Dialog:
    """Yields commands and is sent their replies; returns what EHLO offered. Raises ConnectionError when refused."""
    expect((yield LISTEN), 220, "greeting")
    extensions = yield from greet()
    if relay.tls == "starttls":
        if "STARTTLS" not in extensions:
            raise ConnectionError("the mail server offers no STARTTLS")
        expect((yield b"STARTTLS\r\n"), 220, "STARTTLS")
        yield START_TLS
        extensions = yield from greet()
    if relay.user:
        yield from log_in(relay, extensions)
    return extensions


def greet() -> Dialog:
    """EHLO, or HELO where that is all there is."""
    name = client_name()
    reply = yield b"EHLO %s\r\n" % name
    if reply and reply.code // 100 == 5:
        expect((yield b"HELO %s\r\n" % name), 250, "HELO")
        return {}
    expect(reply, 250, "EHLO")
    assert reply is not None
    listed = (line.replace("=", " ", 1).partition(" ") for line in reply.lines[1:])
    extensions: Extensions = {}
    for keyword, _, parameters in listed:
        extensions[keyword.upper()] = f"{extensions.get(keyword.upper(), '')} {parameters}".strip()
    return extensions


def log_in(relay: Relay, extensions: Extensions) -> Generator[bytes, Reply | None, None]:
    """AUTH PLAIN (RFC 4616) or, failing that, LOGIN; never in the clear over a network."""
    if not relay.is_confidential:
        raise ConnectionError("a password is set, but the connection to the mail server is not encrypted")
    offered = extensions.get("AUTH", "").upper().split()
    user, password = relay.user.encode(), relay.password.encode()
    if "PLAIN" in offered or "LOGIN" not in offered:
        expect((yield b"AUTH PLAIN %s\r\n" % base64.b64encode(b"\0%s\0%s" % (user, password))), 235, "AUTH")
        return
    expect((yield b"AUTH LOGIN\r\n"), 334, "AUTH")
    expect((yield base64.b64encode(user) + b"\r\n"), 334, "AUTH")
    expect((yield base64.b64encode(password) + b"\r\n"), 235, "AUTH")


def expect(reply: Reply | None, code: int, step: str) -> None:
    if reply is None or reply.code != code:
        said = f"{reply.code} {reply.text}" if reply else "nothing"
        raise ConnectionError(f"{step}: {said}"[:300])


@cache
def client_name() -> bytes:
    """How this machine names itself (RFC 5321 §4.1.4): a full name, or an address literal."""
    name = socket.getfqdn()
    return name.encode("ascii") if "." in name and name.isascii() else b"[127.0.0.1]"
