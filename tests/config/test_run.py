"""``make run`` as a person meets it: it tells where to go, stops cleanly however it is asked to, and keeps the data."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow
READY = "Ctrl-C stops everything"


class Run:
    """One ``make run`` in a session of its own, with what it printed."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.lines = port, []
        self.begun = time.monotonic()
        environment = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "EMAIL_URL", "DEBUG"}}
        self.make = subprocess.Popen(
            ["make", "run", f"PORT={port}", f"VAR={folder}"],
            cwd=ROOT,
            env=environment,
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

    def wait_until_ready(self, seconds: float) -> float:
        """Seconds it took until everything answered."""
        until = time.monotonic() + seconds
        while READY not in self.output:
            assert self.make.poll() is None, self.output
            assert time.monotonic() < until, self.output
            time.sleep(0.1)
        return time.monotonic() - self.begun

    def status_of(self, address: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", address)
        return connection.getresponse().status

    def stop(self, ask: Callable[["Run"], None]) -> tuple[int, list[int]]:
        """Exit code, and the processes that outlived it."""
        family = descendants(self.make.pid)
        ask(self)
        code = self.make.wait(60)
        self.reader.join(10)
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
        run.make.wait(60)


def test_the_first_run_makes_everything_and_tells_where_to_go(running: Run, folder: Path) -> None:
    running.wait_until_ready(300)
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
def test_a_later_run_starts_in_seconds_and_stops_cleanly_however_it_is_asked(
    running: Run, ask: Callable[[Run], None]
) -> None:
    assert running.wait_until_ready(60) < 30
    code, left = running.stop(ask)
    assert left == []
    assert code in {0, 130, -signal.SIGINT, -signal.SIGTERM, 2}
    assert "Traceback" not in running.output


def test_a_token_is_all_there_is_on_the_last_line(folder: Path) -> None:
    answer = subprocess.run(
        ["make", "token", f"VAR={folder}"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    token = answer.stdout.splitlines()[-1]
    assert token == token.strip()
    assert len(token) >= 32
    assert " " not in token
