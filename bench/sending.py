"""How fast the newsletter's engine sends, with its ledger, beside Postfix's ``smtp-source`` on the same sink.

``make bench-sending``; needs ``smtp-sink`` and ``smtp-source`` (Debian's package postfix, which need not run). Pairs of
runs right after each other, medians of the pairs: on a machine that others use as well single numbers say nothing.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.crashdrill import drop_database, prepare_environment  # noqa: E402
from bench.ports import free_port  # noqa: E402

SIZE = 58_000
SETUPS = ((1, 20), (2, 10))  # processes × connections


class Bench:
    """One database with an issue and its audience; runs of it against one sink."""

    def __init__(self, port: int, count: int) -> None:
        from django.core.management import call_command

        from bench.recipients import make_issue_for
        from newsletter.services.freezing import freeze_audience

        self.port, self.count = port, count
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
        command = [sys.executable, "bench/sendworker.py", str(self.issue.pk)]
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
        sink = subprocess.Popen([sys.executable, "bench/slowsink.py", str(port), str(latency)], cwd=ROOT)
        time.sleep(2)
        try:
            return self.ours(1, connections)[0]
        finally:
            os.environ["EMAIL_URL"] = keep
            sink.kill()
            sink.wait()

    def source(self, connections: int) -> float:
        begun = time.monotonic()
        subprocess.run(
            ["smtp-source", "-s", str(connections), "-m", str(self.count), "-l", str(SIZE), "-f", "a@example.org",
             "-t", "b@example.org", f"127.0.0.1:{self.port}"],
            check=True,
        )  # fmt: skip
        return self.count / (time.monotonic() - begun)

    def django_loop(self, count: int) -> float:
        """What one writes first: Django's own messages on one connection that is kept open."""
        from django.core.mail import EmailMultiAlternatives, get_connection

        from newsletter.models import Rendition

        kept = Rendition.objects.get()
        wire = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=self.port)
        wire.open()
        begun = time.monotonic()
        for number in range(count):
            mail = EmailMultiAlternatives(
                "Drill", kept.mail_text, "a@example.org", [f"b{number}@example.org"], connection=wire
            )
            mail.attach_alternative(kept.mail_html, "text/html")
            mail.send()
        wire.close()
        return count / (time.monotonic() - begun)


def compare(bench: Bench, pairs: int, database: str) -> None:
    for processes, connections in SETUPS:
        runs = [(bench.ours(processes, connections), bench.source(processes * connections)) for _ in range(pairs)]
        ratios = sorted(ours / source for (ours, _), source in runs)
        ours = statistics.median(speed for (speed, _), _ in runs)
        source = statistics.median(speed for _, speed in runs)
        spread = f"{ratios[0]:.2f}–{ratios[-1]:.2f}"
        print(
            f"| {database} | {processes} × {connections} | {ours:,.0f} | {source:,.0f} | "
            f"{statistics.median(ratios):.2f} ({spread}) | {max(memory for (_, memory), _ in runs)} |",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--databases", nargs="+", default=["postgresql", "sqlite"])
    parser.add_argument("--messages", type=int, default=6_000)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--one", help="used by itself: one database in this process")
    arguments = parser.parse_args()
    if not shutil.which("smtp-sink"):
        sys.exit("smtp-sink is not here: apt-get install postfix (it need not run)")
    if arguments.one:
        measure(arguments)
        return
    print("| database | processes × connections | messages/s | smtp-source | ratio, median (range) | MB |")
    print("|---|---|---|---|---|---|", flush=True)
    for database in arguments.databases:
        subprocess.run(
            [
                sys.executable,
                __file__,
                "--one",
                database,
                "--messages",
                str(arguments.messages),
                "--pairs",
                str(arguments.pairs),
            ],
            check=True,
        )


def measure(arguments: argparse.Namespace) -> None:
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    port = free_port()
    name = prepare_environment(arguments.one, folder, port)
    os.environ["SEND_LEASE_SECONDS"] = "60"
    sink = subprocess.Popen(["smtp-sink", "-u", "nobody", f"127.0.0.1:{port}", "200"], cwd=folder)
    try:
        import django

        django.setup()
        bench = Bench(port, arguments.messages)
        compare(bench, arguments.pairs, arguments.one)
        if arguments.one == "postgresql":
            print(f"| Django, one connection kept open | 1 × 1 | {bench.django_loop(1_000):,.0f} | | | |")
            slow = statistics.median(bench.slow_sink(40, 0.02) for _ in range(arguments.pairs))
            print(
                f"| postgresql, 20 ms before every reply | 1 × 40 | {slow:,.0f} | | of 2,000 possible | |", flush=True
            )
    finally:
        sink.terminate()
        sink.wait()
        if name:
            drop_database(name)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
