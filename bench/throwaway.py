"""An installation that is thrown away: its settings, and a database of PostgreSQL made for it."""

import os
import secrets
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WORKERS, CONNECTIONS = 3, 4
LEASE_SECONDS = int(os.environ.get("DRILL_LEASE_SECONDS", "3"))  # longer where a busy machine starves workers


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
