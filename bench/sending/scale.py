"""What grows with the audience and what does not: freezing a million addresses, and the memory of a sending process.

``python -m bench.sending.scale [--subscribers N] [--database sqlite|postgresql]``. Freezing stands beside a bare
``INSERT … SELECT`` of as many rows into the same table, both several times, medians. Memory is the peak of a process
that sends to 1,000 and then to everyone, to Postfix's ``smtp-sink``.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.ports import free_port
from bench.throwaway import ROOT, drop_database, prepare_environment

FEW = 1_000
SMALL = 2_000  # bytes of a message: the number of rows is what is measured, not the wire


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--subscribers", type=int, default=1_000_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-sending", action="store_true", help="freeze only")
    arguments = parser.parse_args()
    folder, port = Path(tempfile.mkdtemp(prefix="bench-")), free_port()
    name = prepare_environment(arguments.database, folder, port)
    os.environ.update(SEND_LEASE_SECONDS="60", SMTP_CONNECTIONS="20", SEND_TASKS="1")
    try:
        import django

        django.setup()
        measure(arguments, folder, port)
    finally:
        if name:
            drop_database(name)
        shutil.rmtree(folder, ignore_errors=True)


def measure(arguments: argparse.Namespace, folder: Path, port: int) -> None:
    from django.core.management import call_command

    from bench.recipients import make_issue_for, make_many_subscribers
    from newsletter.deliveries.freezing import freeze_audience
    from subscribers.models import Topic

    call_command("migrate", verbosity=0)
    few, many = make_issue_for(FEW, SMALL, "few"), make_issue_for(0, SMALL, "many")
    make_many_subscribers(arguments.subscribers, Topic.objects.get(slug="many"))
    tidy()
    frozen, bare = [], []
    for _ in range(arguments.rounds):
        bare.append(timed(insert_bare, many.pk))
        empty(many.pk)
        frozen.append(timed(freeze_audience, many))
        rows = many.deliveries.count()
        assert rows == arguments.subscribers, rows
        if len(frozen) < arguments.rounds:
            empty(many.pk)
    ratio = statistics.median(one / other for one, other in zip(frozen, bare, strict=True))
    print(f"{arguments.database}: {arguments.subscribers:,} subscribers frozen in {statistics.median(frozen):.1f} s;")
    print(f"a bare INSERT … SELECT of as many rows {statistics.median(bare):.1f} s: {ratio:.2f} × (aim: within 3)")
    print(f"room a delivery takes, indexes included: {bytes_of_deliveries() / rows:.0f} bytes")
    if arguments.no_sending:
        return
    freeze_audience(few)
    sink = subprocess.Popen(["smtp-sink", "-u", "nobody", f"127.0.0.1:{port}", "200"], cwd=folder)
    try:
        peaks = [peak_memory(few.pk), peak_memory(many.pk)]
    finally:
        sink.terminate()
        sink.wait()
    grown = (peaks[1] / peaks[0] - 1) * 100
    print(f"peak memory of a sending process: {peaks[0]} MB for {FEW:,}, {peaks[1]} MB for {arguments.subscribers:,} ")
    print(f"recipients: {grown:+.0f} % (aim: within 10)")


def bytes_of_deliveries() -> int:
    """Of the table and its indexes; on SQLite of the whole file, of which they are the most."""
    from django.db import connection

    size = (
        "SELECT pg_total_relation_size('newsletter_delivery')"
        if connection.vendor == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    with connection.cursor() as cursor:
        cursor.execute(size)
        return int(cursor.fetchone()[0])


def journal_position() -> int:
    """Bytes of write-ahead log so far; 0 on SQLite, which folds its log away."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")
        return int(cursor.fetchone()[0])


def insert_bare(issue_pk: int) -> None:
    """As many rows as there are subscribers of the large topic, into the same table, with nothing asked about them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO newsletter_delivery (issue_id, subscriber_id, subscriber_public_id, email, email_normalised, "
            "domain, language, state, reason, smtp_text, attempts, created_at) "
            "SELECT %s, id, public_id, email, email_normalised, 'example.org', language, 'pending', '', '', 0, "
            "created_at FROM subscribers_subscriber WHERE email LIKE 'm%%'",
            [issue_pk],
        )


def empty(issue_pk: int) -> None:
    from newsletter.models import Delivery

    Delivery.objects.filter(issue=issue_pk)._raw_delete("default")  # type: ignore[attr-defined]
    tidy()


def tidy() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)")


def timed(act: Callable[..., object], *arguments: object) -> float:
    begun = time.perf_counter()
    act(*arguments)
    return time.perf_counter() - begun


def peak_memory(issue_pk: int) -> int:
    """MB of one process that sends the whole issue; says how fast that went."""
    from django.utils import timezone

    from newsletter.models import Delivery, Issue

    Issue.objects.filter(pk=issue_pk).update(state=Issue.State.SENDING, started_at=timezone.now())
    begun, journal = time.monotonic(), journal_position()
    worker = subprocess.run(
        [sys.executable, "-m", "bench.sending.worker", str(issue_pk)],
        cwd=ROOT, input="go\n", capture_output=True, text=True, check=True,
    )  # fmt: skip
    sent = Delivery.objects.filter(issue=issue_pk, state="sent").count()
    speed, kept = sent / (time.monotonic() - begun), (journal_position() - journal) / sent
    print(f"  {sent:,} sent, {speed:,.0f} a second, {kept:,.0f} bytes of write-ahead log each", flush=True)
    return int(worker.stdout.split()[-1])


if __name__ == "__main__":
    main()
