"""Anything done with seats, in any order: never oversold, nobody left waiting, nobody passed, all told once."""

from datetime import timedelta
from functools import partial
from typing import Any

import hypothesis
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from events import tasks
from events.models import ChoiceGroup, Occurrence, Registration
from events.publishing.telling import telling
from events.registration.changing.handing_over import hand_over
from events.registration.changing.leaving import come_after_all, leave
from events.registration.changing.party import change_party
from events.registration.registering import cancel_registration, confirm_registration, register_attendee
from events.registration.seats.choosing import move_registration
from tests.conftest import NOON
from tests.events.registration.seats_oracle import HOLDING, check_line, check_mails, check_places, look
from tests.events.registration.secret_links import confirm_address
from tests.factories import make_edition, make_public_event

WHO = st.integers(0, 15)
WHICH = st.sampled_from([0, 0, 0, 1])  # mostly one moment: there it fills
PICK = st.integers(0, 99)  # which of those that are there, counted round
PARTY = st.tuples(WHICH, WHO, st.integers(1, 3), st.sampled_from([True, True, False]))
# What ends the game (called off, no bound) is rare, and what takes it up again is not: else most steps meet nobody.
CHANGES: list[dict[str, Any]] = [
    *[{"capacity": capacity} for capacity in (1, 2, 2, 3, 3, 4, 5, 8, None)],
    *[{"way_in": way_in} for way_in in ("choose", "choose", "register", "free")],
    *[{"status": "scheduled", "status_reason": ""}] * 6,
    *[{"status": status, "status_reason": "Ziek."} for status in ("cancelled", "postponed")],
    *[{"pass_over_hours": hours} for hours in (None, 6, 24)],
    *[{"later": hours} for hours in (-1, 2)],
]


class Seats(RuleBasedStateMachine):
    """Two moments of one choice, sixteen addresses; every step is held against what was before it."""

    clock: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.clock.move_to(NOON)
        self.undone = transaction.atomic()
        self.undone.__enter__()
        edition = make_edition()
        group = ChoiceGroup.objects.create(edition=edition, name="lezing")
        values = {"at__way_in": "choose", "at__choice": group, "at__capacity": 3, "at__party_limit": 4}
        self.moments = [
            make_public_event(edition, at__starts_at=timezone.now() + timedelta(days=2), **values).occurrences.get().pk
            for _ in range(2)
        ]

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def moment(self, which: int) -> Occurrence:
        return Occurrence.objects.get(pk=self.moments[which])

    def step(self, do: Any, given_to: str = "") -> None:
        before = look()
        mine = Registration.objects.holding().filter(email=given_to)
        try:
            with transaction.atomic():
                do()
        except ValidationError as error:
            assert set(codes_of(error)) <= {"closed", "not_here", "full", "gone", "party_too_large", "own", "elsewhere"}  # noqa: PT017
            assert look() == before  # noqa: PT017
            return
        after, given = look(), set(mine.values_list("pk", flat=True))
        check_mails(before, given)
        for which in range(2):
            check_line(self.moment(which))
            check_places(before, after, self.moment(which), given)

    @initialize(parties=st.lists(PARTY, min_size=4, max_size=8, unique_by=lambda party: party[1]))
    def fill(self, parties: list[tuple[int, int, int, bool]]) -> None:
        for party in parties:
            self.register(party)

    @rule(parties=st.lists(PARTY, min_size=1, max_size=3))
    def come(self, parties: list[tuple[int, int, int, bool]]) -> None:
        for party in parties:
            self.register(party)

    def register(self, party: tuple[int, int, int, bool]) -> None:
        which, who, seats, proven = party
        moment = self.moment(which)
        Occurrence.objects.filter(pk=moment.pk).update(must_confirm=not proven)
        self.clock.shift(timedelta(seconds=1))
        wish = {"name": "An", "email": f"{who}@example.org", "seats": seats, "language": "nl", "source": "form"}
        self.step(lambda: register_attendee(moment.public_id, **wish))

    def pick(self, which: int, pick: int, *states: str) -> Registration | None:
        parties = list(self.moment(which).registrations.filter(state__in=states).order_by("pk"))
        return parties[pick % len(parties)] if parties else None

    @rule(which=WHICH, pick=PICK)
    def confirm(self, which: int, pick: int) -> None:
        if party := self.pick(which, pick, "pending"):
            secret = confirm_address(party).rstrip("/").rsplit("/", 1)[1]
            self.step(lambda: confirm_registration(secret))

    @rule(which=WHICH, pick=PICK)
    def cancel(self, which: int, pick: int) -> None:
        if party := self.pick(which, pick, *HOLDING):
            self.step(lambda: cancel_registration(party))

    @rule(which=WHICH, pick=PICK)
    def leave(self, which: int, pick: int) -> None:
        if party := self.pick(which, pick, "confirmed", "waitlisted"):
            self.step(lambda: leave(party))

    @rule(which=WHICH, pick=PICK)
    def undo(self, which: int, pick: int) -> None:
        leaving = list(self.moment(which).registrations.holding().exclude(leaves_at=None).order_by("pk"))
        if leaving:
            self.step(lambda: come_after_all(leaving[pick % len(leaving)]))

    @rule(which=WHICH, pick=PICK, seats=st.integers(1, 4))
    def change(self, which: int, pick: int, seats: int) -> None:
        if party := self.pick(which, pick, "confirmed", "waitlisted"):
            self.clock.shift(timedelta(seconds=1))
            self.step(lambda: change_party(party, name=party.name, seats=seats))

    @rule(which=WHICH, pick=PICK, who=WHO, seats=st.integers(1, 3))
    def hand_over(self, which: int, pick: int, who: int, seats: int) -> None:
        if party := self.pick(which, pick, "confirmed"):
            self.clock.shift(timedelta(seconds=1))
            to = f"{who}@example.org"
            self.step(lambda: hand_over(party, name="Bo", email=to, seats=min(seats, party.seats)), given_to=to)

    @rule(which=WHICH, pick=PICK)
    def move(self, which: int, pick: int) -> None:
        if party := self.pick(which, pick, *HOLDING):
            self.clock.shift(timedelta(seconds=1))
            self.step(lambda: move_registration(party, self.moment(1 - which).public_id))

    @rule(which=WHICH, who=WHO, pick=PICK)
    def outgrow(self, which: int, who: int, pick: int) -> None:
        """A room that becomes smaller than a party that waits, while others come behind it and leave before it."""
        self.edit(which, {"capacity": 3, "way_in": "choose", "status": "scheduled", "status_reason": ""})
        self.register((which, who, 3, True))
        self.register((which, 15 - who, 2, True))
        waiting = self.pick(which, pick, "waitlisted")
        if waiting is None or waiting.seats == 1:
            return
        self.edit(which, {"capacity": waiting.seats - 1})
        self.register((which, (who + 1) % 16, 1, True))
        for _ in range(2):
            if party := self.pick(which, pick, "confirmed"):
                self.step(partial(cancel_registration, party))

    @rule(which=WHICH, change=st.sampled_from(CHANGES))
    def publish(self, which: int, change: dict[str, Any]) -> None:
        self.edit(which, change)

    def edit(self, which: int, change: dict[str, Any]) -> None:
        moment = self.moment(which)
        if later := change.get("later"):
            begins = moment.starts_at + timedelta(hours=later)
            change = {"starts_at": begins, "ends_at": begins + timedelta(hours=1)}

        def act() -> None:
            with telling(by=None) as told:
                told.touch(moment.event_id)
                Occurrence.objects.filter(pk=moment.pk).update(**change)

        self.clock.shift(timedelta(seconds=1))
        self.step(act)

    @rule(minutes=st.sampled_from([1, 9, 70, 400]))
    def wait(self, minutes: int) -> None:
        self.clock.shift(timedelta(minutes=minutes))
        self.step(tasks.tick)
        assert not Registration.objects.lapsed(timezone.now()).exists()


def codes_of(error: ValidationError) -> list[str]:
    return [str(one.code) for one in (sum(error.error_dict.values(), []) if hasattr(error, "error_dict") else [error])]


@pytest.mark.hypothesis  # .ci/run plays it thirty times as often
@pytest.mark.django_db
def test_seats_hold_whatever_is_done_in_whatever_order(clock: Any, settings_of_mail: None) -> None:
    Seats.clock = clock
    # Not made smaller when it fails: that takes minutes, and the steps are readable as they are.
    run_state_machine_as_test(
        Seats,
        settings=hypothesis.settings(
            max_examples=hypothesis.settings.default.max_examples // 5,  # each is twenty-five
            stateful_step_count=25,
            phases=[hypothesis.Phase.generate],
        ),
    )  # type: ignore[no-untyped-call]


@pytest.fixture
def settings_of_mail(settings: Any) -> None:
    """Nobody is owed a mail here: that is ``mail/test_owed.py``."""
    settings.MAILS_PER_ADDRESS_QUARTER = settings.MAILS_PER_ADDRESS_DAY = 10_000
