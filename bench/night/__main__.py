"""The night itself, on one machine: visitors, polls, registrations, a newsletter and staff who publish, all at once.

``DATABASE_URL=postgresql:///an_empty_one python -m bench.night [MINUTES] [--nginx] [--part=0.1]``: web, workers and a
mail server that counts run as processes; 200 pages, 100 polls and 20 registrations are asked each second, a newsletter
goes to 20,000, and every ten seconds a change is published. The sheet says what held. ``--part`` asks and mails that
part of it.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.ports import free_port

from .front import nginx_before

FOLDER = Path(tempfile.mkdtemp(prefix="bench-night-"))
WEB, SMTP, FRONT = free_port(), free_port(), free_port()
RATES = {"pages": 200, "polls": 100, "registrations": 20}
RECIPIENTS, EVENTS, CAPACITY = 20_000, 160, 40
CHANGE_SECONDS, FRESH_SECONDS, IN_A_ROW = 10, 2.0, 8
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "config.settings",
    "VAR": str(FOLDER),
    "BENCH_VAR": str(FOLDER),
    "PORT": str(WEB),
    "EMAIL_URL": f"smtp://127.0.0.1:{SMTP}",
    "LOCAL_RUN": "1",
    "LOG_LEVEL": "ERROR",
    "TRUSTED_PROXIES": "1",  # each visitor says from which network
    "LIMIT_PER_FORM_MINUTE": "100000",
    "CANARY_FROM": "1000000000",
}
EDITION = "/agenda/bench/nacht"
PAGES = [f"{EDITION}/", "/", "/agenda/", f"{EDITION}/?weergave=locaties", f"/en{EDITION}/", "/agenda/bench/"]
FEEDS = [f"{EDITION}.ics", "/agenda.ics", f"{EDITION}.json"]
SHOWS_A_CHANGE = [f"{EDITION}/", f"{EDITION}/?weergave=locaties", f"{EDITION}.ics", f"{EDITION}.json"]


def main() -> None:
    minutes = next((float(word) for word in sys.argv[1:] if not word.startswith("-")), 10.0)
    part = next((float(word.removeprefix("--part=")) for word in sys.argv if word.startswith("--part=")), 1.0)
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        raise SystemExit("DATABASE_URL must name an empty PostgreSQL database")
    os.environ.update(ENVIRONMENT)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and everything it started ends
    occurrences = prepare(int(RECIPIENTS * part))
    with ExitStack() as stack:
        for command in service():
            stack.enter_context(running(command))
        port = WEB
        if "--nginx" in sys.argv:
            stack.enter_context(nginx_before(WEB, FRONT, FOLDER))
            port = FRONT
        for each in {WEB, port}:
            wait_for(each)
        warm_up()
        start_sending()
        late: list[float] = []
        over = threading.Event()
        staff = threading.Thread(target=publish_changes, args=(over, late))
        staff.start()
        kinds = ask_for(minutes * 60, port, occurrences, part)
        over.set()
        staff.join()
        drain()
    show(minutes, port == FRONT, kinds, late)


def prepare(recipients: int) -> list[str]:
    import django

    django.setup()
    from django.core.management import call_command

    from bench.pages.feeds import make_edition
    from bench.recipients import make_issue_for
    from events.ledger.reconcile import reconcile_calendar
    from events.models import Occurrence

    call_command("migrate", verbosity=0)
    call_command("prepare", verbosity=0)
    make_edition("nacht", EVENTS)
    Occurrence.objects.update(way_in="register", capacity=CAPACITY, has_waiting_list=True)
    reconcile_calendar()
    make_issue_for(recipients)
    return [str(uid) for uid in Occurrence.objects.order_by("pk").values_list("public_id", flat=True)]


def service() -> list[list[str]]:
    """As ``Procfile`` starts it."""
    python, granian = sys.executable, str(Path(sys.executable).with_name("granian"))
    (FOLDER / "mode").touch()
    return [
        [python, "bench/countsink.py", str(SMTP), str(FOLDER / "taken"), str(FOLDER / "mode"), "0"],
        [granian, "--interface", "wsgi", "--http", "1", "--host", "127.0.0.1", "--port", str(WEB), "--workers", "2",
         "--blocking-threads", "4", "--backpressure", "64", "--no-ws", "--log-level", "error",
         "config.wsgi:application"],
        [python, "manage.py", "qcluster"],
        ["env", "Q_CLUSTER_NAME=mail", python, "manage.py", "qcluster"],
    ]  # fmt: skip


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    process = subprocess.Popen(command, start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:  # with all that it started
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(port: int) -> None:
    from bench.pages.feeds import ask, connect

    for _ in range(300):
        try:
            ask(connect(port), "/gezond")
            return
        except (OSError, StopIteration, ValueError):
            time.sleep(0.1)
    raise SystemExit(f"nothing answers on port {port}")


def warm_up() -> None:
    """Both web processes have made everything once, as they had long before the evening."""
    from bench.pages.feeds import ask, connect

    for path in (PAGES + FEEDS) * 2 * IN_A_ROW:
        ask(connect(WEB), path)


def start_sending() -> None:
    """What the next tick would do within a minute."""
    from django.utils import timezone

    from newsletter.send.sending import tick

    tick(timezone.now())


def ask_for(seconds: float, port: int, occurrences: list[str], part: float) -> list[dict[str, Any]]:
    from bench.pages.feeds import connect, tag_of

    polls = [(path, tag_of(connect(WEB), path)) for path in FEEDS]
    rates = {name: rate * part for name, rate in RATES.items()}
    wanted = {"rates": rates, "pages": PAGES, "polls": polls, "occurrences": occurrences}
    command = [sys.executable, "-m", "bench.night.crowd", str(port), str(seconds)]
    done = subprocess.run(command, input=json.dumps(wanted), capture_output=True, text=True, check=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def publish_changes(over: threading.Event, late: list[float]) -> None:
    """A new title every ten seconds; how long until every process shows it on every page, feed and export."""
    from events.ledger.reconcile import reconcile_calendar
    from events.models import Event

    events = list(Event.objects.values_list("pk", flat=True))
    for number in range(10**6):
        if over.wait(CHANGE_SECONDS):
            return
        title = f"Anders {number} van de nacht"
        event = Event.objects.filter(pk=events[number % len(events)])
        event.update(title=title)
        reconcile_calendar(event)
        begun = time.monotonic()
        late.append(max(until_shown(path, title.encode(), begun) for path in SHOWS_A_CHANGE))


def until_shown(path: str, title: bytes, begun: float) -> float:
    """Seconds until it was shown first, of so many answers in a row that both web processes were among them."""
    from bench.pages.feeds import connect, exchange

    row, first = 0, 0.0
    while row < IN_A_ROW and time.monotonic() - begun < 30:
        is_shown = title in exchange(connect(WEB), path)
        first = first if row and is_shown else time.monotonic() - begun
        row = row + 1 if is_shown else 0
        time.sleep(0 if is_shown else 0.05)
    return first if row == IN_A_ROW else 30.0


def drain() -> None:
    """Wait until all mail is out, ten minutes at most."""
    from newsletter.models import Delivery
    from subscribers.models import Message, State

    done = {State.SENT, State.FAILED, State.SKIPPED, State.UNCERTAIN}
    until = time.monotonic() + 600
    while time.monotonic() < until:
        left = Delivery.objects.exclude(state__in=done).count() + Message.objects.exclude(state__in=done).count()
        if not left and Delivery.objects.exists():
            return
        time.sleep(1)


def show(minutes: float, has_front: bool, kinds: list[dict[str, Any]], late: list[float]) -> None:
    print(f"\n{minutes:g} minutes, {'nginx in front' if has_front else 'granian alone'}\n")
    print("| what | asked | a second | p50, ms | p95, ms | aim | other than 2xx, 304 |\n|---|---|---|---|---|---|---|")
    aims = {"pages": 100, "polls": 100, "registrations": 300}
    for kind in kinds:
        times = sorted(kind["seconds"])
        middle, slow = (times[int(len(times) * part)] * 1000 for part in (0.5, 0.95))
        odd = {status: n for status, n in kind["statuses"].items() if status not in ("200", "201", "304")}
        name = kind["name"]
        print(
            f"| {name} | {len(times):,} | {len(times) / minutes / 60:.0f} | {middle:.0f} | {slow:.0f} "
            f"| {aims[name]}: {'reached' if slow <= aims[name] else 'missed'} | {odd or 'none'} |"
        )
    for line in findings(late):
        print(line)


def findings(late: list[float]) -> Iterator[str]:
    """Of what must never be, how often it was."""
    from django.db.models import Sum

    from events.models import Occurrence, Registration
    from newsletter.models import Delivery
    from subscribers.models import Message

    confirmed = Registration.objects.filter(state="confirmed").values("occurrence").annotate(n=Sum("seats"))
    given = dict(confirmed.values_list("occurrence", "n"))
    waiting = Registration.objects.filter(state="waitlisted").order_by("in_line_since")
    first = {one.occurrence_id: one.seats for one in reversed(waiting)}
    rooms = {one.pk: one.capacity or 0 for one in Occurrence.objects.all()}
    taken = Counter((FOLDER / "taken").read_text().split())
    yield f"\nchanges published: {len(late)}"
    yield f"slowest until every answer showed one: {max(late, default=0):.1f} s (aim: {FRESH_SECONDS:g})"
    yield f"oversold: {sum(given.get(pk, 0) > room for pk, room in rooms.items())} of {len(rooms)} rooms"
    yield f"undersold: {sum(room - given.get(pk, 0) >= first.get(pk, room + 1) for pk, room in rooms.items())}"
    yield f"mails taken: {sum(taken.values()):,}; addresses with more than one: {sum(n > 1 for n in taken.values())}"
    yield f"deliveries: {dict(Counter(Delivery.objects.values_list('state', flat=True)))}"
    yield f"service mails: {dict(Counter(Message.objects.values_list('state', flat=True)))}"


if __name__ == "__main__":
    main()
