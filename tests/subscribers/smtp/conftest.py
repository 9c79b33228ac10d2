"""A server that misbehaves as told."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.rawserver import RawServer
from tests.subscribers.smtp.client import Start


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts one for each call."""
    servers: list[RawServer] = []

    def start_server(**values: Any) -> RawServer:
        servers.append(RawServer(**values))
        return servers[-1]

    yield start_server
    for server in servers:
        server.close()
