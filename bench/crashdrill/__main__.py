"""Everything that can die while a newsletter goes out dies, at random moments; then the takings are counted.

``make crashdrill``: 20,000 recipients, three workers, 30 events, on SQLite and on PostgreSQL. ``SEED=`` repeats a run.
The counts come from the sink's own file (``bench/countsink.py``), not from our rows. What takes minutes in life is
hurried: the tick runs every second, leases last seconds, and deferred rows are due and circuit breakers closed at once.
"""

import argparse
import os
import random
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from bench.ports import free_port
from bench.throwaway import drop_database, prepare_environment


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("database", choices=["sqlite", "postgresql"])
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=2.0, help="between events, on average")
    parser.add_argument("--busy", action="store_true", help="how soon a pause took effect is told, and not judged")
    return parser.parse_args()


def main() -> int:
    arguments = read_arguments()
    seed = int(os.environ.get("SEED") or secrets.randbelow(1_000_000))
    print(
        f"\n{arguments.database}: {arguments.recipients:,} recipients, {arguments.events} events, SEED={seed}",
        flush=True,
    )
    folder = Path(tempfile.mkdtemp(prefix="crashdrill-"))
    port = free_port()
    name = prepare_environment(arguments.database, folder, port)
    try:
        import django

        django.setup()
        from .drill import Drill

        drill = Drill(folder, port, random.Random(seed), arguments.recipients, arguments.events, arguments.seconds)
        drill.is_busy = arguments.busy
        return 0 if drill.run() else 1
    finally:
        if name:
            drop_database(name)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
