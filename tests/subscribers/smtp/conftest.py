"""A server that misbehaves as told."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.patience import Patience
from tests.rawserver import RawServer
from tests.subscribers.smtp.client import Start


@pytest.fixture
def start(patience: Patience) -> Iterator[Start]:
    """Starts one for each call; where it falls silent, the client has waited too long."""
    servers: list[RawServer] = []

    def start_server(**values: Any) -> RawServer:
        servers.append(RawServer(on_silence=patience.run_out, **values))
        return servers[-1]

    yield start_server
    for server in servers:
        server.close()
