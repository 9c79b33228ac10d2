"""The libraries named in ``pyproject.toml`` stand alone: they and their tests can be imported without a framework."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
(LIBRARIES,) = [contract["source_modules"] for contract in CONTRACTS if contract["id"] == "libraries"]
OURS = ("config", "newsletter", "events", "subscribers")
FRAMEWORKS = ("django", "wagtail", "ninja", "modelcluster", "psycopg")
IMPORT = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sys.modules)
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


def foreign_modules(names: list[str], known: list[str]) -> set[str]:
    """What a fresh interpreter has loaded after importing ``names``: of frameworks, and of ours beside ``known``."""
    done = subprocess.run([sys.executable, "-c", IMPORT, *names], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr.splitlines()[-1]
    may_be = (*OURS, *known)
    return {
        name
        for name in done.stdout.split()
        if name.partition(".")[0] in (*FRAMEWORKS, *OURS)
        and name not in may_be
        and not name.startswith(tuple(f"{one}." for one in known))
    }


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_knows_neither_a_framework_nor_us(library: str) -> None:
    assert foreign_modules(modules_below(library), [library]) == set()


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_library_is_tested_without_a_framework(library: str) -> None:
    assert foreign_modules(suite_of(library), LIBRARIES) == set()


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
