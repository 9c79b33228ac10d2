"""The house as `docs/architecture.md` draws it is the house that stands."""

import importlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text()
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
STEPS = re.findall(r"^\d+\. `([\w.]+):([\w.]+)`", PAGE, flags=re.MULTILINE)


def rooms_drawn(app: str) -> list[str]:
    """The rooms of ``app`` in the picture, from the top down."""
    table = PAGE.split("<!-- rooms -->")[1]
    columns = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.strip().splitlines()]
    place = columns[0].index(app)
    return [name for row in columns[2:] for name in re.findall(r"^`(\w+)`", row[place])]


@pytest.mark.parametrize("app", ["events", "newsletter", "subscribers"])
def test_the_picture_has_the_rooms_of_the_contract_in_their_order(app: str) -> None:
    front, *rooms = CONTRACTS[f"rooms-of-{app}"]["layers"]
    assert rooms_drawn(app) == [room for room in rooms if " : " not in room]  # the libraries are named below it
    assert "urls" in front.split(" : ")


def test_the_journeys_are_three_and_each_has_steps() -> None:
    assert re.findall(r"^### (.+)", PAGE.split("## Three journeys")[1].split("\n## ")[0], flags=re.MULTILINE) == [
        "Issue → inbox",
        "Registration → door",
        "Poll → 304",
    ]
    assert len(STEPS) > 20


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[f"{module}:{name}" for module, name in STEPS])
def test_each_step_of_a_journey_is_there(module: str, name: str) -> None:
    found: object = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    assert callable(found)


def test_every_library_has_tests_and_is_named() -> None:
    libraries = CONTRACTS["libraries-apart"]["modules"]
    assert [name for name in libraries if f"`{name.split('.')[1]}`" not in PAGE] == []
