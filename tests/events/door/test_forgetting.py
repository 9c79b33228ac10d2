"""Three months after an evening its scans count people, and lead to nobody."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events import tasks
from events.models import Device, DoorKey, Evening, Scan
from tests.factories import make_evening, make_open_occurrence, make_registration, make_scan

pytestmark = pytest.mark.django_db


def test_the_key_of_an_evening_and_its_phones_go_and_its_scans_stay(clock: Any) -> None:
    occurrence = make_open_occurrence(starts_at=timezone.now(), ends_at=None)
    party = make_registration(occurrence, seats=2)
    key = DoorKey.objects.create(evening=make_evening(), digest="1", expires_at=timezone.now())
    phone = Device.objects.create(key=key, digest="2", label="Annie bij de voordeur")
    make_scan(occurrence, code=party.code, people=2, device=phone)
    clock.shift(timedelta(days=90))
    assert tasks.forget()["doors"] == 0
    assert Scan.objects.of_codes([party.code]).count() == 1
    clock.shift(timedelta(days=1))
    assert tasks.forget()["doors"] == 1
    assert Scan.objects.of_codes([party.code]).count() == 0
    assert list(Scan.objects.values_list("people", "device", "occurrence")) == [(2, None, occurrence.pk)]
    assert (DoorKey.objects.count(), Device.objects.count(), Evening.objects.get().hash_key) == (0, 0, "")
    assert tasks.forget()["doors"] == 0
