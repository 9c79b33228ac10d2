"""``make run`` as a person meets it: it tells where to go, stops cleanly however it is asked to, and keeps the data."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.patience import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
READY = "Ctrl-C stops everything"
MADE_ONCE = ("Bringing the database up to date", "Collecting static files", "occurrences announced")
SHELL = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ} | {"LANG": "C.UTF-8"}


class Run:
    """One ``make run`` in a session of its own, with what it printed."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.lines = port, []
        self.make = subprocess.Popen(
            [
                "env",
                "--default-signal",
                "make",
                "run",
                f"PORT={port}",
                f"VAR={folder}",
            ],  # whoever started us may ignore some
            cwd=ROOT,
            env=SHELL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        assert self.make.stdout
        for line in self.make.stdout:
            self.lines.append(line.rstrip())

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, words: str) -> None:
        """Until it printed ``words``."""
        wait_until(lambda: words in self.output or self.make.poll() is not None)
        assert words in self.output, self.output

    def status_of(self, address: str) -> int:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            connection.request("GET", address)
            return connection.getresponse().status

    def stop(self, ask: Callable[["Run"], None]) -> tuple[int, list[int]]:
        """Exit code, and the processes that outlived it."""
        family = descendants(self.make.pid)
        ask(self)
        code = self.make.wait(PATIENCE)
        self.reader.join(PATIENCE)
        return code, [pid for pid in family if is_alive(pid)]


def descendants(pid: int) -> list[int]:
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    children = [int(line) for line in found.stdout.split()]
    return children + [below for child in children for below in descendants(child)]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def free_port() -> int:
    """A port of ours whose neighbour for mail (PORT + 25) is free as well."""
    while True:
        with socket.socket() as web, socket.socket() as mail:
            web.bind(("127.0.0.1", 0))
            port = int(web.getsockname()[1])
            try:
                mail.bind(("127.0.0.1", port + 25))
            except (OSError, OverflowError):
                continue
            return port


def ctrl_c(run: Run) -> None:
    os.killpg(run.make.pid, signal.SIGINT)


def interrupt_make_alone(run: Run) -> None:
    run.make.send_signal(signal.SIGINT)


def terminate(run: Run) -> None:
    run.make.terminate()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data that the first run makes and the others find."""
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def running(folder: Path):
    run = Run(folder, free_port())
    yield run
    if run.make.poll() is None:
        run.make.terminate()
        run.make.wait(PATIENCE)
    run.reader.join(PATIENCE)
    run.make.stdout.close()


def test_the_first_run_makes_everything_and_tells_where_to_go(running: Run, folder: Path) -> None:
    running.wait_for(READY)
    assert [words for words in MADE_ONCE if words not in running.output] == []
    site = f"http://127.0.0.1:{running.port}"
    assert f"Site        {site}/" in running.output
    assert f"Staff desk  {site}/beheer/   user beheer, password kennisstad-demo" in running.output
    assert {
        a: running.status_of(a) for a in ("/", "/en/", "/agenda/", "/agenda.ics", "/dev/mailbox/")
    } == dict.fromkeys(("/", "/en/", "/agenda/", "/agenda.ics", "/dev/mailbox/"), 200)
    assert running.stop(ctrl_c) == (0, []) or running.make.returncode in {-signal.SIGINT, 130}
    assert "Traceback" not in running.output
    assert running.lines[-1].startswith(("Stopped.", "make: ***"))


@pytest.mark.parametrize("ask", [ctrl_c, interrupt_make_alone, terminate])
def test_a_later_run_makes_nothing_again_and_stops_cleanly_however_it_is_asked(
    running: Run, ask: Callable[[Run], None]
) -> None:
    running.wait_for(READY)
    assert [words for words in MADE_ONCE if words in running.output] == []
    code, left = running.stop(ask)
    assert left == []
    assert code in {0, 130, -signal.SIGINT, -signal.SIGTERM, 2}
    assert "Traceback" not in running.output


def test_a_task_in_hand_is_finished_before_everything_stops(running: Run, folder: Path, tmp_path: Path) -> None:
    running.wait_for(READY)
    go_on = tmp_path / "go-on"
    shell = f"until [ -e {go_on} ]; do sleep 0.1; done"
    code = (
        "from django_q.tasks import async_task; from django_q.models import OrmQ;"
        f"async_task('subprocess.call', {shell!r}, shell=True); print(OrmQ.objects.latest('pk').pk)"
    )
    answer = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", code],
        cwd=ROOT,
        env={**SHELL, "VAR": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    key = int(answer.stdout)
    wait_until(lambda: state_of_task(folder, key) == "taken")

    def ask(run: Run) -> None:
        ctrl_c(run)
        run.wait_for("Stopping;")
        go_on.touch()

    running.stop(ask)
    assert state_of_task(folder, key) == "finished"
    assert "Stopped." in running.output


def state_of_task(folder: Path, key: int) -> str:
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        query = "SELECT lock > strftime('%Y-%m-%d %H:%M:%f', 'now') FROM django_q_ormq WHERE id = ?"
        row = database.execute(query, (key,)).fetchone()
    return "finished" if row is None else "taken" if row[0] else "waiting"


def test_a_token_is_all_there_is_on_the_last_line(folder: Path) -> None:
    answer = subprocess.run(
        ["make", "token", f"VAR={folder}"],
        cwd=ROOT,
        env=SHELL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    token = answer.stdout.splitlines()[-1]
    assert token == token.strip()
    assert len(token) >= 32
    assert " " not in token
