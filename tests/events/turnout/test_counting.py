"""Who came is counted in the nights after, and stays when nobody is known any more."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from events.door.forgetting import forget_doors
from events.models import Turnout
from events.registration.forgetting import forget_due
from events.turnout.counting import count_turnouts
from tests.events.door.phones import tonight
from tests.factories import make_registration, make_scan

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COLUMNS = ("seats", "came", "walked_in", "cancelled_late", "waiting", "by_lead")


def counted(now: Any) -> list[tuple[Any, ...]]:
    count_turnouts(now)
    return list(Turnout.objects.order_by("pk").values_list(*COLUMNS))


def party(occurrence: Any, *, before: timedelta = HOUR, **values: Any) -> Any:
    at = occurrence.starts_at - before
    values.setdefault("confirmed_at", at)
    return make_registration(occurrence, created_at=at, **values)


def test_seats_that_were_confirmed_when_it_began_and_who_came_on_them() -> None:
    occurrence = tonight()
    begins = occurrence.starts_at
    came = party(occurrence, seats=3, before=20 * DAY)
    make_scan(occurrence, code=came.code, people=2)
    party(occurrence, seats=2, before=2 * DAY)  # stayed away
    party(occurrence, seats=4, state="cancelled", cancelled_at=begins + HOUR)  # said so when it had begun
    party(occurrence, seats=5, state="cancelled", cancelled_at=begins - HOUR, before=3 * DAY)  # in time for nobody
    party(occurrence, seats=6, state="cancelled", cancelled_at=begins - 2 * DAY, before=3 * DAY)  # in time
    party(occurrence, seats=1, state="waitlisted", confirmed_at=None)
    make_scan(occurrence, kind="walk-in", shown="walk-in", people=7)
    assert counted(begins + 4 * HOUR) == [(9, 2, 7, 5, 1, {"0": [4, 0], "1": [2, 0], "14": [3, 2]})]


def test_who_goes_out_and_comes_back_came_once_and_what_was_undone_did_not_happen() -> None:
    occurrence = tonight()
    pair, single = party(occurrence, seats=2), party(occurrence)
    for kind in ("in", "out", "in"):
        make_scan(occurrence, code=pair.code, people=2, kind=kind, shown=kind)
    undone = make_scan(occurrence, code=single.code)
    make_scan(occurrence, kind="undo", shown="undo", undoes=undone.nonce)
    assert counted(occurrence.starts_at + 4 * HOUR) == [(3, 2, 0, 0, 0, {"0": [3, 2]})]


def test_a_door_that_did_not_scan_says_nothing_of_who_came() -> None:
    occurrence = tonight()
    party(occurrence)
    make_scan(occurrence, kind="walk-in", shown="walk-in")
    assert counted(occurrence.starts_at + 4 * HOUR) == []


def test_it_is_counted_again_for_a_week_and_stays_when_everybody_is_forgotten() -> None:
    occurrence = tonight()
    late, first = party(occurrence), party(occurrence)
    make_scan(occurrence, code=first.code)
    assert counted(occurrence.starts_at) == []
    assert counted(occurrence.ends_at + HOUR)[0][:2] == (2, 1)
    make_scan(occurrence, code=late.code)
    assert counted(occurrence.ends_at + 6 * DAY)[0][:2] == (2, 2)
    over = occurrence.ends_at + 100 * DAY
    forget_due(over, 60)
    forget_doors(over)
    assert counted(over)[0][:2] == (2, 2)


def test_the_night_counts() -> None:
    from events.tasks import reconcile

    occurrence = tonight(starts_at=timezone.now() - 5 * HOUR, ends_at=timezone.now() - 2 * HOUR)
    make_scan(occurrence, code=party(occurrence).code)
    assert (reconcile()["turnouts"], Turnout.objects.get().came) == (1, 1)
