"""The tool that puts slips into our code (``make mutate``): they take effect, and what may pass is listed."""

import functools
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bench.mutants.applying import put_in
from bench.mutants.equivalents import read_equivalents, stale
from bench.mutants.making import ROOMS, ROOT, choose, first_difference, modules_of, slips_in
from events.models import Series

SOURCE = '''\
import functools

MOST = 3


@functools.cache
def size(n: int) -> str:
    """Of a party."""
    if n > MOST and n:
        note(n, why="large")
    return [name for name in ("small", "large") if (n > MOST) == (name == "large")][0]


class Room:
    def fits(self, n: int) -> bool:
        return n < MOST


def note(n: int, why: str) -> None:
    seen.append((n, why))


seen: list = []
'''


@pytest.mark.django_db
def test_the_database_is_there() -> None:
    """What ``bench.mutants.trying`` runs before it forks: then each fork has a database."""
    assert Series.objects.count() == 0


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    (tmp_path / "party.py").write_text(SOURCE)
    spec = importlib.util.spec_from_file_location("party", tmp_path / "party.py")
    assert spec and spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def texts() -> dict[str, bool]:
    """What a line of ``SOURCE`` may become, and whether without loading the module again."""
    whole, found = slips_in(SOURCE)
    changed = ((whole.deep_replace(slip.node, slip.other).code, slip.live) for slip in found)  # type: ignore[attr-defined]
    return {first_difference(SOURCE, text)[2]: live for text, live in changed}


def test_slips_are_of_the_kinds_that_people_make() -> None:
    found = texts()
    for slip in ("if n > MOST or n:", "if n >= MOST and n:", "if not (n > MOST and n):", "pass", "note(n, )"):
        assert found[slip] is True, slip
    assert found["MOST = 4"] is False
    assert not [slip for slip in found if "import" in slip or "int) ->" in slip or "list =" in slip]


@pytest.mark.parametrize(
    ("old", "new", "call", "before", "after"),
    [
        ("n < MOST", "n <= MOST", lambda party: party.Room().fits(3), False, True),
        ("(n > MOST)", "(n >= MOST)", lambda party: party.size.__wrapped__(3), "small", "large"),
        ('note(n, why="large")', "pass", lambda party: (party.size.__wrapped__(4), len(party.seen))[1], 1, 1),
    ],
)
def test_whoever_holds_a_function_runs_the_slip(
    module: ModuleType, old: str, new: str, call: Callable[[Any], object], before: object, after: object
) -> None:
    held = functools.partial(call, module)
    assert held() == before
    assert put_in(Path(str(module.__file__)), SOURCE.replace(old, new))
    assert held() == after
    assert Path(str(module.__file__)).read_text() == SOURCE


def test_what_only_loading_shows_is_said_to_need_it(module: ModuleType) -> None:
    assert not put_in(Path(str(module.__file__)), SOURCE.replace("MOST = 3", "MOST = 4"))


def test_a_seed_chooses_the_same_slips_again() -> None:
    paths = modules_of(["subscribers/access"])
    chosen = [str(mutant) for mutant, _ in choose(paths[:4], 12, "7")]
    assert chosen == [str(mutant) for mutant, _ in choose(paths[:4], 12, "7")]
    assert len(chosen) == len(set(chosen)) == 12
    assert chosen != [str(mutant) for mutant, _ in choose(paths[:4], 12, "8")]


def test_every_room_that_slips_are_made_in_is_there() -> None:
    assert [room for room in ROOMS if not (ROOT / room / "__init__.py").exists()] == []


def test_every_slip_that_is_said_to_change_nothing_can_still_be_made_and_has_its_reason() -> None:
    listed = read_equivalents()
    assert stale(listed) == []
    assert [one for one in listed if len(one.why) < 10] == []
    assert len({(one.path, one.before, one.after) for one in listed}) == len(listed)
