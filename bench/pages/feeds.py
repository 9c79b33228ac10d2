"""What a subscription costs: polls, full feeds and publications, side by side with yardsticks in one run.

``python -m bench.pages.feeds`` makes a programme of its own in a scratch folder, serves it with one granian worker and
asks over one kept connection. Only ratios are to be quoted: the yardsticks run in the same minute.
"""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.pages.settings")
os.environ["VAR"] = os.environ.get("BENCH_VAR") or tempfile.mkdtemp(prefix="kennisstad-bench-")
os.environ.setdefault("LOG_LEVEL", "ERROR")
DAY = date(2030, 9, 14)
SIZES = {"ten": 10, "two-thousand": 2_000, "ten-thousand": 10_000}


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    seconds = {name: make_edition(name, size) for name, size in SIZES.items()}
    print(f"first publication of 10,000 occurrences: {seconds['ten-thousand']:.1f} s")
    publications()
    port = free_port()
    server = serve(port)
    try:
        answers(port)
    finally:
        server.terminate()
        server.wait()


def make_edition(slug: str, size: int) -> float:
    """``size`` events of one occurrence each, published; returns the seconds that took."""
    from django.utils import timezone

    from events.ledger.reconcile import reconcile_calendar
    from events.models import Edition, Event, Occurrence, Series, Venue

    series, _ = Series.objects.get_or_create(slug="bench", defaults={"name": "Bench"})
    venue, _ = Venue.objects.get_or_create(
        slug="kerk",
        defaults={
            "name": "Kerk",
            "street": "Kerkweg 1",
            "postcode": "2311 SL",
            "city": "Leiden",
            "lat": 52.1,
            "lon": 4.4,
        },
    )
    edition = Edition.objects.create(series=series, slug=slug, starts_on=DAY, ends_on=DAY)
    text = "<p>" + "Een zin over kunst en kennis in de stad. " * 9 + "</p>"
    begin = datetime(2030, 9, 14, 19, tzinfo=timezone.get_default_timezone())
    events = Event.objects.bulk_create(
        [
            Event(
                title=f"Onderdeel {n}",
                slug=f"onderdeel-{n}",
                summary=f"Een avond over onderwerp {n}.",
                text=text,
                edition=edition,
                live=True,
            )
            for n in range(size)
        ],
        batch_size=500,
    )
    Occurrence.objects.bulk_create(
        [
            Occurrence(
                event=event,
                starts_at=begin + timedelta(minutes=n % 300),
                ends_at=begin + timedelta(minutes=n % 300 + 45),
                venue=venue,
            )
            for n, event in enumerate(events)
        ],
        batch_size=500,
    )
    return timed(reconcile_calendar)


def publications() -> None:
    """One edit in the edition of 10,000, and the feed after it against the feed that was left alone."""
    from django.utils import timezone

    from events.calendar import feeds
    from events.facets.selection import Selection
    from events.ledger.reconcile import reconcile_calendar
    from events.models import Event, FeedScope

    asked = feeds.Asked("/agenda/bench/ten-thousand.ics", Selection(), "nl", timezone.localdate())
    event = Event.objects.filter(edition__slug="ten-thousand").first()
    assert event is not None

    def edit(number: int) -> float:
        Event.objects.filter(pk=event.pk).update(title=f"Anders {number}")
        return timed(lambda: reconcile_calendar(Event.objects.filter(pk=event.pk)))

    def make() -> float:
        scope = FeedScope.objects.get(edition__slug="ten-thousand")
        return timed(lambda: feeds.make_feed(asked, scope))

    untouched = statistics.median(make() for _ in range(5))
    edits, after = [], []
    for number in range(5):
        edits.append(edit(number))
        after.append(make())
    print(f"publishing one edit among 10,000: {statistics.median(edits) * 1000:.0f} ms (aim: under 1,000)")
    print(f"next full feed of 10,000: {statistics.median(after) / untouched:.2f} × an untouched one (aim: within 2)")
    print(
        f"joining 2,000 against building them with icalendar objects: {joined_against_built():.0f} × faster (aim: 20)"
    )


def joined_against_built() -> float:
    """How many times faster the first feed after a change is than the same calendar built from objects."""
    from django.utils import timezone
    from icalendar import Calendar
    from icalendar import Event as VEvent

    from events.calendar import feeds
    from events.facets.selection import Selection
    from events.models import CalendarEntry, FeedScope
    from events.models.facts import moment

    asked = feeds.Asked("/agenda/bench/two-thousand.ics", Selection(), "nl", timezone.localdate())
    scope = FeedScope.objects.get(edition__slug="two-thousand")

    def build() -> bytes:
        calendar = Calendar()
        for facts in CalendarEntry.objects.filter(edition=scope.edition).values_list("facts", flat=True):
            event, texts = VEvent(), facts["nl"]
            for name, value in (
                ("uid", facts["uid"]),
                ("dtstamp", scope.changed_at),
                ("dtstart", moment(facts["startsAt"])),
                ("dtend", moment(facts["endsAt"])),
                ("summary", texts["title"]),
                ("description", texts["text"]),
                ("location", texts["location"]),
                ("url", texts["url"]),
            ):
                event.add(name, value)
            calendar.add_component(event)
        return bytes(calendar.to_ical())

    joined = statistics.median(timed(lambda: feeds.make_feed(asked, scope)) for _ in range(5))
    return statistics.median(timed(build) for _ in range(3)) / joined


def serve(port: int) -> subprocess.Popen[bytes]:
    granian = Path(sys.executable).with_name("granian")
    command = [
        str(granian),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
        "--workers",
        "1",
        "--blocking-threads",
        "1",
        "--log-level",
        "error",
        "config.wsgi:application",
    ]
    server = subprocess.Popen(command, env={**os.environ, "PORT": str(port), "LOCAL_RUN": "1"})
    for _ in range(200):
        try:
            ask(connect(port), "/bench/empty")
            return server
        except OSError:
            time.sleep(0.1)
    server.terminate()
    raise SystemExit("the server did not start")


def answers(port: int) -> None:
    """Rates in alternating rounds, so that a busy minute slows all of them alike."""
    wire = connect(port)
    feed = {slug: f"/agenda/bench/{slug}.ics" for slug in SIZES}
    tags = {slug: tag_of(wire, path) for slug, path in feed.items()}
    ask(wire, "/bench/memory")
    asks: dict[str, Callable[[], int]] = {
        "empty": lambda: ask(wire, "/bench/empty"),
        "304 of 10": lambda: ask(wire, feed["ten"], tags["ten"]),
        "304 of 10,000": lambda: ask(wire, feed["ten-thousand"], tags["ten-thousand"]),
        "memory": lambda: ask(wire, "/bench/memory"),
        "full 2,000": lambda: ask(wire, feed["two-thousand"]),
    }
    rates: dict[str, list[float]] = {name: [] for name in asks}
    for _ in range(7):
        for name, call in asks.items():
            rates[name].append(rate(call))
    middle = {name: statistics.median(found) for name, found in rates.items()}
    print("requests a second: " + ", ".join(f"{name} {value:.0f}" for name, value in middle.items()))
    print(f"304 of an unchanged feed: {middle['304 of 10,000'] / middle['empty']:.2f} × an empty view (aim: 0.8)")
    print(f"304 of 10,000 against 10: {middle['304 of 10'] / middle['304 of 10,000']:.2f} × (aim: within 1.1)")
    print(f"full feed of 2,000: {middle['full 2,000'] / middle['memory']:.2f} × the same bytes from memory (aim: 0.5)")


def rate(call: Callable[[], int], seconds: float = 0.6) -> float:
    begun, count = time.perf_counter(), 0
    while time.perf_counter() - begun < seconds:
        call()
        count += 1
    return count / (time.perf_counter() - begun)


def timed(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def connect(port: int) -> socket.socket:
    wire = socket.create_connection(("127.0.0.1", port), timeout=30)
    wire.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return wire


def ask(wire: socket.socket, path: str, tag: str = "") -> int:
    """One GET by hand (a library's client costs more than the answer); returns the bytes received."""
    return len(exchange(wire, path, tag))


def tag_of(wire: socket.socket, path: str) -> str:
    head = exchange(wire, path).split(b"\r\n\r\n", 1)[0].decode().split("\r\n")
    return next(line.split(": ", 1)[1] for line in head if line.lower().startswith("etag:"))


def exchange(wire: socket.socket, path: str, tag: str = "") -> bytearray:
    condition = f"If-None-Match: {tag}\r\n" if tag else ""
    wire.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{condition}\r\n".encode())
    got = bytearray()
    while b"\r\n\r\n" not in got:
        got += wire.recv(262_144)
    head, _, rest = bytes(got).partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    missing = length - len(rest)
    while missing > 0:
        piece = wire.recv(262_144)
        got += piece
        missing -= len(piece)
    return got


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
