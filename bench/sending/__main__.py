"""How fast the newsletter's engine sends, with its ledger, beside its yardsticks on the same sink, in one table.

``make bench-sending``; needs ``smtp-sink`` and ``smtp-source`` (Debian's package postfix, which need not run). A run is
followed at once by one of ``smtp-source``, and medians of the pairs are shown: on a machine that others use as well
single numbers say nothing. The packages that others use get an environment of their own in ``VAR/bench-peers``.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

from bench.ports import free_port
from bench.throwaway import ROOT

from .table import HEADING, Row, aims
from .yardsticks import SIZE, Rounds, Sink, measure_peers, running_sink, throw_away

CACHE = Path(os.environ.get("VAR") or ROOT / "var").resolve() / "bench-peers"  # a run sets VAR for itself
SETUPS = ((1, 20), (2, 10))  # processes × connections
TITLES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}
LATENCY, FAR_CONNECTIONS = 0.02, 40


class Bench:
    """One database with an issue and its audience; runs of it."""

    def __init__(self, count: int) -> None:
        from django.core.management import call_command

        from bench.recipients import make_issue_for
        from newsletter.deliveries.freezing import freeze_audience

        self.count = count
        call_command("migrate", verbosity=0)
        self.issue = make_issue_for(count, SIZE)
        freeze_audience(self.issue)

    def reset(self) -> None:
        """Everyone waits again, and no dead rows are left from before."""
        from django.db import connection
        from django.utils import timezone

        from newsletter.models import Delivery, Issue

        Delivery.objects.update(state="pending", smtp_code=None, smtp_text="", settled_at=None, attempts=0)
        Issue.objects.update(state="sending", started_at=timezone.now(), sent_at=None)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()

    def ours(self, processes: int, connections: int) -> tuple[float, int]:
        """Messages a second from *send* to the last row of the ledger; peak memory of a process in MB."""
        from django.db.models import Max

        from newsletter.models import Delivery

        self.reset()
        environment = {**os.environ, "SMTP_CONNECTIONS": str(connections), "SEND_TASKS": str(processes)}
        command = [sys.executable, "-m", "bench.sending.worker", str(self.issue.pk)]
        workers = [
            subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            for _ in range(processes)
        ]
        for worker in workers:
            assert worker.stdout
            worker.stdout.readline()
        begun = time.time()
        for worker in workers:
            assert worker.stdin
            worker.stdin.write("go\n")
            worker.stdin.flush()
        memory = [int(worker.communicate()[0].split()[-1]) for worker in workers]
        sent = Delivery.objects.filter(state="sent")
        assert sent.count() == self.count, Delivery.objects.counts()
        return self.count / (sent.aggregate(last=Max("settled_at"))["last"].timestamp() - begun), max(memory)

    def slow_sink(self, connections: int, latency: float) -> float:
        """Messages a second when every reply comes ``latency`` seconds late."""
        port, keep = free_port(), os.environ["EMAIL_URL"]
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{port}"
        sink = subprocess.Popen([sys.executable, "-m", "bench.sending.slowsink", str(port), str(latency)], cwd=ROOT)
        time.sleep(2)
        try:
            return self.ours(1, connections)[0]
        finally:
            os.environ["EMAIL_URL"] = keep
            sink.kill()
            sink.wait()


def measure(database: str, rounds: Rounds) -> Iterator[Row]:
    """Both setups on one database; in a process of its own, since Django's settings are made once."""
    with throw_away(database, rounds.sink.port):
        os.environ["SEND_LEASE_SECONDS"] = "60"
        import django

        django.setup()
        bench = Bench(rounds.messages)
        for processes, connections in SETUPS:
            run = partial(bench.ours, processes, connections)
            yield rounds.beside_source(TITLES[database], processes, connections, run)
        if database == "postgresql":
            speeds = [bench.slow_sink(FAR_CONNECTIONS, LATENCY) for _ in range(rounds.pairs)]
            possible = [FAR_CONNECTIONS / LATENCY] * rounds.pairs
            yield Row("20 ms before every reply; connections ÷ latency", 1, FAR_CONNECTIONS, speeds, possible, [], 0)


def measure_elsewhere(database: str, rounds: Rounds) -> Iterator[Row]:
    """``measure`` in a process of its own, each row as soon as it is there."""
    command = [
        sys.executable, "-m", "bench.sending", "--one", database, "--messages", str(rounds.messages),
        "--pairs", str(rounds.pairs), "--port", str(rounds.sink.port), "--counter", str(rounds.sink.counter),
    ]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            yield Row(**json.loads(line))
    if process.returncode:
        sys.exit(f"{database} could not be measured; the lines above tell why.")


def everything(arguments: argparse.Namespace, databases: list[str]) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-sink-") as folder, running_sink(free_port(), Path(folder)) as sink:
        for database in databases:
            yield from measure_elsewhere(database, Rounds(sink, arguments.messages, arguments.pairs))
        if arguments.peers:
            yield from measure_peers(databases[0], CACHE, Rounds(sink, arguments.peer_messages, arguments.pairs))


def can_be_reached(database: str) -> bool:
    import psycopg

    try:
        if database == "postgresql":
            psycopg.connect(os.environ.get("TEST_DATABASE_URL", "postgresql:///test")).close()
    except psycopg.OperationalError:
        print("PostgreSQL was not measured: TEST_DATABASE_URL names none that answers.")
        return False
    return True


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--databases", nargs="+", default=["postgresql", "sqlite"], choices=list(TITLES))
    parser.add_argument("--messages", type=int, default=6_000)
    parser.add_argument("--peer-messages", type=int, default=2_000, help="fewer: they are slower")
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--one", help="used by itself: one database in this process, on the sink below")
    parser.add_argument("--port", type=int)
    parser.add_argument("--counter", type=Path)
    return parser.parse_args()


def show(rows: Iterator[Row]) -> None:
    print(HEADING, flush=True)
    shown = []
    for row in rows:
        print(row, flush=True)
        shown.append(row)
    print("\n| aim | measured | |\n|---|---|---|", *aims(shown), sep="\n", flush=True)


def main() -> None:
    arguments = read_arguments()
    os.environ["PATH"] += os.pathsep + "/usr/sbin"  # where Debian keeps them; the PATH of most people does not
    if arguments.one:
        rounds = Rounds(Sink(arguments.port, arguments.counter), arguments.messages, arguments.pairs)
        for row in measure(arguments.one, rounds):
            print(json.dumps(asdict(row)), flush=True)
    elif not shutil.which("smtp-sink") or not shutil.which("smtp-source"):
        print("Sending was not measured: no smtp-sink and smtp-source here (apt-get install postfix; it need not run).")
    else:
        databases = [database for database in arguments.databases if can_be_reached(database)]
        show(everything(arguments, databases or ["sqlite"]))


if __name__ == "__main__":
    main()
