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

ROOT = Path(__file__).resolve().parent.parent
WORKERS, CONNECTIONS = 3, 4
LEASE_SECONDS = int(os.environ.get("DRILL_LEASE_SECONDS", "3"))  # longer where a busy machine starves workers


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("database", choices=["sqlite", "postgresql"])
    parser.add_argument("--recipients", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=30)
    parser.add_argument("--seconds", type=float, default=2.0, help="between events, on average")
    parser.add_argument("--busy", action="store_true", help="how soon a pause took effect is told, and not judged")
    return parser.parse_args()


def prepare_environment(database: str, folder: Path, port: int) -> str:
    """Settings of a throw-away installation; returns the name of the PostgreSQL database made for it."""
    name = ""
    url = f"sqlite:///{folder}/drill.sqlite3"
    if database == "postgresql":
        import psycopg

        name = f"drill_{secrets.token_hex(4)}"
        with psycopg.connect(os.environ.get("TEST_DATABASE_URL", "postgresql:///test"), autocommit=True) as maker:
            maker.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload]
            info = maker.info
            url = f"postgresql://{info.user}:{info.password or ''}@/{name}?host={info.host}&port={info.port}"
    os.environ.update(
        DATABASE_URL=url, EMAIL_URL=f"smtp://127.0.0.1:{port}", VAR=str(folder), SECRET_KEY=secrets.token_urlsafe(48),
        SEND_TASKS=str(WORKERS), SMTP_CONNECTIONS=str(CONNECTIONS), SEND_LEASE_SECONDS=str(LEASE_SECONDS),
        CANARY_FROM="0", EMAIL_TIMEOUT="10", LOG_LEVEL="ERROR",
        DJANGO_SETTINGS_MODULE="config.settings", PYTHONPATH=str(ROOT),
    )  # fmt: skip
    return name


def drop_database(name: str) -> None:
    import psycopg

    with psycopg.connect(os.environ.get("TEST_DATABASE_URL", "postgresql:///test"), autocommit=True) as maker:
        maker.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


def main() -> int:
    arguments = read_arguments()
    seed = int(os.environ.get("SEED") or secrets.randbelow(1_000_000))
    print(
        f"\n{arguments.database}: {arguments.recipients:,} recipients, {arguments.events} events, SEED={seed}",
        flush=True,
    )
    folder = Path(tempfile.mkdtemp(prefix="crashdrill-"))
    sys.path.insert(0, str(ROOT))
    from bench.ports import free_port

    port = free_port()
    name = prepare_environment(arguments.database, folder, port)
    try:
        import django

        django.setup()
        from bench.drill import Drill

        drill = Drill(folder, port, random.Random(seed), arguments.recipients, arguments.events, arguments.seconds)
        drill.is_busy = arguments.busy
        return 0 if drill.run() else 1
    finally:
        if name:
            drop_database(name)
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
