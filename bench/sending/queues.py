"""Two queues: how long a confirmation takes beside a newsletter, from the request to *taken by the mail server*.

``python -m bench.sending.queues 100000``: the web server, the worker and the mail worker of the Procfile run as
processes of their own on a throw-away installation. One sign-up after another is sent to the API while the newsletter
runs, each by a new address, and a sink writes down whom it took mail for (``bench/countsink.py``). Only who was still
asked for while copies of the newsletter were being taken counts. ``--order`` judges without a clock, as a test must:
nobody is lost, and of who asked in the first half of the newsletter most are taken before its end.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.ports import free_port
from bench.throwaway import ROOT, drop_database, prepare_environment

SIZE = 58_000  # bytes of a copy of the newsletter
AIM_SECONDS = 5.0  # p95
PATIENCE = 300.0  # for the confirmations asked last
LOOK_SECONDS = 0.02  # how exactly we know when one was taken
READY_SECONDS = 600.0
EVERY = 0.4  # seconds from one sign-up to the next
QUIET = 15  # sign-ups before the newsletter, to compare with


class Takings:
    """What the sink took, read as it grows: sign-ups with the moment we saw them, copies of the newsletter counted."""

    def __init__(self, log: Path) -> None:
        self.log, self.offset = log, 0
        self.taken_at: dict[str, float] = {}
        self.copies_before: dict[str, int] = {}  # taken before that sign-up
        self.copies = 0
        self.last_copy_at = 0.0

    def look(self) -> None:
        now = time.monotonic()
        if not self.log.exists():
            return
        with self.log.open("rb") as file:
            file.seek(self.offset)
            whole, mark, _ = file.read().rpartition(b"\n")
        self.offset += len(whole) + len(mark)
        for address in whole.decode().split():
            if address.startswith("asked"):
                self.taken_at[address], self.copies_before[address] = now, self.copies
            else:
                self.copies, self.last_copy_at = self.copies + 1, now

    def watch(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.look()
            time.sleep(LOOK_SECONDS)


def settings_of(folder: Path, sink_port: int, port: int) -> dict[str, str]:
    """An installation as it comes, but for limits that keep one visitor from asking this often."""
    return {
        "PORT": str(port), "HOST": "127.0.0.1", "VAR": str(folder), "EMAIL_URL": f"smtp://127.0.0.1:{sink_port}",
        "LIMIT_PER_NETWORK_HOUR": "1000000", "LIMIT_PER_FORM_MINUTE": "1000000", "SEND_LEASE_SECONDS": "60",
        "SMTP_CONNECTIONS": "10", "SEND_TASKS": "1", "WORKERS": "2", "EMAIL_TIMEOUT": "30", "LOG_LEVEL": "WARNING",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }  # fmt: skip


@contextmanager
def running(port: int, sink_port: int, log: Path) -> Iterator[None]:
    """Sink, web, worker and mail worker, each a process; told to stop one by one."""
    from config.running.processes import read_procfile, wait_until_it_responds

    sink = [sys.executable, "bench/countsink.py", str(sink_port), str(log), f"{log}-mode", "0"]
    started = [subprocess.Popen(sink, cwd=ROOT)]
    try:
        for name, command in read_procfile(ROOT / "Procfile").items():
            if name != "smtp":
                started.append(subprocess.Popen(["sh", "-c", command], cwd=ROOT))
        if not wait_until_it_responds(port, int(READY_SECONDS)):
            raise RuntimeError("the web server does not answer")
        yield
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def ask(port: int, number: int) -> tuple[str, float]:
    """Sign up as a new visitor does; the address, and when the request was sent."""
    address = f"asked{number}@visitor.example"
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/subscriptions",
        data=json.dumps({"email": address, "topics": [], "language": "nl"}).encode(),
        headers={"Content-Type": "application/json"},
    )
    asked_at = time.monotonic()
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        if answer.status != 202:
            raise RuntimeError(f"a sign-up was answered {answer.status}")
    return address, asked_at


def ask_while(goes_on: Callable[[int], bool], takings: Takings, port: int, first: int = 0) -> dict[str, float]:
    """One sign-up after another while it ``goes_on``, which is told how many were asked; address → when."""
    asked: dict[str, float] = {}
    while goes_on(len(asked)):
        address, at = ask(port, first + len(asked))
        asked[address] = at
        takings.watch(EVERY)
    return asked


def wait_for(takings: Takings, asked: dict[str, float]) -> None:
    until = time.monotonic() + PATIENCE
    while asked.keys() - takings.taken_at.keys() and time.monotonic() < until:
        takings.watch(0.1)


def measure(database: str, count: int, by_order: bool) -> bool:
    """One line of the table; True when the aim was reached, ``by_order`` or in seconds."""
    folder, sink_port, port = Path(tempfile.mkdtemp(prefix="queues-")), free_port(), free_port()
    name = prepare_environment(database, folder, sink_port)
    os.environ.update(settings_of(folder, sink_port, port))
    try:
        import django

        django.setup()
        return run(database, count, folder, sink_port, port, by_order)
    finally:
        if name:
            drop_database(name)
        shutil.rmtree(folder, ignore_errors=True)


def run(database: str, count: int, folder: Path, sink_port: int, port: int, by_order: bool) -> bool:
    issue_pk = prepare(count)
    takings = Takings(folder / "taken")
    with running(port, sink_port, takings.log):
        ask_while(lambda asked: asked < 3, takings, port)  # every process has worked before
        quiet = ask_while(lambda asked: asked < QUIET, takings, port, first=1_000)
        wait_for(takings, quiet)
        start(issue_pk)
        begun = time.monotonic()
        first_half = ask_while(lambda _: takings.copies < count // 2, takings, port, first=2_000)
        busy = first_half | ask_while(lambda _: takings.copies < count, takings, port, first=2_000 + len(first_half))
        wait_for(takings, busy)
    reached = report(database, count, count / (takings.last_copy_at - begun), takings, quiet, busy)
    if not by_order:
        return reached
    before_the_end = sum(takings.copies_before.get(address, count) < count for address in first_half)
    return busy.keys() <= takings.taken_at.keys() and 2 * before_the_end >= len(first_half)


def prepare(count: int) -> int:
    """A database with an issue whose audience is frozen; its key. Left without a connection."""
    from django.core.management import call_command
    from django.db import connection

    from bench.recipients import make_issue_for
    from newsletter.deliveries.freezing import freeze_audience
    from newsletter.models import Issue
    from subscribers.models import Topic

    with open(os.devnull, "w") as nowhere:
        call_command("prepare", stdout=nowhere)
    issue = make_issue_for(count, SIZE)
    Topic.objects.create(slug="nieuws", name="Nieuws", is_default=True)
    freeze_audience(issue)
    Issue.objects.update(state=Issue.State.DRAFT)
    connection.close()
    return issue.pk


def start(issue_pk: int) -> None:
    """As the tick does once an audience is complete; the worker does the rest."""
    from django.db import connection
    from django.utils import timezone

    from newsletter.models import Issue
    from newsletter.send.sending import complete_audience

    Issue.objects.update(state=Issue.State.SENDING)
    complete_audience(Issue.objects.get(pk=issue_pk), timezone.now())
    connection.close()


def report(
    database: str, count: int, speed: float, takings: Takings, quiet: dict[str, float], busy: dict[str, float]
) -> bool:
    """Who never got it counts as having waited for ever."""

    def waits(asked: dict[str, float]) -> list[float]:
        return sorted(takings.taken_at.get(address, float("inf")) - at for address, at in asked.items())

    def percentile(values: list[float], percent: int) -> float:
        return values[min(len(values) - 1, len(values) * percent // 100)]

    before, during = waits(quiet), waits(busy)
    lost = sum(wait == float("inf") for wait in during)
    cells = (
        database, f"{count:,}", f"{speed:,.0f}", len(during), f"{statistics.median(before):.2f}",
        f"{statistics.median(during):.2f}", f"{percentile(during, 95):.2f}", f"{during[-1]:.2f}", lost,
    )  # fmt: skip
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)
    return not lost and percentile(during, 95) < AIM_SECONDS


def main() -> int:
    parser = argparse.ArgumentParser(description="Confirmations beside a newsletter")
    parser.add_argument("count", type=int, nargs="?", default=100_000, help="recipients of the newsletter")
    parser.add_argument("--databases", nargs="+", default=["postgresql", "sqlite"], choices=["postgresql", "sqlite"])
    parser.add_argument("--order", action="store_true", help="judge by who came first instead of by the clock")
    parser.add_argument("--one", help="used by itself: one database in this process")
    arguments = parser.parse_args()
    if arguments.one:
        return 0 if measure(arguments.one, arguments.count, arguments.order) else 1
    print("Seconds from a sign-up to its mail being taken; p95 beside the newsletter must stay under 5.\n")
    print("| database | newsletter | copies/s | sign-ups meanwhile | alone, median | median | p95 | longest | lost |")
    print("|---|---|---|---|---|---|---|---|---|", flush=True)
    command = [
        sys.executable,
        "-m",
        "bench.sending.queues",
        str(arguments.count),
        *(["--order"] if arguments.order else []),
        "--one",
    ]
    ended = [subprocess.run([*command, one], cwd=ROOT, check=False).returncode for one in arguments.databases]
    return max(ended)


if __name__ == "__main__":
    sys.exit(main())
