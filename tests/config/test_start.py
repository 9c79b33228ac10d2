"""A start that cannot succeed ends in one sentence that names the setting; no traceback reaches anyone."""

import json
import os
import smtplib
import socket
import sqlite3
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from subscribers.mailbox.maildir import list_names, summarise_mail
from tests.patience import PATIENCE, wait_until

ROOT = Path(__file__).resolve().parents[2]
STRONG = "correct-horse-battery-staple-0123456789"
UNREACHABLE = "postgresql://127.0.0.1:9/nothing"


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The bare environment of a fresh shell, with ``settings``."""
    bin_folder = str(Path(sys.executable).parent)
    return {"PATH": f"{bin_folder}:{os.environ['PATH']}", "VAR": str(folder), "LANG": "C.UTF-8", **settings}


def start(command: list[str], folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    env = environment(folder, **settings)
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)


def manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def two_free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        two.bind(("127.0.0.1", 0))
        return one.getsockname()[1], two.getsockname()[1]


@pytest.mark.slow
def test_a_database_of_before_0_2_0_ends_the_start_with_what_to_do(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute("CREATE TABLE django_migrations (id integer PRIMARY KEY, app text, name text, applied text)")
        applied = [("events", "0001_initial"), ("events", "0002_feed_versions"), ("auth", "0099_of_theirs")]
        database.executemany("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, '2026-11-01')", applied)
    done = start(manage("prepare"), tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Cannot start: the database at sqlite:///{tmp_path}/db.sqlite3 (DATABASE_URL) was made by another version (it "
        "has events.0002_feed_versions). Before 0.2.0 there were only demo data in it: start with another folder, as "
        "in `make run VAR=var-new`, or another DATABASE_URL; after a later version, restore the backup of before it.\n"
    )


FORK = """
import json, os, pathlib, runpy, sys
import django.core.management, environs  # once for all; nothing of ours, and no setting, is read yet
for said, settings in json.loads(sys.argv[1]).items():
    if not os.fork():
        os.dup2(os.open(said, os.O_CREAT | os.O_WRONLY), 2)
        os.environ.update(settings)
        sys.argv = ["manage.py", "check"]
        runpy.run_path("manage.py", run_name="__main__")
        sys.exit("it starts")
    print(os.waitstatus_to_exitcode(os.wait()[1]), flush=True)
"""
WRONG: list[tuple[dict[str, str], str]] = [
    ({"DEBUG": "0"}, "setting SECRET_KEY is missing: with DEBUG=0 the service needs a secret of its own"),
    ({"DEBUG": "0", "SECRET_KEY": "short"}, "setting SECRET_KEY is weak: use at least 32 random characters"),
    ({"SECRET_KEY": "a" * 50}, "setting SECRET_KEY is weak: use at least 32 random characters"),
    ({"DEBUG": "perhaps"}, "setting DEBUG has a value that cannot be used"),
    ({"PORT": "http"}, "setting PORT has a value that cannot be used"),
    ({"PORT": "70000"}, "setting PORT must be from 1 to 65535, not 70000"),
    ({"WORKERS": "0"}, "setting WORKERS must be 1 or more, not 0"),
    ({"SITE_URL": "ftp://city"}, "setting SITE_URL must be an http(s) address, not 'ftp://city'"),
    ({"SITE_URL": "http://city:x"}, "setting SITE_URL has a value that cannot be used"),
    (
        {"DATABASE_URL": "mysql://host/x"},
        "setting DATABASE_URL must start with sqlite: or postgresql:, not 'mysql'",
    ),
    ({"DATABASE_URL": "postgresql://host:x/y"}, "setting DATABASE_URL has a value that cannot be used"),
    ({"DATABASE_URL": "sqlite:////proc/none/db"}, "setting DATABASE_URL: the folder /proc/none cannot be made"),
    ({"CACHE_URL": "clay://tablet"}, "setting CACHE_URL has a value that cannot be used"),
    ({"EMAIL_URL": "pigeon://loft"}, "setting EMAIL_URL must read smtp://, smtp+tls:// or smtps://host:port"),
    (
        {"EMAIL_URL": "smtp://one,pigeon://loft"},
        "setting EMAIL_URL must read smtp://, smtp+tls:// or smtps://host:port",
    ),
    ({"EMAIL_URL": "smtp://one?weight=0"}, "setting EMAIL_URL has a weight that is not a whole number"),
    ({"EMAIL_URL": "smtp://host:x"}, "setting EMAIL_URL has a value that cannot be used"),
    ({"SENDER_ADDRESS": "a@b.nl\nBcc: x@y.nl"}, "setting SENDER_ADDRESS must be one plain mail address"),
    ({"DKIM_KEY": "geheim", "DKIM_SELECTOR": "s1"}, "setting DKIM_KEY holds no private key in PEM form"),
    (
        {"TIME_ZONE": "UTC"},
        "setting TIME_ZONE must be a place, such as Europe/Amsterdam: calendar programs know no zone 'UTC'",
    ),
    ({"TIME_ZONE": "Mars/Olympus"}, "setting TIME_ZONE names no time zone that is known here: 'Mars/Olympus'"),
    (
        {"MAP_TILES": "http://map/{z}/{x}/{y}.png"},
        "setting MAP_TILES must begin with https:// and a host, or with /",
    ),
    ({"MAP_TILES": "/map/{z}/{x}.png"}, "setting MAP_TILES must have {z}, {x} and {y} in it"),
    ({"MAP_TILES": "/map/{z}/{x}/{y}.png"}, "setting MAP_CREDIT is missing: whoever makes the tiles"),
    ({"LOG_LEVEL": "LOUD"}, "setting LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR"),
    ({"VAR": "/proc/none"}, "setting VAR: the folder /proc/none cannot be made"),
]


@pytest.mark.slow
def test_a_wrong_setting_stops_the_start_and_is_named(tmp_path: Path) -> None:
    asked = {str(tmp_path / f"said-{n}"): {"VAR": str(tmp_path / f"{n}"), **env} for n, (env, _) in enumerate(WRONG)}
    answer = start([sys.executable, "-c", FORK, json.dumps(asked)], tmp_path)
    assert (answer.stdout.split(), answer.stderr) == (["1"] * len(WRONG), "")
    for said, (settings, sentence) in zip(asked, WRONG, strict=True):
        (line,) = Path(said).read_text().splitlines()
        assert line.startswith(f"Cannot start: {sentence}"), settings


@pytest.mark.slow
@pytest.mark.parametrize("command", [["qcluster"], ["run"], ["migrate"]], ids=" ".join)
def test_an_unreachable_database_stops_every_start_in_one_sentence(tmp_path: Path, command: list[str]) -> None:
    web, mail = two_free_ports()
    ports = {"PORT": str(web), "SMTP_PORT": str(mail)}
    answer = start(manage(*command), tmp_path, DATABASE_URL=UNREACHABLE, LOCAL_RUN="1", **ports)
    assert answer.returncode == 1
    assert answer.stderr.startswith(
        "Cannot start: the database at postgresql://127.0.0.1/nothing (DATABASE_URL) fails:"
    )
    assert len(answer.stderr.strip().splitlines()) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"DEBUG": "0"}, "Cannot start: setting SECRET_KEY is missing"),
        (
            {"DATABASE_URL": UNREACHABLE, "LOCAL_RUN": "1"},
            "Cannot start: the database at postgresql://127.0.0.1/nothing (DATABASE_URL) fails",
        ),
    ],
    ids=["secret", "database"],
)
def test_the_web_server_stops_with_the_same_sentence(tmp_path: Path, settings: dict[str, str], sentence: str) -> None:
    port, _ = two_free_ports()
    granian = [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--port", str(port)]
    answer = start([*granian, "config.wsgi:application"], tmp_path, **settings)
    assert answer.returncode != 0
    assert sentence in answer.stdout + answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr


@pytest.mark.slow
def test_a_busy_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        answer = start(manage("run"), tmp_path, PORT=str(port))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"CommandError: port {port} is in use: stop what listens there, or choose another")
    assert "make run PORT=" in answer.stderr
    assert not (tmp_path / "db.sqlite3").exists()


def test_the_secret_of_the_local_run_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    read_settings = [sys.executable, "-c", "import config.settings"]
    start(read_settings, tmp_path)
    secret = (tmp_path / "secret").read_text()
    start(read_settings, tmp_path)
    assert (tmp_path / "secret").read_text() == secret
    assert len(secret) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_the_local_mail_server_keeps_mail_refuses_who_is_unknown_and_hears_out_who_is_talking(tmp_path: Path) -> None:
    _, port = two_free_ports()
    server = subprocess.Popen(manage("mailserver"), cwd=ROOT, env=environment(tmp_path, SMTP_PORT=str(port)))
    try:
        wait_until(lambda: listens(port))
        wire = smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE)
        mail = EmailMessage()
        mail["Subject"] = "Tot straks"
        mail.set_content("Tot straks.")
        assert wire.sendmail("stad@leiden.example", ["bezoeker@example.org"], mail.as_bytes()) == {}
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            wire.sendmail("stad@leiden.example", ["weg@refused.example"], mail.as_bytes())
        assert refusal.value.recipients["weg@refused.example"][0] == 550
        server.terminate()
        assert wire.sendmail("stad@leiden.example", ["nog-een@example.org"], mail.as_bytes()) == {}
        wire.quit()
        assert server.wait(PATIENCE) == 0
    finally:
        server.kill()
        server.wait()
    kept = [summarise_mail(tmp_path / "mail", name).recipient for name in list_names(tmp_path / "mail")]
    assert kept == ["nog-een@example.org", "bezoeker@example.org"]


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
    except ConnectionRefusedError:
        return False
    return True
