"""A clock that jumps an hour while rows are held: nobody lost, nobody twice; and a zone that gets new rules."""

import importlib.resources
import zoneinfo
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from newsletter import tasks
from newsletter.models import Delivery, Issue
from newsletter.send import sending
from newsletter.send.throttle import take_turns
from subscribers.models import RelayState, State
from subscribers.outbox.states import Lease, claim
from subscribers.sending.relays import load_relays
from subscribers.sending.settling import TurnWriter
from tests.factories import local, utc
from tests.newsletter.send.sendable import make_sendable
from tests.newsletter.sending import make_scheduled
from tests.sink import Sink

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOUR = timedelta(hours=1)


def counts(**values: int) -> dict[str, int]:
    return {**dict.fromkeys(State.values, 0), **values}


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
def test_a_jump_in_the_middle_of_a_run_doubles_and_loses_nobody(
    clock: Any, sink: Sink, settings: Any, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    """The clock jumps when letters are about to leave; then the tick looks, and a second worker takes what it may."""
    settings.SEND_TASKS = 5
    issue = make_sendable(60)
    turn, jumped = TurnWriter.write, []

    def jumps(writer: TurnWriter, outcomes: Any, asked: Any) -> set[int]:
        marked = turn(writer, outcomes, asked)
        if marked and not jumped:
            jumped.append(marked)
            clock.shift(jump)
            sending.tick(timezone.now())
            tasks.send_deliveries(issue.pk)
        return marked

    monkeypatch.setattr(TurnWriter, "write", jumps)
    tasks.send_deliveries(issue.pk)
    assert jumped
    assert sink.recipients == {f"a{number}@example.org": 1 for number in range(60)}
    assert Delivery.objects.counts() == counts(sent=60)


@pytest.mark.parametrize("jump", [HOUR, -HOUR], ids=["forward", "back"])
def test_what_a_dead_worker_held_is_taken_over_whichever_way_the_clock_jumped(
    clock: Any, sink: Sink, jump: timedelta
) -> None:
    issue = make_sendable(3)
    rows = claim(Delivery.objects.all(), 2, timezone.now(), Lease(timedelta(seconds=60)))
    Delivery.objects.filter(pk=rows[0].pk).update(state=State.IN_FLIGHT)
    clock.shift(jump)
    sending.tick(timezone.now())
    tasks.send_deliveries(issue.pk)
    assert Delivery.objects.counts() == counts(sent=2, uncertain=1)
    assert sink.recipients == {"a1@example.org": 1, "a2@example.org": 1}


def test_a_throttle_goes_on_after_the_clock_was_set_back(clock: Any) -> None:
    issue = make_sendable(1, throttle_per_minute=60)
    assert [take_turns(issue.pk, 1, timezone.now()) for _ in range(2)] == [1, 0]
    clock.shift(-HOUR)
    assert [take_turns(issue.pk, 1, timezone.now()) for _ in range(2)] == [1, 0]
    clock.shift(timedelta(seconds=1))
    assert take_turns(issue.pk, 1, timezone.now()) == 1


def test_a_relay_does_not_rest_an_hour_longer_when_the_clock_was_set_back(
    clock: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.RELAYS = ["smtp://127.0.0.1:9"]
    monkeypatch.setattr("subscribers.sending.relays.time.monotonic", lambda: 1000.0)
    RelayState.objects.create(
        name="127.0.0.1:9", kind="delivery", failures=3, trips=1, open_until=timezone.now() + HOUR
    )
    (pooled,) = load_relays(timezone.now(), "delivery")
    assert pooled.breaker.open_until == 1300.0


# --- rules of a zone ------------------------------------------------------------------------------


@pytest.fixture
def new_rules(tmp_path: Path) -> Iterator[Any]:
    """A function that brings a new version of the zone database, in which Amsterdam keeps the time of ``other``."""

    def bring(other: str) -> None:
        folder, _, name = other.rpartition("/")
        data = importlib.resources.files(f"tzdata.zoneinfo.{folder.replace('/', '.')}").joinpath(name).read_bytes()
        (tmp_path / "Europe").mkdir()
        (tmp_path / "Europe" / "Amsterdam").write_bytes(data)
        zoneinfo.reset_tzpath([tmp_path])
        zoneinfo.ZoneInfo.clear_cache(only_keys=["Europe/Amsterdam"])

    yield bring
    zoneinfo.reset_tzpath()
    zoneinfo.ZoneInfo.clear_cache(only_keys=["Europe/Amsterdam"])


def test_new_rules_that_leave_the_promised_hour_alone_hold_nothing(clock: Any, new_rules: Any) -> None:
    issue = make_scheduled(send_at=local(2026, 12, 1, 9))
    new_rules("Africa/Lagos")  # no summer time any more: winter is as it was
    sending.tick(timezone.now())
    issue.refresh_from_db()
    assert (issue.state, issue.send_at) == ("scheduled", utc(2026, 12, 1, 8))


def test_new_rules_hold_before_the_hour_that_no_longer_is_the_one(clock: Any, sink: Sink, new_rules: Any) -> None:
    issue = make_scheduled(send_at=local(2026, 6, 16, 9))
    new_rules("Africa/Lagos")
    clock.move_to(utc(2026, 6, 16, 7))
    assert sending.tick(timezone.now()) == {"started": 0, "held": 1, "under_way": 0}
    issue.refresh_from_db()
    said = "2026-06-16 09:00 (Europe/Amsterdam)"
    assert (issue.state, issue.held_reason) == (
        "held",
        f"De regels van de tijdzone zijn veranderd: {said} is nu een ander moment. Plan het opnieuw in.",
    )
    assert Delivery.objects.count() == 0


def test_both_hours_of_the_autumn_night_stay_what_they_were(clock: Any) -> None:
    for fold, hour in ((0, 0), (1, 1)):
        issue = make_scheduled(send_at=utc(2026, 10, 25, hour, 30))
        assert issue.send_wall_time == "2026-10-25T02:30"
        sending.tick(timezone.now())
        issue.refresh_from_db()
        assert issue.state == "scheduled", fold


def test_a_zone_that_is_no_longer_known_holds_the_issue(clock: Any) -> None:
    issue = make_scheduled()
    Issue.objects.update(send_zone="Mars/Olympus")
    sending.tick(timezone.now())
    issue.refresh_from_db()
    said = "2026-06-15 13:00 (Mars/Olympus)"
    assert issue.held_reason == (
        f"De tijdzone van het geplande moment, {said}, is niet meer bekend. Plan het opnieuw in."
    )


def test_seconds_in_a_moment_that_a_machine_chose_change_nothing(clock: Any) -> None:
    issue = make_scheduled(send_at=local(2026, 6, 16, 9) + timedelta(seconds=42))
    sending.tick(timezone.now())
    issue.refresh_from_db()
    assert issue.state == "scheduled"
