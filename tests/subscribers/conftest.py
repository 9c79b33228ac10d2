"""A relay that misbehaves as told."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rawserver import RawServer
from tests.subscribers.wiring import Start


@pytest.fixture
def start(settings: Any) -> Iterator[Start]:
    """Starts a server that misbehaves as told and makes it the only relay."""
    servers: list[RawServer] = []

    def start_server(**values: Any) -> RawServer:
        server = RawServer(**values)
        servers.append(server)
        settings.RELAYS, settings.EMAIL_TIMEOUT = [server.url], 1
        return server

    yield start_server
    for server in servers:
        server.close()
