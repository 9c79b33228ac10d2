"""Scans of many phones in any order, sent again, with answers lost: nothing is lost and nothing double."""

import random
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events.door.scans.sums import Count, count_people, find_conflicts, inside_by_code
from events.models import Device, Scan
from events.registration.forgetting import erase_registrations
from events.registration.registering import cancel_registration
from tests.at_once import at_once
from tests.events.door.phones import Phone, evening_of_scans, make_phone, tonight, undo
from tests.factories import make_registration

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def phones_at(occurrence: Any, many: int, rng: random.Random) -> list[Phone]:
    """Their clocks are off by up to a day."""
    return [Phone(make_phone(occurrence)[0], timedelta(minutes=rng.randint(-1440, 1440))) for _ in range(many)]


def expected(scans: list[dict[str, Any]]) -> tuple[Count, dict[str, int]]:
    """What an honest bookkeeper makes of each scan taken once."""
    undone = {one["undoes"] for one in scans if one["kind"] == "undo"}
    left = [one for one in scans if one["kind"] != "undo" and one["nonce"] not in undone]
    sums = {kind: sum(one["people"] for one in left if one["kind"] == kind) for kind in ("in", "walk-in", "out")}
    codes: Counter[str] = Counter()
    for one in left:
        if one.get("hash"):
            codes[one["hash"]] += -one["people"] if one["kind"] == "out" else one["people"]
    return Count(sums["in"], sums["walk-in"], sums["out"]), {code: codes[code] for code in codes}


def send_all(sent: list[Any], phones: list[Phone], most: int) -> None:
    """In batches of one phone each, in the order given."""
    for start in range(0, len(sent), most):
        part = sent[start : start + most]
        for phone in phones:
            phone.send([scan for whose, scan in part if whose is phone])


def inside_now(phone: Phone) -> dict[str, int]:
    return inside_by_code(phone.device.key.evening)


class AnyOrder(TestCase):
    @given(st.integers(0, 2**32))
    def test_every_order_comes_to_the_same_with_a_third_sent_again(self, seed: int) -> None:
        rng, occurrence = random.Random(seed), tonight(capacity=500)
        phones = phones_at(occurrence, 3, rng)
        made = evening_of_scans(occurrence, phones, rng, 24)
        sent = [*made, *rng.sample(made, len(made) // 3)]
        rng.shuffle(sent)
        send_all(sent, phones, rng.randint(5, 24))
        people, codes = expected([scan for _, scan in made])
        assert Scan.objects.filter(evening=phones[0].device.key.evening).count() == len(made)
        assert count_people([occurrence.pk]) == {occurrence.pk: people}
        assert inside_now(phones[0]) == codes


@pytest.mark.slow
def test_the_same_scans_in_fifty_orders_come_to_the_same() -> None:
    rng, occurrence = random.Random(50), tonight(capacity=500)
    phones = phones_at(occurrence, 3, rng)
    made, found = evening_of_scans(occurrence, phones, rng, 30), []
    for _ in range(50):
        rng.shuffle(made)
        send_all(made, phones, 7)
        found.append((count_people([occurrence.pk]), inside_now(phones[0])))
        Scan.objects.all().delete()
    people, codes = expected([scan for _, scan in made])
    assert found == [({occurrence.pk: people}, codes)] * 50


def test_an_answer_that_was_lost_makes_no_double() -> None:
    occurrence = tonight()
    phone, party = Phone(make_phone(occurrence)[0]), make_registration(occurrence, seats=3)
    scans = [phone.scan(party, people=2), phone.scan(None, kind="walk-in", shown="walk-in")]
    kept = [phone.send(scans) for _ in range(3)]
    assert kept == [sorted(scan["nonce"] for scan in scans)] * 3
    assert Scan.objects.count() == 2


def test_a_scan_is_never_altered_by_one_that_comes_with_its_nonce() -> None:
    occurrence = tonight()
    phone, party = Phone(make_phone(occurrence)[0]), make_registration(occurrence, seats=3)
    scan = phone.scan(party, people=2)
    phone.send([scan])
    phone.send([{**scan, "people": 3, "kind": "out"}])
    assert list(Scan.objects.values_list("kind", "people")) == [("in", 2)]


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_send_the_same_at_once_keep_it_once() -> None:
    occurrence = tonight()
    phone, party = Phone(make_phone(occurrence)[0]), make_registration(occurrence, seats=3)
    scans = [phone.scan(party) for _ in range(60)]
    kept = at_once(*[lambda order=order: phone.send(order) for order in (scans, scans[::-1], scans[30:] + scans[:30])])
    assert kept == [sorted(scan["nonce"] for scan in scans)] * 3
    assert Scan.objects.count() == 60


def test_an_undo_that_comes_before_what_it_undoes_counts_all_the_same() -> None:
    occurrence = tonight()
    phone, other, party = (
        Phone(make_phone(occurrence)[0]),
        Phone(make_phone(occurrence)[0]),
        make_registration(occurrence),
    )
    scan = phone.scan(party)
    other.send([undo(scan, other)])
    phone.send([scan])
    assert count_people([occurrence.pk]) == {}
    assert inside_now(phone) == {}


def test_two_undos_of_one_scan_undo_it_once() -> None:
    occurrence = tonight()
    phone, party = Phone(make_phone(occurrence)[0]), make_registration(occurrence, seats=3)
    first, second = phone.scan(party), phone.scan(party)
    phone.send([first, second, undo(first, phone), undo(first, phone)])
    assert count_people([occurrence.pk]) == {occurrence.pk: Count(came=1)}


def test_one_seat_let_in_by_two_phones_offline_is_a_conflict_with_phones_and_times(clock: Any) -> None:
    occurrence = tonight()
    party = make_registration(occurrence, seats=1)
    front, back = (Phone(make_phone(occurrence, label)[0], off) for label, off in (("voor", DAY), ("achter", -DAY)))
    scans = [(front, front.scan(party))]
    clock.shift(MINUTE)
    scans.append((back, back.scan(party)))
    clock.shift(10 * MINUTE)
    for phone, scan in scans:
        phone.send([scan])
    (conflict,) = find_conflicts(front.device.key.evening, [occurrence.pk])
    now = timezone.now()
    assert (conflict.registration, conflict.inside) == (party, 2)
    assert [(str(one.device), one.happened_at, one.is_exact) for one in conflict.scans] == [
        ("voor", now - 11 * MINUTE, True),
        ("achter", now - 10 * MINUTE, True),
    ]


def test_more_out_than_in_is_a_conflict_and_a_whole_party_is_none() -> None:
    occurrence = tonight()
    gone, whole = make_registration(occurrence), make_registration(occurrence, seats=3)
    phone = Phone(make_phone(occurrence)[0])
    phone.send([phone.scan(gone, kind="out", shown="out"), phone.scan(whole, people=2), phone.scan(whole, people=1)])
    assert [(one.registration, one.inside) for one in find_conflicts(phone.device.key.evening, [occurrence.pk])] == [
        (gone, -1)
    ]


def test_who_cancelled_after_the_download_and_came_in_is_kept_as_the_phone_showed_it() -> None:
    occurrence = tonight(starts_at=timezone.now() + timedelta(hours=1), ends_at=None)
    party = make_registration(occurrence, seats=2)
    phone = Phone(make_phone(occurrence)[0])
    cancel_registration(party)
    phone.send([phone.scan(party, people=2)])
    assert list(Scan.objects.of_codes([party.code]).values_list("shown", "people")) == [("in", 2)]
    assert count_people([occurrence.pk]) == {occurrence.pk: Count(came=2)}


def test_who_registered_after_the_download_is_found_by_the_hash() -> None:
    occurrence = tonight()
    phone = Phone(make_phone(occurrence)[0])
    party = make_registration(occurrence)
    phone.send([phone.scan(party, shown="unknown", people=0)])
    assert Scan.objects.of_codes([party.code]).get().shown == "unknown"


def test_what_nobody_knows_is_kept_without_a_person() -> None:
    phone = Phone(make_phone(tonight())[0])
    phone.send([phone.scan(None, hash="0" * 12, occurrence=str(uuid.uuid4()), shown="unknown", people=0)])
    assert list(Scan.objects.values_list("occurrence", "code_hash", "people")) == [(None, "0" * 12, 0)]


def test_erasing_a_person_keeps_the_scans_and_the_counts() -> None:
    occurrence = tonight()
    phone, party = Phone(make_phone(occurrence)[0]), make_registration(occurrence, seats=2)
    phone.send([phone.scan(party, people=2)])
    erase_registrations([party], timezone.now())
    party.refresh_from_db()
    assert count_people([occurrence.pk]) == {occurrence.pk: Count(came=2)}
    assert not Scan.objects.of_codes([party.code]).exists()


def test_the_right_ends_by_our_clock_not_by_that_of_a_phone_a_day_ahead(clock: Any) -> None:
    occurrence = tonight()
    party, device = make_registration(occurrence, seats=3), make_phone(occurrence)[0]
    phone = Phone(device, DAY)
    ends = device.right_ends_at
    scans = [phone.scan(party, at) for at in (ends - MINUTE, ends, ends + MINUTE)]
    clock.move_to(ends + 60 * MINUTE)
    phone.send(scans)
    assert list(Scan.objects.values_list("happened_at", "after_right")) == [
        (ends - MINUTE, False), (ends, True), (ends + MINUTE, True),
    ]  # fmt: skip
    assert count_people([occurrence.pk]) == {occurrence.pk: Count(came=1)}


def test_a_phone_that_was_revoked_keeps_what_it_scanned_before(clock: Any) -> None:
    occurrence = tonight()
    party, device = make_registration(occurrence, seats=3), make_phone(occurrence)[0]
    phone = Phone(device)
    before = phone.scan(party)
    clock.shift(MINUTE)
    Device.objects.filter(pk=device.pk).update(revoked_at=timezone.now())
    clock.shift(MINUTE)
    phone.device.refresh_from_db()
    phone.send([before, phone.scan(party)])
    assert count_people([occurrence.pk]) == {occurrence.pk: Count(came=1)}
    assert Scan.objects.count() == 2


@pytest.mark.slow
def test_twenty_thousand_scans_of_ten_offline_phones_a_day_off_are_merged_whole(hang_ends: None) -> None:
    """In batches of 500, a third of them sent again."""
    rng, occurrence = random.Random(14), tonight(capacity=20_000)
    phones = phones_at(occurrence, 10, rng)
    parties = [make_registration(occurrence, seats=rng.randint(1, 4)) for _ in range(500)]
    made = [
        (phone, phone.scan(rng.choice(parties), kind=kind, shown=kind, people=1))
        for phone in phones
        for kind in rng.choices(["in", "out"], [3, 1], k=2_000)
    ]
    made[::50] = [(made[n][0], undo(made[n + 1][1], made[n][0])) for n in range(0, len(made), 50)]
    sent = [*made, *rng.sample(made, len(made) // 3)]
    rng.shuffle(sent)
    for phone in phones:
        mine = [scan for whose, scan in sent if whose is phone]
        for start in range(0, len(mine), 500):
            phone.send(mine[start : start + 500])
    people, codes = expected([scan for _, scan in made])
    assert Scan.objects.count() == 20_000
    assert count_people([occurrence.pk]) == {occurrence.pk: people}
    assert inside_now(phones[0]) == codes
