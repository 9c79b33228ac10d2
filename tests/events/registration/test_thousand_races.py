"""Many actions of visitors, staff and the clock, ten at a time: what must hold, from rows and from the mails."""

import random
from collections import Counter
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from events.models import Occurrence, Registration
from events.publishing.telling import telling
from events.registration.mail.links import about
from events.registration.registering import cancel_registration, confirm_registration, register_attendee
from events.registration.seats.locks import lapse_pending
from subscribers.models import Message
from tests.at_once import at_once
from tests.events.registration.seats_oracle import check_line
from tests.events.registration.secret_links import confirm_address
from tests.factories import make_open_occurrence

AT_ONCE = 10
ONCE = ("pending", "waitlisted", "confirmed", "promoted", "cancelled")


def register(moment: Occurrence, number: int, dice: random.Random) -> None:
    wish = {"name": "An", "email": f"{number}@example.org", "seats": dice.randint(1, 3), "language": "nl"}
    register_attendee(moment.public_id, **wish, source="desk")  # type: ignore[arg-type]


def some(moment: Occurrence, dice: random.Random, *states: str) -> Registration | None:
    found = list(moment.registrations.filter(state__in=states).order_by("pk"))
    return dice.choice(found) if found else None


def cancel(moment: Occurrence, number: int, dice: random.Random) -> None:
    if party := some(moment, dice, "confirmed", "waitlisted", "pending"):
        cancel_registration(party)


def confirm(moment: Occurrence, number: int, dice: random.Random) -> None:
    if party := some(moment, dice, "pending"):
        confirm_registration(confirm_address(party).rstrip("/").rsplit("/", 1)[1])


def change_of(dice: random.Random) -> dict[str, Any]:
    changes: list[dict[str, Any]] = [
        *[{"capacity": capacity} for capacity in (4, 8, 12)],
        {"must_confirm": dice.random() < 0.5},
        {"status": "cancelled", "status_reason": "Ziek."},
        *[{"status": "scheduled", "status_reason": ""}] * 3,
    ]
    return dice.choice(changes)


def publish(moment: Occurrence, number: int, dice: random.Random) -> None:
    change = change_of(dice)
    with telling(by=None) as told:
        told.touch(moment.event_id)
        Occurrence.objects.filter(pk=moment.pk).update(**change)


def lapse(moment: Occurrence, number: int, dice: random.Random) -> None:
    if party := some(moment, dice, "pending"):
        Registration.objects.filter(pk=party.pk, state="pending").update(lapses_at=timezone.now())
    lapse_pending(timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("actions", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_many_things_at_once_oversell_nothing_and_tell_each_thing_once(actions: int) -> None:
    moment = make_open_occurrence(capacity=8)
    dice = random.Random(12)  # noqa: S311
    doing = dice.choices([register, cancel, confirm, publish, lapse], [40, 20, 15, 15, 10], k=actions)

    def act(number: int) -> None:
        try:
            doing[number](moment, number, random.Random(number))  # noqa: S311
        except ValidationError as error:
            assert error.code in ("closed", "full"), error  # noqa: PT017

    taken, capacity = 0, 8
    for first in range(0, actions, AT_ONCE):
        numbers = range(first, first + AT_ONCE)
        meanwhile = [change_of(random.Random(number)) for number in numbers if doing[number] is publish]  # noqa: S311
        at_once(*[lambda number=number: act(number) for number in numbers])  # type: ignore[misc]
        now = Occurrence.objects.get(pk=moment.pk)
        check_line(now)
        most = max([capacity, *(change["capacity"] for change in meanwhile if "capacity" in change)])
        before, taken = taken, moment.registrations.filter(state="confirmed").seats()
        assert taken <= max(before, most), (first, before, most)  # fewer seats take nobody's place, and give none
        capacity = now.capacity or 0
    check_told(moment)


def check_told(moment: Occurrence) -> None:
    """Each party heard of its state once, and of the last thing that was published."""
    sequence = moment.entry.sequence  # type: ignore[attr-defined]
    for party in moment.registrations.all():
        kinds = Counter(
            kind.removeprefix("registration.")
            for kind in Message.objects.filter(about=about(party)).values_list("kind", flat=True)
        )
        once: dict[str, Any] = {
            kind: kinds[kind] for kind in ("pending", "waitlisted", "confirmed", "promoted", "cancelled")
        }
        assert max(once.values()) <= 1, (party.state, kinds)
        assert (kinds["cancelled"] == 1) == (party.state == "cancelled"), (party.state, kinds)
        got = kinds["confirmed"] + kinds["promoted"]
        assert got <= 1 and (got == 1 or party.state != "confirmed"), (party.state, kinds)
        assert kinds["called-off"] + kinds["restored"] <= sequence
        assert abs(kinds["called-off"] - kinds["restored"]) <= 1, kinds
