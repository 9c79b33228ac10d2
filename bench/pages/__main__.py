"""What a public response costs the web process, beside a bare Django view with the same bytes and nginx with a file.

``python -m bench.pages [SIZE …]`` makes editions of 160, 2,000 and 10,000 events in a scratch folder (or, with
``DATABASE_URL``, in that empty database), serves them with one granian worker, and asks in turns. CPU of the processes
that serve, per request; only the ratios to the bare view of the same run are to be quoted.

*After a change* is the first request after one title was published; *moved*, after one event got another hour; *seats*,
every request while a party of the edition changes ten times a second.
"""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from .feeds import connect, exchange, free_port, make_edition, tag_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from events.models import Event

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"  # ``feeds`` has made VAR
SIZES = tuple(map(int, sys.argv[1:])) or (160, 2_000, 10_000)
SMALL = 160
ROUNDS, TIMES = 5, 60
CHANGES = 6
BELIEF = 1.2  # seconds until a process knows of a change, with VERSIONS_SECONDS at 1
NGINX = """
daemon off; error_log stderr crit; pid {folder}/nginx.pid; events {{}}
http {{ access_log off; types {{}} default_type text/html; server {{ listen 127.0.0.1:{port}; root {bytes}; }} }}
"""


@dataclass(frozen=True)
class Case:
    """One address; ``kept`` and ``changed`` are what is aimed at, as multiples of the bare view (0 = no aim)."""

    name: str
    path: str
    kept: float
    changed: float = 0


def cases(size: int) -> list[Case]:
    edition, is_small = f"/agenda/bench/n{size}", size <= SMALL
    return [
        Case("page", f"{edition}/", 1.3 if is_small else 2, 15 if is_small else 40),
        Case("JSON Feed", f"{edition}.json", 1.5),
        Case("CSV", f"{edition}.csv", 1.5),
        Case("Atom", f"{edition}.atom", 1.5),
        Case("schedule.json", f"{edition}/schedule.json", 1.5),
        Case("API, 100 occurrences", f"/api/v1/occurrences?edition=bench.n{size}", 1.5, 50),
        Case("calendar", f"{edition}.ics", 1.3),
    ]


class Served:
    """A server with its wire, and the CPU its processes have taken."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int) -> None:
        self.process, self.wire = process, connected(port)

    def cpu(self) -> float:
        """Seconds, of every thread of every process below."""
        return sum(int(line.read_text().split()[0]) for pid in tree(self.process.pid) for line in threads(pid)) / 1e9

    def cost(self, path: str, tag: str = "", times: int = TIMES) -> float:
        """Milliseconds of CPU for one request."""
        before = self.cpu()
        for _ in range(times):
            exchange(self.wire, path, tag)
        time.sleep(0.02)
        return (self.cpu() - before) / times * 1000


def threads(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").glob("*/schedstat"))


def tree(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from tree(int(child))


def connected(port: int) -> socket.socket:
    for _ in range(300):
        try:
            return connect(port)
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[Served]:
    process = subprocess.Popen(command, env={**os.environ, **environment})
    try:
        yield Served(process, port)
    finally:
        process.terminate()
        process.wait()


def granian(target: str, port: int) -> list[str]:
    name = str(Path(sys.executable).with_name("granian"))
    options = ["--workers", "1", "--blocking-threads", "1", "--log-level", "error"]
    return [name, "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), *options, target]


def main() -> None:
    prepare()
    folder = Path(tempfile.mkdtemp(prefix="bench-bytes-"))
    port = free_port()
    with running(granian("config.wsgi:application", port), port, PORT=str(port), LOCAL_RUN="1") as ours:
        print("| what | KB | bare, ms | kept | its 304 | nginx, file | after a change | moved | seats | aims |")
        print("|---|---|---|---|---|---|---|---|---|---|", flush=True)
        for size in SIZES:
            for case in cases(size):
                measure(ours, case, size, folder)
    shutil.rmtree(folder)


def prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    for size in SIZES:
        make_edition(f"n{size}", size)


def measure(ours: Served, case: Case, size: int, folder: Path) -> None:
    body = body_of(ours, case.path)
    (folder / "one.bytes").write_bytes(body)
    tag = tag_of(ours.wire, case.path)
    bare_port, nginx_port = free_port(), free_port()
    settings = {"DJANGO_SETTINGS_MODULE": "bench.pages.bare", "BENCH_BYTES": str(folder)}
    with running(granian("bench.pages.bare:application", bare_port), bare_port, **settings) as bare:
        asks: dict[str, Callable[[], float]] = {
            "bare": lambda: bare.cost("/one.bytes"),
            "bare 304": lambda: bare.cost("/one.bytes", '"x"'),
            "kept": lambda: ours.cost(case.path),
            "304": lambda: ours.cost(case.path, tag),
        }
        with nginx(folder, nginx_port) as front:
            if front:
                asks["nginx"] = lambda: front.cost("/one.bytes")
            found = in_turns(asks)
    if case.changed:
        found["changed"] = after_changes(ours, case.path, size, rename)
        found["moved"] = after_changes(ours, case.path, size, move)
        found["seats"] = while_seats_change(ours, case.path, size)
    show(case, size, len(body), found)


def body_of(ours: Served, path: str) -> bytes:
    for _ in range(3):  # with a query it is kept from the second time on
        whole = exchange(ours.wire, path)
    head, _, body = bytes(whole).partition(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n")[0] + b" ":
        raise SystemExit(f"{path} is answered with {head.splitlines()[0].decode()}")
    return body


def in_turns(asks: dict[str, Callable[[], float]]) -> dict[str, float]:
    """Medians of rounds in which each has its turn, so that a busy minute is one for all."""
    rounds: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(ROUNDS):
        for name, ask in asks.items():
            rounds[name].append(ask())
    return {name: statistics.median(costs) for name, costs in rounds.items()}


def after_changes(ours: Served, path: str, size: int, change: Callable[["QuerySet[Event]"], object]) -> float:
    """The median cost of the first request after one event of the edition was changed and published."""
    from events.ledger.reconcile import reconcile_calendar
    from events.models import Event

    keys = list(Event.objects.filter(edition__slug=f"n{size}").values_list("pk", flat=True)[:CHANGES])
    costs = []
    for key in keys:
        event = Event.objects.filter(pk=key)
        change(event)
        reconcile_calendar(event)
        time.sleep(BELIEF)
        costs.append(ours.cost(path, times=1))
    return statistics.median(costs)


def rename(event: "QuerySet[Event]") -> None:
    event.update(title=f"Anders {time.time()}")


def move(event: "QuerySet[Event]") -> None:
    occurrence = event.get().occurrences.get()
    occurrence.starts_at -= timedelta(minutes=1)
    occurrence.save()


def while_seats_change(ours: Served, path: str, size: int) -> float:
    """The mean cost of a request, of as many as one connection asks in three seconds."""
    from events.ledger.reconcile import reconcile_calendar
    from events.models import Event, Occurrence, Registration

    last = Event.objects.filter(edition__slug=f"n{size}").order_by("-pk").values_list("pk", flat=True)[0]
    Occurrence.objects.filter(event=last).update(way_in="register", capacity=50)
    reconcile_calendar(Event.objects.filter(pk=last))
    party, _ = Registration.objects.get_or_create(
        occurrence=Occurrence.objects.get(event=last),
        email_normalised="een@example.org",
        defaults={"name": "Een", "email": "een@example.org", "seats": 1, "state": "confirmed", "language": "nl"},
    )
    over = threading.Event()

    def change() -> None:
        for number in range(10**6):
            if over.wait(0.1):
                return
            Registration.objects.filter(pk=party.pk).update(seats=number % 40 + 1)

    staff = threading.Thread(target=change)
    staff.start()
    before, asked, until = ours.cpu(), 0, time.monotonic() + 3
    while time.monotonic() < until:
        exchange(ours.wire, path)
        asked += 1
    spent = ours.cpu() - before
    over.set()
    staff.join()
    return spent / asked * 1000


@contextmanager
def nginx(folder: Path, port: int) -> Iterator[Served | None]:
    """nginx with the same bytes as a file; None where it is not installed."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if not program:
        yield None
        return
    conf = folder / "nginx.conf"
    conf.write_text(NGINX.format(folder=folder, port=port, bytes=folder))
    with running([program, "-c", str(conf)], port) as served:
        yield served


def show(case: Case, size: int, length: int, found: dict[str, float]) -> None:
    kept, short = found["kept"] / found["bare"], found["304"] / found["bare 304"]
    front = f"{found['nginx'] / found['bare']:.2f} ×" if "nginx" in found else "not installed"
    rest = [f"{found[name] / found['bare']:.1f} ×" if name in found else "–" for name in ("changed", "moved", "seats")]
    missed = [f"kept ≤ {case.kept}"] if kept > case.kept else []
    missed += [f"304 ≤ {case.kept}"] if short > case.kept else []
    if "changed" in found and found["changed"] / found["bare"] > case.changed:
        missed += [f"changed ≤ {case.changed:.0f}"]
    print(
        f"| {case.name}, {size:,} | {length / 1000:.0f} | {found['bare']:.2f} | {kept:.2f} × | {short:.2f} × "
        f"| {front} | {' | '.join(rest)} | {'missed: ' + ', '.join(missed) if missed else 'reached'} |",
        flush=True,
    )


if __name__ == "__main__":
    main()
