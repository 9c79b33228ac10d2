"""A tally of clicks of a test's own."""

from typing import Any

import pytest

from newsletter.readers import clicks
from newsletter.readers.clicks import ClickTally
from tests.newsletter.readers.clicking import LONG, stop


@pytest.fixture
def tally(settings: Any, monkeypatch: pytest.MonkeyPatch, clock: Any) -> Any:
    """A fresh tally that clicks are counted in, and that only writes when told."""
    settings.FETCH_WRITE_SECONDS = LONG
    made = ClickTally()
    monkeypatch.setattr(clicks, "TALLY", made)
    yield made
    stop(made)
