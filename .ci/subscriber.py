"""Subscribes to calendar files as a person does who has vdirsyncer and khal, and compares what they keep.

usage: .ci/subscriber.py FOLDER   with the Python of an environment that holds requirements-clients.txt
Every ``.ics`` of the folder is served over HTTP, fetched by vdirsyncer into a folder of single items, and read by khal.
Exit 1 when an item is missing, or begins or ends at another moment than in the file (three parsers agreed on a feed of
which vdirsyncer kept one item in 201).
"""

import http.server
import os
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar

BIN = Path(sys.executable).parent
ZONE = ZoneInfo("Europe/Amsterdam")
Told = dict[str, list[icalendar.Event]]  # by file
Span = tuple[str, str, str]  # title, begin, end; as khal prints them
Shown = tuple[str, str, str, str]  # the same behind the name of the file
KHAL = """
[calendars]
{calendars}
[locale]
local_timezone = Europe/Amsterdam
default_timezone = Europe/Amsterdam
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {home}/khal.db
"""


def main(folder: Path) -> int:
    told = {path.name: events_of(path.read_bytes()) for path in sorted(folder.glob("*.ics"))}
    with tempfile.TemporaryDirectory() as work, served(folder) as address:
        home = Path(work)
        subscribe(home, list(told), address)
        wrong = [*differences_in_items(home, told), *differences_on_screen(home, told)]
    count = sum(map(len, told.values()))
    total = f"{len(told)} calendars with {count} items, kept by vdirsyncer and shown by khal: {len(wrong)} differently"
    sys.stdout.write("\n".join([*wrong[:20], total, ""]))
    return 1 if wrong or not count else 0


def events_of(data: bytes) -> list[icalendar.Event]:
    return icalendar.Calendar.from_ical(data).walk("VEVENT")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None: ...


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The folder at an address of this machine."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def subscribe(home: Path, names: list[str], address: str) -> None:
    lines = ["[general]", f'status_path = "{home}/status/"']
    for number, name in enumerate(names):
        (home / "items" / name).mkdir(parents=True)
        lines += [
            f"[pair p{number}]", f'a = "k{number}"', f'b = "h{number}"', "collections = null",
            f"[storage k{number}]", 'type = "filesystem"', f'path = "{home}/items/{name}/"', 'fileext = ".ics"',
            f"[storage h{number}]", 'type = "http"', f'url = "{address}/{name}"',
        ]  # fmt: skip
    (home / "vdirsyncer").write_text("\n".join(lines))
    for command in ("discover", "sync"):
        run(home, [str(BIN / "vdirsyncer"), "-c", str(home / "vdirsyncer"), command])


def run(home: Path, command: list[str]) -> str:
    environment = {**os.environ, "HOME": str(home), "TZ": "Europe/Amsterdam", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"{' '.join(command[:2])} ends with {done.returncode}:\n{done.stdout}{done.stderr}"[:4000])
    return done.stdout


def differences_in_items(home: Path, told: Told) -> Iterator[str]:
    """vdirsyncer gives what it fetches from an address UIDs of its own, so items are counted."""
    for name, events in told.items():
        kept = sum(len(events_of(path.read_bytes())) for path in (home / "items" / name).glob("*.ics"))
        if kept != len(events):
            yield f"{name}: vdirsyncer keeps {kept} of {len(events)} items"


def differences_on_screen(home: Path, told: Told) -> Iterator[str]:
    expected = Counter((name, *span(event)) for name, events in told.items() for event in events)
    shown = shown_by_khal(home, told)
    yield from (f"khal does not show {row}" for row in (expected - shown).elements())
    yield from (f"khal shows {row}" for row in (shown - expected).elements())


def span(event: icalendar.Event) -> Span:
    begin, end = event.decoded("DTSTART"), event.decoded("DTEND", None)
    if not isinstance(begin, datetime):
        last = (end or begin + timedelta(days=1)) - timedelta(days=1)
        return str(event["SUMMARY"]), f"{begin}", f"{last}"
    return str(event["SUMMARY"]), wall(begin), wall(end or begin)


def wall(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def shown_by_khal(home: Path, told: Told) -> Counter[Shown]:
    """What khal lists from the day before the first to the day after the last, each once."""
    calendars = "\n".join(f"[[{name}]]\npath = {home}/items/{name}" for name in told)
    (home / "khal").write_text(KHAL.format(calendars=calendars, home=home))
    events = [event for some in told.values() for event in some]
    days = [day_of(event.decoded(field)) for event in events for field in ("DTSTART", "DTEND") if field in event]
    first, last = min(days) - timedelta(days=1), max(days) + timedelta(days=2)
    form = "{calendar}\x1f{title}\x1f{start-long}\x1f{end-long}"
    options = ["--once", "--notstarted", "--day-format", "", "--format", form, f"{first}", f"{last}"]
    lines = run(home, [str(BIN / "khal"), "-c", str(home / "khal"), "list", *options]).splitlines()
    return Counter(tuple(line.split("\x1f")) for line in lines if line.count("\x1f") == 3)  # type: ignore[misc]


def day_of(value: date) -> date:
    return value.astimezone(ZONE).date() if isinstance(value, datetime) else value


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
