"""Work that a test can do: the same challenges, with fewer numbers to look through and one iteration a try."""

import pytest

from subscribers.admission import challenges


@pytest.fixture(autouse=True)
def light_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenges, "COST", 1)
    monkeypatch.setattr(challenges, "FEWEST", 8)
