"""What the newsletter's engine is held beside: Postfix's ``smtp-source``, Django's own loop, packages that send too."""

import os
import shutil
import subprocess
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.throwaway import ROOT, drop_database, prepare_environment

from .table import Row

PEER = ROOT / "bench" / "sending" / "peers.py"
PINS = ROOT / "requirements-peers.txt"
SIZE = 58_000  # bytes of a message
PEERS = {"django": 1, "django-newsletter": 1, "django-mailer": 1, "django-post_office": 5}  # connections each opens


@dataclass(frozen=True)
class Sink:
    """Postfix's ``smtp-sink``, which takes mail and drops it; one for everything that is measured."""

    port: int
    counter: Path

    def taken(self) -> int:
        """Messages so far: the sink itself writes ``sess=… quit=… mesg=…`` after each."""
        return int(self.counter.read_text().split("mesg=")[-1] or 0)


@contextmanager
def running_sink(port: int, folder: Path) -> Iterator[Sink]:
    counter = folder / "taken"
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with counter.open("wb") as out:
        process = subprocess.Popen(["smtp-sink", "-c", *user, f"127.0.0.1:{port}", "200"], cwd=folder, stdout=out)
    try:
        yield Sink(port, counter)
    finally:
        process.terminate()
        process.wait()


def source(port: int, connections: int, count: int, *, keep: bool = False) -> float:
    """Messages a second of ``smtp-source``, which makes its message once and writes nothing down.

    It opens a connection for every message, unless it is told to ``keep`` them.
    """
    begun = time.monotonic()
    subprocess.run(
        ["smtp-source", *(["-d"] if keep else []), "-s", str(connections), "-m", str(count), "-l", str(SIZE),
         "-f", "a@example.org", "-t", "b@example.org", f"127.0.0.1:{port}"],
        check=True,
    )  # fmt: skip
    return count / (time.monotonic() - begun)


@dataclass(frozen=True)
class Rounds:
    """``pairs`` runs of ``messages`` each, and ``smtp-source`` right after every one, in both its ways."""

    sink: Sink
    messages: int
    pairs: int

    def beside_source(self, what: str, processes: int, connections: int, run: Callable[[], tuple[float, int]]) -> Row:
        """``run`` returns messages a second and peak memory in MB; the sink must have taken every message."""
        speeds, sources, kept, peaks = [], [], [], []
        for _ in range(self.pairs):
            before = self.sink.taken()
            speed, peak = run()
            taken = self.sink.taken() - before
            assert taken == self.messages, f"{what}: the sink took {taken} of {self.messages}"
            speeds.append(speed)
            peaks.append(peak)
            sources.append(source(self.sink.port, processes * connections, self.messages))
            kept.append(source(self.sink.port, processes * connections, self.messages, keep=True))
        return Row(what, processes, connections, speeds, sources, kept, max(peaks))


@contextmanager
def throw_away(database: str, port: int) -> Iterator[Path]:
    """An empty database named in the environment, mail going to ``port``; gone afterwards. Yields its folder."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    name = prepare_environment(database, folder, port)
    try:
        yield folder
    finally:
        if name:
            drop_database(name)
        shutil.rmtree(folder, ignore_errors=True)


def measure_peers(database: str, cache: Path, rounds: Rounds) -> Iterator[Row]:
    """One row each; their environment is made in ``cache`` first. Nothing where that fails, and it is said."""
    python = interpreter_of_peers(cache)
    if python is None:
        print(
            "The packages were not measured: requirements-peers.txt could not be installed; the lines above tell why."
        )
        return
    for name, connections in PEERS.items():
        yield rounds.beside_source(name, 1, connections, partial(run_peer, python, name, database, rounds))


def interpreter_of_peers(folder: Path) -> str | None:
    """The Python of the environment in ``folder``, made again when the pins have changed; None where that fails."""
    python, stamp = folder / "bin" / "python", folder / PINS.name
    if python.exists() and stamp.exists() and stamp.read_bytes() == PINS.read_bytes():
        return str(python)
    install = [
        str(python),
        "-m",
        "pip",
        "install",
        "-qq",
        "--disable-pip-version-check",
        "--no-input",
        "--require-hashes",
    ]
    try:
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([*install, "-r", str(PINS)], check=True)
    except subprocess.CalledProcessError:
        return None
    shutil.copy(PINS, stamp)
    return str(python)


def run_peer(python: str, name: str, database: str, rounds: Rounds) -> tuple[float, int]:
    """Messages a second and peak memory in MB, on a database of its own."""
    port = rounds.sink.port
    with throw_away(database, port) as folder:
        command = [python, "-I", str(PEER), name, str(port), str(rounds.messages), str(SIZE)]
        speed, peak = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    return float(speed), int(peak)
