"""What a phone at the door asks of us, and what it hears."""

import json
from datetime import timedelta
from typing import Any

import pytest
import segno
from django.test import Client
from django.utils import timezone

from events.door.keys import make_key, revoke_device, revoke_key
from events.door.phone.frames import MOST_A_SECOND, WIDTH
from events.models import Device, DoorKey, Occurrence, Scan
from tests.events.door.phones import Phone, make_phone, tonight, undo
from tests.factories import make_registration, make_scan

pytestmark = pytest.mark.django_db
HOURS = timedelta(hours=1)


@pytest.fixture
def occurrence(clock: Any) -> Occurrence:
    return tonight()


class Door:
    """A phone with its key, asking."""

    def __init__(self, client: Client, occurrence: Occurrence, label: str = "voordeur") -> None:
        self.client = client
        self.device, self.key = make_phone(occurrence, label)
        self.phone = Phone(self.device)

    def ask(self, path: str, data: Any = None, **headers: str) -> Any:
        given = {"X-Door-Key": self.key, "Sec-Fetch-Site": "same-origin", **headers}
        if data is None:
            return self.client.get(f"/d/{path}", headers=given)
        return self.client.post(f"/d/{path}", json.dumps(data), content_type="application/json", headers=given)

    def send(self, *scans: dict[str, Any], since: str | None = None) -> Any:
        return self.ask("scans", {**self.phone.batch(list(scans)), "since": since}).json()


@pytest.fixture
def door(client: Client, occurrence: Occurrence) -> Door:
    return Door(client, occurrence)


def test_the_printed_secret_is_traded_for_a_key_and_nothing_of_either_is_stored(
    client: Client, occurrence: Occurrence
) -> None:
    key, secret = make_key(timezone.localdate(), occurrence.venue, None)
    answer = client.post("/d/sleutel", json.dumps({"secret": secret, "label": "Annie\u202e"}), "application/json")
    told = answer.json()
    device = Device.objects.get()
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    assert (told["phone"], told["day"], told["venue"]["nl"]) == ("Annie", "2026-06-15", occurrence.venue.name)
    assert told["until"] == "2026-06-16T04:00:00+00:00"
    stored = str([list(model.objects.values()) for model in (DoorKey, Device)])
    assert secret not in stored and told["key"] not in stored and device.key == key


def test_a_door_ends_by_itself_and_nothing_opens_it_then(client: Client, occurrence: Occurrence, clock: Any) -> None:
    key, secret = make_key(timezone.localdate(), occurrence.venue, None)
    assert timezone.localtime(key.expires_at).isoformat() == "2026-06-16T06:00:00+02:00"
    clock.move_to(key.expires_at)
    answer = client.post("/d/sleutel", json.dumps({"secret": secret, "label": ""}), "application/json")
    assert (answer.status_code, answer.json()) == (404, {"code": "no-door"})


@pytest.mark.parametrize("path", ["lijst", "zoek", "code", "scans"])
def test_without_a_key_nothing_is_told(client: Client, occurrence: Occurrence, path: str) -> None:
    for key in ("", "verzonnen"):
        ask = client.get if path == "lijst" else client.post
        answer = ask(f"/d/{path}", headers={"X-Door-Key": key} if key else {})
        assert (answer.status_code, answer.json()) == (401, {"code": "no-key"})


@pytest.mark.parametrize("end", ["over", "door revoked", "phone revoked"])
def test_whose_right_is_over_hears_it_and_brings_what_it_scanned_before(door: Door, clock: Any, end: str) -> None:
    party = make_registration(tonight(venue=door.device.key.venue))
    scan = door.phone.scan(party)
    if end == "over":
        clock.move_to(door.device.right_ends_at)
    else:
        clock.shift(HOURS)
        assert revoke_key(door.device.key) if end == "door revoked" else revoke_device(door.device)
    assert [door.ask(path).status_code for path in ("lijst",)] == [403]
    assert [door.ask(path, {"words": "a", "code": "a"}).status_code for path in ("zoek", "code", "beeld")] == [403] * 3
    told = door.send(scan, door.phone.scan(party))
    assert (len(told["kept"]), told["over"], "news" in told) == (2, True, False)
    assert sorted(Scan.objects.values_list("after_right", flat=True)) == [False, True]


def test_the_list_has_hashes_and_initials_and_neither_name_nor_address_nor_code(
    door: Door, occurrence: Occurrence
) -> None:
    party = make_registration(occurrence, name="Noor van Dám", email="noor@example.org", seats=2)
    evening = door.device.key.evening
    answer = door.ask("lijst")
    told, raw = answer.json(), answer.content.decode()
    hashes = [evening.hash_of(f"name:{word}") for word in ("van dam", "dam")]
    assert told["people"] == [[evening.hash_of(party.code), 0, 2, "in", "N.V.D.", hashes]]
    assert told["moments"][0] == {
        "id": str(occurrence.public_id), "here": True, "startsAt": "2026-06-15T10:00:00Z",
        "endsAt": "2026-06-15T13:00:00Z", "status": "scheduled", "capacity": 50,
        **{lang: {"title": t, "place": p} for lang, t, p in texts_of(occurrence)},
    }  # fmt: skip
    assert not [word for word in ("Noor", "noor@", party.code, "Dám") if word in raw]


def texts_of(occurrence: Occurrence) -> list[tuple[str, str, str]]:
    facts = occurrence.entry.facts
    return [(language, facts[language]["title"], facts[language]["location"]) for language in ("nl", "en")]


def test_of_who_goes_elsewhere_tonight_the_list_has_the_hash_and_the_place_alone(door: Door) -> None:
    party = make_registration(tonight(), name="Noor van Dam")
    told = door.ask("lijst").json()
    (row,) = told["people"]
    assert (row, told["moments"][row[1]]["here"]) == (
        [door.device.key.evening.hash_of(party.code), row[1], 1, "in"], False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"state": "waitlisted"}, "waiting"),
        ({"state": "pending"}, "unconfirmed"),
        ({"state": "lapsed"}, "unconfirmed"),
        ({"state": "cancelled"}, "cancelled"),
        ({"state": "cancelled", "handed_over_at": timezone.now()}, "handed-over"),
    ],
)
def test_the_list_says_of_who_has_no_place_why(door: Door, occurrence: Occurrence, values: Any, word: str) -> None:
    make_registration(occurrence, **values)
    assert [row[3] for row in door.ask("lijst").json()["people"]] == [word]


def test_the_version_of_the_list_changes_with_a_party_and_with_nothing_else(door: Door, occurrence: Occurrence) -> None:
    first = door.ask("lijst").json()["version"]
    assert door.send(door.phone.scan(None, kind="walk-in", shown="walk-in"))["version"] == first
    make_registration(occurrence)
    assert door.send()["version"] != first


def test_one_scan_that_cannot_be_read_holds_up_no_other(door: Door, occurrence: Occurrence) -> None:
    good = door.phone.scan(make_registration(occurrence))
    bad = [
        {**good, "nonce": "x"}, {**good, "kind": "steal"}, {**good, "people": -1}, {**good, "hash": "zz"}, 7,
        {**good, "undoes": good["nonce"]}, {**good, "wall": "gisteren"}, {**good, "shown": "\ud800"},
    ]  # fmt: skip
    told = door.send(*bad, good)
    assert (told["kept"], len(told["unreadable"])) == ([good["nonce"]], len(bad))


@pytest.mark.parametrize(
    "data",
    [
        [], {}, {"scans": 3}, {"scans": []}, {"scans": [], "clock": {}},
        {"scans": [{}] * 501, "clock": {"wall": "2026-06-15T10:00:00Z"}},
        {"scans": [], "clock": {"wall": "2026-06-15T10:00:00Z"}, "since": "ooit"},
        {"scans": [], "clock": {"wall": "2026-06-15T10:00:00Z"}, "since": "2026-06-15"},
    ],
)  # fmt: skip
def test_what_is_no_batch_is_told_so(door: Door, data: Any) -> None:
    answer = door.ask("scans", data)
    assert (answer.status_code, answer.json()) == (400, {"code": "unreadable"})


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 60_000])
def test_what_is_no_json_is_told_so(door: Door, client: Client, body: bytes) -> None:
    answer = client.post("/d/scans", body, content_type="application/json", headers={"X-Door-Key": door.key})
    assert (answer.status_code, answer.json()) == (400, {"code": "unreadable"})


def test_five_hundred_scans_fit_in_one_request(door: Door, occurrence: Occurrence) -> None:
    party = make_registration(occurrence)
    assert len(door.send(*[door.phone.scan(party, people=0, shown="again") for _ in range(500)])["kept"]) == 500


def test_each_phone_hears_what_the_others_scanned_and_again_what_may_have_come_late(
    client: Client, occurrence: Occurrence, clock: Any
) -> None:
    front, back = Door(client, occurrence, "voor"), Door(client, occurrence, "achter")
    party = make_registration(occurrence, seats=2)
    scan = front.phone.scan(party, people=2)
    first = front.send(scan)
    assert first["news"] == []
    told = back.send()
    assert [(one["nonce"], one["people"], one["phone"]) for one in told["news"]] == [(scan["nonce"], 2, "voor")]
    clock.shift(timedelta(seconds=20))
    assert len(back.send(since=told["now"])["news"]) == 1
    clock.shift(timedelta(seconds=20))
    taken_back = undo(scan, front.phone)
    front.send(taken_back)
    (news,) = back.send(since=back.send(since=told["now"])["now"])["news"][-1:]
    assert (news["kind"], news["undoes"]) == ("undo", scan["nonce"])


def test_of_another_door_a_phone_hears_nothing(door: Door, client: Client) -> None:
    elsewhere = tonight()
    make_scan(elsewhere, code=make_registration(elsewhere).code)
    assert door.send()["news"] == []


def test_a_name_is_found_by_the_beginnings_of_its_words_without_accents(door: Door, occurrence: Occurrence) -> None:
    for name in ("Noor van Dám", "Noortje Damen", "Anna Bakker"):
        make_registration(occurrence, name=name)
    found = door.ask("zoek", {"words": "dam noo"}).json()["found"]
    assert [(one["name"], one["seats"], one["standing"], one["here"]) for one in found] == [
        ("Noor van Dám", 1, "in", True), ("Noortje Damen", 1, "in", True),
    ]  # fmt: skip
    assert door.ask("zoek", {"words": " - "}).json()["found"] == []
    assert door.ask("zoek", {"words": 7}).status_code == 400


def test_a_code_that_is_not_on_the_list_says_which_evening_it_is_for(door: Door) -> None:
    later = make_registration(tonight(starts_at=timezone.now() + 48 * HOURS, ends_at=None))
    found = door.ask("code", {"code": later.code.upper()}).json()["found"]
    assert (found["tonight"], found["startsAt"], found["standing"]) == (False, "2026-06-17T10:00:00Z", "in")
    assert door.ask("code", {"code": "abcdefghjkmn"}).json() == {"found": None}


def grey(text: str) -> bytes:
    """A code in the middle of a frame, four pixels a module."""
    rows = [[bit for bit in row for _ in range(4)] for row in segno.make(text, error="m", micro=False).matrix]
    frame, start = bytearray(b"\xff" * WIDTH * WIDTH), (WIDTH - len(rows[0])) // 2
    for y, row in enumerate(row for row in rows for _ in range(4)):
        for x, bit in enumerate(row):
            frame[(start + y) * WIDTH + start + x] = 0 if bit else 255
    return bytes(frame)


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        (grey("http://testserver/d/abcdefghjkmn"), 200, {"texts": ["http://testserver/d/abcdefghjkmn"]}),
        (bytes(WIDTH * WIDTH), 200, {"texts": []}),
        (b"\x89PNG", 400, {"code": "unreadable"}),
    ],
)
def test_a_frame_of_grey_pixels_is_read(door: Door, client: Client, body: bytes, status: int, told: Any) -> None:
    kind = "application/octet-stream"
    answer = client.post("/d/beeld", body, content_type=kind, headers={"X-Door-Key": door.key})
    assert (answer.status_code, answer.json()) == (status, told)


def test_a_phone_sends_a_few_frames_in_a_second_and_no_more(door: Door, client: Client, clock: Any) -> None:
    def send() -> int:
        kind = "application/octet-stream"
        return client.post(
            "/d/beeld", bytes(WIDTH * WIDTH), content_type=kind, headers={"X-Door-Key": door.key}
        ).status_code

    clock.shift(timedelta(seconds=1))
    assert [send() for _ in range(MOST_A_SECOND + 1)] == [200] * MOST_A_SECOND + [429]
    clock.shift(timedelta(seconds=1))
    assert send() == 200
