"""The processes of the local run under honcho, stopped the way each of them wants to be stopped."""

import http.client
import os
import signal
import socket
import sys
import time
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.printer import Printer

from .honcho_private import Manager


def port_is_free(port: int) -> bool:
    """Whether we could listen on 127.0.0.1:port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def wait_until_it_responds(port: int, seconds: int = 90) -> bool:
    """Ask for the home page until it comes; False when it did not come in time."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except OSError:
            time.sleep(0.2)
        finally:
            connection.close()
    return False


def catches_interrupt(pid: int) -> bool | None:
    """Whether a process has a handler for SIGINT; None where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    mask = next(line.split()[1] for line in status.splitlines() if line.startswith("SigCgt:"))
    return bool(int(mask, 16) >> (signal.SIGINT - 1) & 1)


def stop_with_parent() -> None:
    """End ourselves when the program that started us is gone or was told to stop; call it in a thread.

    GNU make that alone gets SIGINT (``kill -INT``, an IDE's stop button) tells its children nothing and waits for
    them; that it has taken down its handler is all one can see. Killed outright, it leaves us to another parent.
    """
    parent = os.getppid()
    command = Path(f"/proc/{parent}/comm")
    under_make = command.exists() and command.read_text().strip() in {"make", "gmake"}
    watched = under_make and catches_interrupt(parent)
    while os.getppid() == parent and not (watched and catches_interrupt(parent) is False):
        time.sleep(0.5)
    os.kill(os.getpid(), signal.SIGTERM)  # not SIGINT: after a Ctrl-C of its own that would be the second


def read_procfile(path: Path) -> dict[str, str]:
    """Name → shell command, in the order of the file."""
    return dict(parse_procfile(path.read_text()).processes)


def run(commands: dict[str, str], environment: dict[str, str]) -> list[str]:
    """Start every command in this folder and stay until told to stop; returns what went wrong, in sentences."""
    manager = Manager(Printer(sys.stdout, time_format=""))
    for name, command in commands.items():
        manager.add_process(name, command, env=environment)
    manager.loop()
    if manager.insisted:
        return []  # they were killed because somebody wanted it so
    return manager.failures() or ([] if manager.asked else ["a process stopped by itself"])
