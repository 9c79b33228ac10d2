"""A relay that misbehaves as told, and the mark of a mail that reports may be about."""

from collections.abc import Iterator
from typing import Any

import pytest

from subscribers.outbox.marks import mark_of
from tests.factories import make_message
from tests.patience import Patience
from tests.rawserver import RawServer
from tests.subscribers.wiring import Start


@pytest.fixture
def start(settings: Any, patience: Patience) -> Iterator[Start]:
    """Starts a server that misbehaves as told and makes it the only relay; where it falls silent the wait is over."""
    servers: list[RawServer] = []

    def start_server(**values: Any) -> RawServer:
        server = RawServer(on_silence=patience.run_out, **values)
        servers.append(server)
        settings.RELAYS = [server.url]
        return server

    yield start_server
    for server in servers:
        server.close()


@pytest.fixture
def mark(clock: Any) -> str:
    """The mark of a mail to anna@example.org, with a domain behind it."""
    return f"{mark_of(make_message())}@bounces.leiden.example"
