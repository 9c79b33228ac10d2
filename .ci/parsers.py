"""Compares what parsers read in calendar files, with each other and with the ledger.

usage: .venv/bin/python .ci/parsers.py FOLDER SEEN…
Each SEEN is what a reader of ``.ci/readers`` wrote of the folder, named after it; icalendar and vobject are asked here.
Exit 1 when one of them sees another begin, end, status or version, or misses an entry. ``ledger.json`` in the folder
is what ``manage.py check_feeds --save`` wrote there; without it the parsers are compared with each other only.
"""

import json
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from events.icallint.rules.parsers import READERS, Seen

ENTRY = re.compile(rb"BEGIN:VEVENT\r\n.*?END:VEVENT\r\n", re.DOTALL)
UID = re.compile(rb"\r\nUID:([^\r]*)\r\n")
ZONE = ZoneInfo("Europe/Amsterdam")
By = dict[str, Seen]


def main(folder: Path, seen_by_others: list[Path]) -> int:
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.ics"))}
    seen = {name: read_each_entry_once(files, reader) for name, reader in READERS.items()}
    seen |= {path.stem: read_seen(path) for path in seen_by_others}
    ledger = read_ledger(folder / "ledger.json")
    entries = [(name, uid_of(entry)) for name, data in files.items() for entry in ENTRY.findall(data)]
    wrong = [said for name, uid in entries if (said := difference(name, uid, seen, ledger))]
    readers = ", ".join([*sorted(seen), *(["the ledger"] if ledger else [])])
    total = f"{len(files)} calendars with {len(entries)} entries, by {readers}: {len(wrong)} seen differently"
    sys.stdout.write("\n".join([*wrong[:20], total, ""]))
    return 1 if wrong or not entries or "vobject" not in seen else 0


def read_seen(path: Path) -> dict[str, By]:
    """By file, what a reader in another language found there."""
    files: dict[str, dict[str, dict[str, Any]]] = json.loads(path.read_text())
    return {name: {uid: Seen(**row) for uid, row in rows.items()} for name, rows in files.items()}


def read_each_entry_once(files: dict[str, bytes], reader: Callable[[bytes], By]) -> dict[str, By]:
    """What ``reader`` sees in each file. Most entries are in many feeds, byte for byte: each is read the first time."""
    known: dict[bytes, Seen | None] = {}
    for data in files.values():
        fresh = [entry for entry in dict.fromkeys(ENTRY.findall(data)) if entry not in known]
        head, _, rest = data.partition(b"BEGIN:VEVENT\r\n")
        frame_end = rest.rpartition(b"END:VEVENT\r\n")[2] if rest else b""
        rows = reader(head + b"".join(fresh) + frame_end)
        known |= {entry: rows.get(uid_of(entry)) for entry in fresh}
    found = {name: {uid_of(entry): known[entry] for entry in ENTRY.findall(data)} for name, data in files.items()}
    return {name: {uid: row for uid, row in rows.items() if row} for name, rows in found.items()}


def uid_of(entry: bytes) -> str:
    match = UID.search(entry.replace(b"\r\n ", b""))
    return match.group(1).decode() if match else ""


def difference(name: str, uid: str, seen: dict[str, dict[str, By]], ledger: By) -> str:
    """``""`` when all agree."""
    rows = {reader: by_file[name].get(uid) for reader, by_file in seen.items()}
    if ledger:
        rows["the ledger"] = ledger.get(uid)
    if len(set(rows.values())) == 1 and None not in rows.values():
        return ""
    return f"{name} {uid}\n" + "\n".join(f"    {reader:10} {row}" for reader, row in rows.items())


def read_ledger(path: Path) -> By:
    """What was published, by UID; {} when the folder does not say."""
    rows = json.loads(path.read_text()) if path.is_file() else {}
    return {uid: Seen(*span(row), str(row["status"]), int(row["sequence"])) for uid, row in rows.items()}


def span(row: dict[str, str]) -> tuple[str, str]:
    if not row["allDay"]:
        return row["startsAt"], row["endsAt"]
    start, end = (datetime.fromisoformat(row[name]).astimezone(ZONE) for name in ("startsAt", "endsAt"))
    return f"{start:%Y-%m-%d}", f"{end:%Y-%m-%d}"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
