"""A server that takes mail to send on, as one URL names it."""

import ssl
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 25, "smtps": 465}
TLS_MODES = {"smtp": "", "smtp+tls": "starttls", "smtps": "implicit"}
LOCAL = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Relay:
    """``tls``: "" | "starttls" | "implicit". ``timeout`` in seconds per reply, twice that after the final dot.

    ``weight``: its share of the connections beside other relays.
    """

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    tls: str = ""
    timeout: float = 30
    weight: int = 1

    @property
    def name(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def is_confidential(self) -> bool:
        """A password may go over the connection."""
        return bool(self.tls) or self.host in LOCAL

    @cached_property
    def tls_context(self) -> ssl.SSLContext:
        """Certificates and names are checked."""
        return ssl.create_default_context()


def parse_relay(url: str, timeout: float) -> Relay:
    """``smtp://``, ``smtp+tls://`` (STARTTLS or nothing) or ``smtps://``, ``user:password@host:port?weight=3``."""
    parts = urlsplit(url)
    weight = parse_qs(parts.query).get("weight", ["1"])[0]
    return Relay(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=TLS_MODES[parts.scheme],
        timeout=timeout,
        weight=int(weight),
    )
