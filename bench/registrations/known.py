"""Whether the time of an answer tells that an address was registered already: a new and a known one, in turns.

``python -m bench.registrations.known [PAIRS]`` on a scratch SQLite or, with ``DATABASE_URL``, an empty PostgreSQL: the
whole site but for the wire, by page and API, the first request about an address and the second one right after it.
The area under the curve is what one guess is worth to who sees one time of each: 0.5 is nothing, 1 is certainty; the
range is where chance alone puts 95 of 100 runs.
"""

import json
import math
import os
import random
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from typing import Any

FORM = "registration"
OPEN = {
    "LIMIT_PER_NETWORK_HOUR": "100000000",
    "LIMIT_PER_FORM_MINUTE": "100000000",
    "NETWORK_SEATS_HOUR": "1000000",
    "LOCAL_RUN": "1",
    "LOG_LEVEL": "ERROR",
}
Ask = Callable[[str], float]


def main() -> None:
    pairs = int(next(iter(sys.argv[1:]), "400"))
    folder = tempfile.mkdtemp(prefix="kennisstad-bench-")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.update(VAR=folder, **OPEN)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    print("| database | door | request | new, ms | known, ms | area under the curve | chance |")
    print("|---|---|---|---|---|---|---|", flush=True)
    for door, ask in (("page", by_page(pairs)), ("API", by_api())):
        for request, (new, known) in measure(pairs, ask).items():
            area, chance = area_under(new, known), 1.96 * math.sqrt((2 * pairs + 1) / (12 * pairs**2))
            print(
                f"| {connection.vendor} | {door} | {request} | {1000 * statistics.median(new):.2f} "
                f"| {1000 * statistics.median(known):.2f} | {area:.3f} | {0.5 - chance:.3f}–{0.5 + chance:.3f} |",
                flush=True,
            )


def measure(pairs: int, ask: Ask) -> dict[str, tuple[list[float], list[float]]]:
    """Seconds of each request: (new, known) by which request about an address it is."""
    known = [address() for _ in range(pairs)]
    for one in known:
        ask(one)
    found: dict[str, tuple[list[float], list[float]]] = {"first": ([], []), "second": ([], [])}
    for one in known:
        turns = [(0, address()), (1, one)]
        random.shuffle(turns)
        for request in found.values():
            for place, whose in turns:
                request[place].append(ask(whose))
    return found


def area_under(one: list[float], other: list[float]) -> float:
    """How often the second is slower than the first, of every pair of times (Mann-Whitney)."""
    ranked = sorted([(seconds, 0) for seconds in one] + [(seconds, 1) for seconds in other])
    ranks = sum(rank for rank, (_, place) in enumerate(ranked, 1) if place)
    return (ranks - len(other) * (len(other) + 1) / 2) / (len(one) * len(other))


def address() -> str:
    return f"{uuid.uuid4().hex}@example.org"


def by_page(pairs: int) -> Ask:
    """By the form, with stamps that were signed long enough ago."""
    from django.urls import reverse

    from subscribers.access.form_checks import form_stamp

    stamps = [form_stamp(FORM) for _ in range(5 * pairs + 20)]
    time.sleep(3)
    path = reverse("register", args=[make_evening().public_id])

    def body(email: str) -> dict[str, Any]:
        return {"name": "Anna", "email": email, "seats": 1, "let_be": "", "stamp": stamps.pop()}

    return warm(lambda client, email: client.post(path, body(email)), 200)


def by_api() -> Ask:
    evening = str(make_evening().public_id)

    def post(client: Any, email: str) -> Any:
        wish = {"occurrenceId": evening, "name": "Anna", "email": email, "seats": 1, "language": "nl"}
        return client.post("/api/v1/registrations", json.dumps(wish), content_type="application/json")

    return warm(post, 201)


def warm(post: Callable[[Any, str], Any], status: int) -> Ask:
    """What asks, after all is loaded and connected."""
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1")

    def ask(email: str) -> float:
        begun = time.perf_counter()
        answer = post(client, email)
        taken = time.perf_counter() - begun
        assert answer.status_code == status, answer.content
        return taken

    for _ in range(10):
        ask(address())
    return ask


def make_evening() -> Any:
    from .__main__ import make_evenings

    return make_evenings(1)[0]


if __name__ == "__main__":
    main()
