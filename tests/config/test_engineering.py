"""What we promised about the code itself, held by looking at it."""

import ast
import re
import subprocess
import tomllib
from collections import Counter
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
APPS = ("config", "newsletter", "events", "subscribers")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
MODULES = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.relative_to(ROOT).parts
]
Nodes = dict[Path, list[ast.AST]]
LONG_FILES_ALLOWED = {"demo"}  # tables of sentences, not code


@pytest.fixture(scope="module")
def nodes() -> Nodes:
    """Every node of every module, from the outside in: parsed once, and gone after these tests."""
    return {path: list(ast.walk(ast.parse(path.read_text()))) for path in MODULES}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {name_of(p): len(p.read_text().splitlines()) for p in MODULES if not LONG_FILES_ALLOWED & set(p.parts)}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_no_function_is_longer_than_50_lines(nodes: Nodes) -> None:
    long = {
        f"{name_of(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path, inside in nodes.items()
        for node in inside
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 50
    }
    assert long == {}


def test_imports_stand_at_the_top(nodes: Nodes) -> None:
    inline = [
        f"{name_of(path)}:{inner.lineno}"
        for path, inside in nodes.items()
        for node in inside
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert inline == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = [name_of(p) for p in MODULES if {p.stem, *p.parent.parts} & {"utils", "helpers", "common", "core", "misc"}]
    assert named == []


GONE = {"fleet", "manners", "knock", "parcel", "steering", "reception", "gate", "gates"}


def test_names_say_what_the_field_says(nodes: Nodes) -> None:
    """The words that docs/glossary.md sets aside for machinery; whole parts of a name only."""
    named = {
        f"{name_of(path)}:{node.name}"
        for path, inside in nodes.items()
        for node in inside
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and GONE & {part.lower() for part in re.findall(r"[A-Z]?[a-z]+", node.name)}
    }
    assert named == set()
    assert [name_of(path) for path in MODULES if GONE & set(path.stem.split("_"))] == []
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    assert [word for word in GONE if word not in glossary] == []


def test_nothing_happens_behind_a_save() -> None:
    """No receivers of model signals, and no ``save`` of our own, but that of the storage: what enters it is treated."""
    sources = {name_of(path): path.read_text() for path in MODULES}
    del sources["subscribers/pictures/storage.py"]
    assert [name for name, text in sources.items() if re.search(r"@receiver|post_save|pre_save|def save\(", text)] == []


def test_nothing_was_left_for_later() -> None:
    words = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "Not" + "Implemented", "coming " + "soon")))
    kinds = {".py", ".html", ".md", ".css", ".toml", ".txt", ".yml", ".sh", ""}
    found = [
        name_of(path)
        for path in tracked()
        if path.suffix in kinds and path.name not in {"LICENSE"} and words.search(path.read_text(errors="ignore"))
    ]
    assert found == []


def test_no_address_of_a_package_registry_is_written_down() -> None:
    hosts = re.compile(
        "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "npm" + r"js\.org", r"deb\.debian" + r"\.org"))
    )
    assert [name_of(path) for path in tracked() if hosts.search(path.read_text(errors="ignore"))] == []


PUBLIC = {  # in spite of its underscore: documented by Django, Wagtail (a snippet with revisions) and Python
    "_meta", "_state", "_default_manager", "_revisions", "_asdict", "_fields", "_replace",
}  # fmt: skip
PRIVATE = {"get_compiler", "deferred_loading", "Collector", "prepare_threshold", "plugins_by_editor", "KILL_WAIT"}


def private_names(nodes: list[ast.AST]) -> set[str]:
    """What the module of ``nodes`` uses of others that they promise to nobody."""
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    attributes = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    imported = {alias.name for node in nodes if isinstance(node, ast.ImportFrom) for alias in node.names}
    folders = {part for node in nodes if isinstance(node, ast.ImportFrom) for part in (node.module or "").split(".")}
    names = attributes | imported | folders
    hidden = {name for name in names if name.startswith("_") and not name.startswith("__")}
    return (hidden - PUBLIC - defined) | (names & PRIVATE)


def test_private_parts_of_a_library_stand_only_in_modules_named_for_it(nodes: Nodes) -> None:
    """``<library>_private.py``, each watched by ``tests/config/test_private_parts.py``."""
    used = {name_of(path): private_names(inside) for path, inside in nodes.items()}
    assert {name: found for name, found in used.items() if found and not name.endswith("_private.py")} == {}
    watch = (ROOT / "tests" / "config" / "test_private_parts.py").read_text()
    assert [name for name in used if name.endswith("_private.py") and name not in watch] == []


TESTED_ELSEWHERE = {  # what is seen through the rooms that use it; the demo and the commands by tests/config and rooms
    "demo", "desk", "management", "migrations", "models", "screens", "shell", "templatetags",
}  # fmt: skip


@pytest.mark.parametrize("app", ["events", "newsletter", "subscribers"])
def test_the_tests_mirror_the_rooms(app: str) -> None:
    """A room's tests stand in a folder of its name, or in ``test_<name>.py`` for a room of one module."""
    ours, tests = ROOT / app, ROOT / "tests" / app
    rooms = {path.parent.name for path in ours.glob("*/__init__.py")} | {path.stem for path in ours.glob("*.py")}
    folders = {path.parent.name for path in tests.glob("*/test_*.py")}
    alone = {path.stem.removeprefix("test_") for path in tests.glob("test_*.py")}
    packages = {path.parent.name for path in ours.glob("*/__init__.py")}
    assert (folders | alone) - rooms == set()
    assert packages - folders - alone - TESTED_ELSEWHERE == set()


CLOCKS = {"time", "monotonic", "perf_counter", "process_time", "thread_time", "sleep"}
KNOWS_THE_CLOCK = {"tests/patience.py", "tests/conftest.py", "tests/growth.py"}  # wait, move it on, compare two sizes


def clock_in(node: ast.AST) -> bool:
    """A look at a clock of the machine, a wait for it, or a bound that a busy machine can pass."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) and node.value.id == "time" and node.attr in CLOCKS
    if isinstance(node, ast.ImportFrom):
        return node.module == "time"
    if isinstance(node, ast.keyword):
        return node.arg == "deadline" or (node.arg == "timeout" and isinstance(node.value, ast.Constant))
    return False


def test_no_test_knows_how_fast_the_machine_is() -> None:
    """A busy machine fails no test: ``wait_until``, ``PATIENCE`` and the fixtures ``patience`` and ``hang_ends``."""
    found = [
        f"{name_of(path)}: {ast.unparse(node)}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        if name_of(path) not in KNOWS_THE_CLOCK
        for node in ast.walk(ast.parse(path.read_text()))
        if clock_in(node)
    ]
    assert found == []


MOST_MODULES = 12  # that one takes in at a glance


def test_a_room_has_a_dozen_modules_at_most() -> None:
    """One that grows past it is cut by noun. Rows are no room: they stay together on the ground floor."""
    everywhere = [*MODULES, *(ROOT / "bench").rglob("*.py")]
    modules = [path for path in everywhere if path.stem != "__init__" and path.parent.name != "models"]
    rooms = Counter(name_of(path.parent) for path in modules)
    assert {room: many for room, many in rooms.items() if many > MOST_MODULES} == {}


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", (ROOT / name).read_text(), flags=re.MULTILINE))


def test_the_development_pins_contain_the_running_ones() -> None:
    running, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert running.items() <= development.items()
    assert len(running) > 20


def test_every_pin_has_a_hash() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-peers.txt"):
        blocks = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text())
        assert [block.splitlines()[0] for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_every_setting_is_in_the_operations_page_and_every_one_there_exists() -> None:
    places = ("config/settings/__init__.py", "config/settings/feedback.py", "config/settings/limits.py", "Procfile")
    source = "".join((ROOT / place).read_text() for place in places)
    read = set(re.findall(r'(?:text|number|folder|dj_cache_url|dj_db_url|read)\(\s*(?:"[a-z]+", )?"([A-Z_]+)"', source))
    read |= set(re.findall(r"\$\{([A-Z_]+):-", source))
    table = (ROOT / "docs" / "operations.md").read_text().split("<!-- settings -->")[1]
    written = set(re.findall(r"^\| `([A-Z_]+)`", table, flags=re.MULTILINE))
    assert written == read


def test_every_make_target_the_documents_name_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), flags=re.MULTILINE))
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    named = {word for page in pages for word in re.findall(r"`make ([a-z-]+)", page.read_text())}
    assert named <= targets
    assert {"run", "test", "help", "token"} <= named


def links() -> list[tuple[Path, str]]:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    found = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#\s]+)", page.read_text())]
    return [(page, link) for page, link in found if "://" not in link and not link.startswith("mailto:")]


def test_every_link_between_documents_leads_somewhere() -> None:
    assert [f"{name_of(page)}: {link}" for page, link in links() if not (page.parent / link).exists()] == []
    assert len(links()) > 10


def test_every_file_the_documents_point_at_exists() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    pattern = re.compile(r"`((?:config|events|newsletter|subscribers|templates|tests|docs|bench|\.ci)/[\w./-]+)`")
    named = {(name_of(page), path) for page in pages for path in pattern.findall(page.read_text())}
    assert sorted((page, path) for page, path in named if not (ROOT / path).exists()) == []


def test_every_module_the_documents_name_in_part_exists() -> None:
    """``send/throttle.py`` for ``newsletter/send/throttle.py``; a template of a name (``<app>/…``) is none."""
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    pattern = re.compile(r"`(?:[^`\n]* )?([\w./*-]+/[\w./*-]+\.py)`")
    named = {(name_of(page), path) for page in pages for path in pattern.findall(page.read_text())}
    ours = [f"/{name_of(path)}" for path in tracked()]
    assert sorted((page, path) for page, path in named if not any(one.endswith(f"/{path}") for one in ours)) == []
    assert len(named) > 40


def test_publiccode_says_what_this_is() -> None:
    facts = yaml.safe_load((ROOT / "publiccode.yml").read_text())
    assert facts["publiccodeYmlVersion"].startswith("0.")
    assert facts["softwareVersion"] == PROJECT["project"]["version"]
    assert facts["legal"]["license"] == PROJECT["project"]["license"] == "EUPL-1.2"
    assert set(facts["description"]) == {"en", "nl"}
    for text in facts["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{PROJECT['project']['version']}]" in (ROOT / "CHANGELOG.md").read_text()


def test_the_licence_is_the_whole_eupl() -> None:
    text = (ROOT / "LICENSE").read_text()
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert all(f"\n{number}." in text for number in range(1, 16))
    assert "Compatible Licences" in text


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md", "docs/operations.md", "docs/recipes.md"])
def test_a_document_is_english_and_has_one_title(page: str) -> None:
    prose = re.sub(r"```.*?```", "", (ROOT / page).read_text(), flags=re.DOTALL)
    assert len(re.findall(r"^# ", prose, flags=re.MULTILINE)) == 1
