"""The environment makes itself, installs only what has changed, and says what the machine lacks."""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import bootstrap

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with one requirements file and an interpreter that only notes what it was asked."""
    interpreter = tmp_path / ".venv" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/asked\n')
    interpreter.chmod(0o755)
    (tmp_path / ".venv" / "pyvenv.cfg").write_text("version = 3.11.2\n")
    (tmp_path / "requirements.txt").write_text("django==5.2.19\n")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "PYTHON", interpreter)
    monkeypatch.setattr(sys, "argv", ["bootstrap.py", "requirements.txt"])
    return tmp_path


def installs(project: Path) -> int:
    return sum("pip install" in line for line in (project / "asked").read_text().splitlines())


def test_what_is_pinned_is_installed_once_and_again_only_when_it_changed(project: Path) -> None:
    bootstrap.main()
    bootstrap.main()
    assert installs(project) == 1
    (project / "requirements.txt").write_text("django==5.2.20\n")
    bootstrap.main()
    assert installs(project) == 2
    assert "--require-hashes" in (project / "asked").read_text()


def test_another_interpreter_in_the_environment_installs_again(project: Path) -> None:
    bootstrap.main()
    (project / ".venv" / "pyvenv.cfg").write_text("version = 3.12.1\n")
    bootstrap.main()
    assert installs(project) == 2


def test_an_install_that_fails_is_tried_again_the_next_time(project: Path) -> None:
    bootstrap.PYTHON.write_text(f'#!/bin/sh\necho "$@" >> {project}/asked\ncase "$*" in *install*) exit 1;; esac\n')
    for _ in range(2):
        with pytest.raises(SystemExit, match=r"requirements\.txt could not be installed; the lines above tell why\."):
            bootstrap.main()
    assert installs(project) == 2


def test_a_missing_system_package_is_named_with_the_command_that_installs_it(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(project / ".venv")
    found = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else found(name))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    with pytest.raises(SystemExit, match=f"apt-get install python{version}-venv"):
        bootstrap.main()


def test_an_old_python_is_refused_in_one_sentence(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"^Python 3\.11 or newer is needed"):
        bootstrap.main()


def test_make_says_so_when_no_python_is_new_enough(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    make = shutil.which("make")
    assert make
    answer = subprocess.run(
        [make, "installed"], cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    assert answer.returncode != 0
    assert answer.stderr.splitlines()[0] == (
        "Python 3.11 or newer is needed, and none is found here. On Debian: apt-get install python3 python3-venv"
    )
