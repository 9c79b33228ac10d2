"""How many registrations a second, beside a bare lock, count and INSERT of the same rows in the same run.

``DATABASE_URL=postgresql:///… python -m bench.registrations`` in an empty database of PostgreSQL: twenty clients, each
a process, register new addresses for one evening, or each for any of forty. Ours is ``register_attendee`` as page and
API call it, without HTTP: with its mail as a row, durable. Only the ratios are to be quoted.
"""

import os
import random
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any

CLIENTS, SECONDS, ROUNDS = 20, 4.0, 3
AIM = 0.3
SPREADS = (1, 40)
Do = Callable[[Any], None]


def main() -> None:
    prepare()
    ours()(make_evenings(1)[0])  # a row that the bare one copies
    print("| evenings | ours, a second | bare | ratio, median (range) | aim |\n|---|---|---|---|---|")
    for spread in SPREADS:
        pairs = [measure_pair(spread) for _ in range(ROUNDS)]
        mine, other = (statistics.median(column) for column in zip(*pairs, strict=True))
        ratios = sorted(one / two for one, two in pairs)
        middle = statistics.median(ratios)
        verdict = "reached" if middle >= AIM else "**not reached**"
        print(
            f"| {spread} | {mine:,.0f} | {other:,.0f} | {middle:.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}) "
            f"| {AIM}: {verdict} |",
            flush=True,
        )


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    if connection.vendor != "postgresql":
        raise SystemExit("SQLite writes one at a time, whoever asks: give a DATABASE_URL of PostgreSQL")
    call_command("migrate", verbosity=0)


def measure_pair(spread: int) -> tuple[float, float]:
    """(ours, bare) a second, each on evenings of its own; which comes first is chance."""
    turns: list[tuple[int, Callable[[], Do]]] = [(0, ours), (1, bare)]
    random.shuffle(turns)
    found = {place: measure(spread, make) for place, make in turns}
    return found[0], found[1]


def measure(spread: int, make: Callable[[], Do]) -> float:
    """Calls a second of ``CLIENTS`` processes together."""
    evenings = make_evenings(spread)
    begin = time.monotonic() + 1.5  # all are there by then
    pipes = [fork(begin, evenings, make) for _ in range(CLIENTS)]
    return sum(int(read(pipe)) for pipe in pipes) / SECONDS


def fork(begin: float, evenings: list[Any], make: Callable[[], Do]) -> int:
    """A client of its own; the end of a pipe that tells how often it was answered."""
    from django.db import connections

    connections.close_all()
    there, here = os.pipe()
    if os.fork():
        os.close(here)
        return there
    random.seed()
    do, done = make(), 0
    do(random.choice(evenings))  # connected, and everything loaded
    while time.monotonic() < begin:
        time.sleep(0.001)
    while time.monotonic() < begin + SECONDS:
        do(random.choice(evenings))
        done += 1
    os.write(here, str(done).encode())
    os._exit(0)


def read(pipe: int) -> str:
    with os.fdopen(pipe) as end:
        told = end.read()
    os.wait()
    if not told:
        sys.exit("a client failed")
    return told


def make_evenings(count: int) -> list[Any]:
    """Published evenings with room for everybody."""
    from datetime import timedelta

    from django.utils import timezone

    from events.ledger.reconcile import reconcile_calendar
    from events.models import Event, Occurrence

    keys = []
    begins = timezone.now() + timedelta(days=9)
    for number in range(count):
        name = uuid.uuid4().hex
        event = Event(title=f"Avond {number}", slug=name, summary="x", text="<p>x</p>", kind="music", live=True)
        event.save()
        Occurrence(
            event=event, starts_at=begins, ends_at=begins + timedelta(hours=1), place="Burcht", way_in="register",
            capacity=1_000_000,
        ).save()  # fmt: skip
        keys.append(event.pk)
    reconcile_calendar(Event.objects.filter(pk__in=keys))
    return list(Occurrence.objects.filter(event__in=keys))


def address() -> str:
    return f"{uuid.uuid4().hex}@example.org"


def ours() -> Do:
    from events.registration.registering import register_attendee

    def do(evening: Any) -> None:
        answer = register_attendee(
            evening.public_id, name="Anna", email=address(), seats=2, language="nl", source="api"
        )
        assert answer.state == "confirmed"

    return do


def bare() -> Do:
    """Rows as wide as ours, by statements that are made once."""
    from django.db import connection, transaction

    from events.models import Registration
    from subscribers.models import Message

    registration = Registration.objects.exclude(source="bare").latest("pk")
    message = Message.objects.latest("pk")
    lock = "SELECT id, capacity FROM events_occurrence WHERE id = %s FOR NO KEY UPDATE"
    count = "SELECT coalesce(sum(seats), 0) FROM events_registration WHERE occurrence_id = %s AND state = 'confirmed'"

    def do(evening: Any) -> None:
        key, mail = uuid.uuid4(), address()
        registration.public_id, registration.code, registration.email_normalised = key, key.hex[:12], mail
        registration.occurrence_id, message.public_id, message.about = evening.pk, key, f"registration:{key}"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(lock, [evening.pk])
            cursor.fetchall()
            cursor.execute(count, [evening.pk])
            cursor.fetchall()
            cursor.execute(*insertion(registration))
            cursor.execute(*insertion(message))

    return do


def insertion(row: Any) -> tuple[str, list[Any]]:
    from django.db import connection

    fields = [field for field in row._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    names = ", ".join(f'"{field.column}"' for field in fields)
    return f"INSERT INTO {row._meta.db_table} ({names}) VALUES ({', '.join(['%s'] * len(fields))})", values


if __name__ == "__main__":
    main()
