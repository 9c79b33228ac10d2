"""A door with phones, as their scans are sent: what a phone would send, by its own clocks."""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events.door.keys import make_key, trade_secret
from events.door.scans.batches import Batch, read_batch
from events.door.scans.merging import keep_scans
from events.models import Device, Occurrence, Registration
from tests.factories import make_open_occurrence, make_registration


def make_phone(occurrence: Occurrence, label: str = "voordeur") -> tuple[Device, str]:
    """A phone at the door of an occurrence, and its key."""
    _, secret = make_key(timezone.localdate(occurrence.starts_at), occurrence.venue, None)
    traded = trade_secret(secret, label, timezone.now())
    assert traded is not None
    return traded


def tonight(**values: Any) -> Occurrence:
    """An occurrence that begins now and lasts three hours."""
    now = timezone.now()
    return make_open_occurrence(**{"starts_at": now, "ends_at": now + timedelta(hours=3), "capacity": 50, **values})


class Phone:
    """Its wall clock is ``off``; its page was loaded ``loaded_at`` by ours."""

    def __init__(self, device: Device, off: timedelta = timedelta(), loaded_at: datetime | None = None) -> None:
        self.device, self.off = device, off
        self.loaded_at = loaded_at or timezone.now()
        self.load = str(uuid.uuid4())
        self.number = 0

    def clock(self, at: datetime) -> dict[str, Any]:
        ms = int((at - self.loaded_at) / timedelta(milliseconds=1))
        return {"wall": (at + self.off).isoformat(), "load": self.load, "ms": ms}

    def scan(self, party: Registration | None, at: datetime | None = None, **values: Any) -> dict[str, Any]:
        at, evening = at or timezone.now(), self.device.key.evening
        self.number += 1
        about = {"hash": evening.hash_of(party.code), "occurrence": str(party.occurrence.public_id)} if party else {}
        row = {"nonce": str(uuid.uuid4()), "number": self.number, "kind": "in", "shown": "in", "people": 1}
        return {**row, **about, **self.clock(at), **values}

    def batch(self, scans: list[dict[str, Any]], at: datetime | None = None) -> dict[str, Any]:
        return {"clock": self.clock(at or timezone.now()), "scans": scans}

    def send(self, scans: list[dict[str, Any]], at: datetime | None = None) -> list[str]:
        at = at or timezone.now()
        return [str(nonce) for nonce in keep_scans(self.device, self.read(scans, at), at)]

    def read(self, scans: list[dict[str, Any]], at: datetime) -> Batch:
        return read_batch(self.batch(scans, at))


def undo(scan: dict[str, Any], phone: Phone, **values: Any) -> dict[str, Any]:
    about = {"hash": scan.get("hash", ""), "occurrence": scan.get("occurrence"), "people": scan["people"]}
    return phone.scan(None, kind="undo", shown="undo", undoes=scan["nonce"], **about, **values)


def evening_of_scans(occurrence: Occurrence, phones: list[Phone], rng: random.Random, many: int) -> list[Any]:
    """(phone, scan) in the order of the evening: in, out, walked in, and some of them undone, by any phone."""
    parties = [make_registration(occurrence, seats=rng.randint(1, 4)) for _ in range(max(1, many // 3))]
    made: list[Any] = []
    for _ in range(many):
        phone, kind = rng.choice(phones), rng.choice(["in", "in", "in", "out", "walk-in", "undo"])
        done = [scan for _, scan in made[-9:] if scan["kind"] != "undo"]
        if kind == "undo" and done:
            scan = undo(rng.choice(done), phone)
        elif kind == "walk-in":
            scan = phone.scan(None, kind=kind, shown=kind, occurrence=str(occurrence.public_id))
        else:
            side = "out" if kind == "out" else "in"
            scan = phone.scan(rng.choice(parties), kind=side, shown=side, people=rng.randint(1, 4))
        made.append((phone, scan))
    return made
