"""What turns data into code, or asks another machine, is used nowhere or in the modules named here."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.signing import BadSignature
from django_q.signing import SignedPackage

ROOT = Path(__file__).resolve().parents[2]
OURS = ("config", "events", "newsletter", "subscribers")
Used = dict[str, set[str]]
# Data that becomes code, or a parser that fetches what it reads of.
NEVER = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "pickle", "marshal", "shelve", "yaml", "xml",
    "lxml", "hashlib.md5", "hashlib.sha1", "from_string",
}  # fmt: skip
# What starts programs or opens connections, and where: the table of docs/security.md.
OUTWARD = {
    "subprocess": {"config/bootstrap.py"},
    "http.client": {"config/running/front.py", "config/running/processes.py"},
    "socket": {"config/running/processes.py", "subscribers/smtp/handshake.py", "subscribers/smtp/connection.py",
               "subscribers/smtp/pooled_relay.py"},
    "urllib.request": {"config/running/front.py", "events/management/asking.py"},
    "imaplib": {"subscribers/feedback/imap.py"},
    "smtplib": set(),
    "requests": set(),
    "httpx": set(),
}  # fmt: skip


def sources() -> Iterator[tuple[str, ast.AST]]:
    for app in OURS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def named_in(tree: ast.AST) -> set[str]:
    """Modules imported, names called, and ``module.name`` of what is called or imported from."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found |= {str(node.module), *(f"{node.module}.{one.name}" for one in node.names)}
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found.add(node.func.id)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            found |= {node.func.attr} if node.func.attr in {"from_string"} else set()
            found |= {f"{owner.id}.{node.func.attr}"} if isinstance(owner, ast.Name) else set()
    return found


@pytest.fixture(scope="module")
def used() -> Used:
    """By module of ours, what it names; parsed once, and not by who only collects tests."""
    return {path: named_in(tree) for path, tree in sources()}


def test_no_data_becomes_code_and_no_document_fetches_another(used: Used) -> None:
    tops = {path: names | {name.split(".")[0] for name in names if "." in name} for path, names in used.items()}
    found = {path: names & NEVER for path, names in tops.items() if names & NEVER}
    assert found == {}
    assert len(used) > 200


@pytest.mark.parametrize("module", OUTWARD)
def test_only_these_modules_reach_out(used: Used, module: str) -> None:
    users = {
        path for path, names in used.items() if any(one == module or one.startswith(f"{module}.") for one in names)
    }
    assert users == OUTWARD[module]


def test_the_document_names_every_module_that_reaches_out() -> None:
    told = (ROOT / "docs" / "security.md").read_text()
    assert {path for paths in OUTWARD.values() for path in paths if f"`{path}`" not in told} == set()


def test_a_task_that_we_did_not_sign_is_not_unpacked() -> None:
    """django-q2 pickles; a row of its queue that somebody wrote past us is refused before that."""
    package = SignedPackage.dumps({"func": "x"})
    assert SignedPackage.loads(package) == {"func": "x"}
    with pytest.raises(BadSignature):
        SignedPackage.loads(package[:-3] + "AAA")


def test_our_scripts_keep_nothing_and_run_nothing_of_what_they_are_given() -> None:
    """Only the door keeps scans that were not sent, and the list of its evening (docs/privacy.md)."""
    scripts = {path.name: path.read_text() for path in (ROOT / "config" / "static").rglob("*.js")}
    banned = re.compile(r"\beval\b|\bFunction\(|localStorage|sessionStorage|indexedDB|document\.cookie|document\.write")
    found = {name: set(banned.findall(text)) for name, text in scripts.items() if banned.search(text)}
    assert found == {"door.js": {"indexedDB"}, "door-worker.js": {"indexedDB"}}
    # A fragment of the desk's own page, made by a template that escapes, from our own origin.
    assert {name for name, text in scripts.items() if "innerHTML" in text} == {"desk.js"}
    assert len(scripts) > 3


def test_passwords_are_hashed_as_django_advises() -> None:
    settings = "".join(path.read_text() for path in (ROOT / "config" / "settings").glob("*.py"))
    assert "PASSWORD_HASHERS" not in settings
