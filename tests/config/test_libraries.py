"""The libraries named in ``pyproject.toml`` stand alone: they and their tests can be imported without a framework."""

import ast
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
(LIBRARIES,) = [contract["source_modules"] for contract in CONTRACTS if contract["id"] == "libraries"]
OURS = ("config", "newsletter", "events", "subscribers")
FRAMEWORKS = ("django", "wagtail", "ninja", "modelcluster", "psycopg")
IMPORT = """
import importlib, json, os, sys
import hypothesis, pytest  # once for all, and only what holds no framework itself
for names in json.loads(sys.argv[1]):
    if not os.fork():
        for name in names:
            importlib.import_module(name)
        print(*sys.modules, flush=True)
        os._exit(0)
    if os.wait()[1]:
        sys.exit(f"one of {names} cannot be imported")
"""


def modules_below(name: str) -> list[str]:
    """``name`` and, where it is a package, every module in it."""
    folder = ROOT / name.replace(".", "/")
    paths = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]
    return [one for one in names if not one.endswith(".conftest")]


def suite_of(library: str) -> list[str]:
    """In a folder or a module of its name."""
    app, name = library.split(".")
    folder = ROOT / "tests" / app / name
    return modules_below(f"tests.{app}.{name}" if folder.is_dir() else f"tests.{app}.test_{name}")


def foreign_modules(wanted: dict[str, list[str]], *, known: Callable[[str], list[str]]) -> dict[str, set[str]]:
    """By library, what an interpreter that had nothing of this has loaded after importing the modules ``wanted``: of
    frameworks, and of ours beside what is ``known`` to it."""
    command = [sys.executable, "-c", IMPORT, json.dumps(list(wanted.values()))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr.splitlines()[-2:]
    loaded = dict(zip(wanted, done.stdout.splitlines(), strict=True))
    return {name: foreign for name, modules in loaded.items() if (foreign := strange(modules.split(), known(name)))}


def strange(modules: list[str], known: list[str]) -> set[str]:
    inside = tuple(f"{one}." for one in known)
    ours = (name for name in modules if name.partition(".")[0] in (*FRAMEWORKS, *OURS))
    return {name for name in ours if name not in (*OURS, *known) and not name.startswith(inside)}


def test_a_library_knows_neither_a_framework_nor_us() -> None:
    wanted = {library: modules_below(library) for library in LIBRARIES}
    assert foreign_modules(wanted, known=lambda library: [library]) == {}


def test_a_library_is_tested_without_a_framework() -> None:
    wanted = {library: suite_of(library) for library in LIBRARIES}
    assert foreign_modules(wanted, known=lambda _: LIBRARIES) == {}


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_says_what_it_is_for_and_which_names_are_public(library: str) -> None:
    path = ROOT / library.replace(".", "/")
    tree = ast.parse((path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text())
    assert len((ast.get_docstring(tree) or "").splitlines()) > 1
    names = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert "__all__" in names or not path.is_dir()
