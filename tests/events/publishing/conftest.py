"""Who publishes."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import make_staff


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    """One of the staff at the stopped clock, with every right."""
    client.force_login(make_staff())
    return client
