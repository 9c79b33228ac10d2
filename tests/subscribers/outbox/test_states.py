"""Every arrow between the states of a mail, those that must not exist, and that no other module writes one."""

import ast
import re
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from subscribers.models import LEFT_ALONE, Message, State
from subscribers.outbox import states
from subscribers.outbox.states import Lease
from subscribers.sending.settling import execute
from subscribers.smtp import Outcome, Result
from tests.factories import make_message

pytestmark = pytest.mark.django_db
LEASE = Lease(timedelta(minutes=1))
LATER = timedelta(hours=1)
REPLY = Outcome(Result.REFUSED, 550, "5.0.0 no\0", "refused")
HELD = (State.CLAIMED, State.IN_FLIGHT)


def rows() -> Any:
    return Message.objects.all()


def one() -> Message:
    return Message.objects.get()


ARROWS: dict[str, tuple[Callable[[datetime], Any], dict[State, State]]] = {
    "claim": (
        lambda now: states.claim(rows(), 10, now, LEASE),
        {State.PENDING: State.CLAIMED, State.DEFERRED: State.CLAIMED},
    ),
    "mark_in_flight": (
        lambda now: execute(states.mark_in_flight(Message, [one().pk], now, LEASE)),
        {State.CLAIMED: State.IN_FLIGHT},
    ),
    "settle_sent": (
        lambda now: execute(states.settle_sent(Message, [(one().pk, 250, "queued")], now, LEASE)),
        dict.fromkeys((*HELD, State.UNCERTAIN), State.SENT),
    ),
    "settle_failed": (
        lambda now: states.settle_failed(one(), REPLY, now, LEASE),
        dict.fromkeys((*HELD, State.UNCERTAIN), State.FAILED),
    ),
    "settle_deferred": (
        lambda now: states.settle_deferred(one(), REPLY, now + LATER, LEASE),
        dict.fromkeys((*HELD, State.UNCERTAIN), State.DEFERRED),
    ),
    "settle_uncertain": (
        lambda now: states.settle_uncertain(one(), REPLY, now, LEASE),
        dict.fromkeys((*HELD, State.UNCERTAIN), State.UNCERTAIN),
    ),
    "return_unsent": (
        lambda now: states.return_unsent(one(), REPLY, LEASE),
        dict.fromkeys((*HELD, State.UNCERTAIN), State.PENDING),
    ),
    "release": (lambda now: states.release(rows(), LEASE), {State.CLAIMED: State.PENDING}),
    "reap": (
        lambda now: states.reap(rows(), now + LATER),
        {State.CLAIMED: State.PENDING, State.IN_FLIGHT: State.UNCERTAIN},
    ),
    "skip": (
        lambda now: states.skip(rows(), "left", now),
        dict.fromkeys((State.PENDING, State.CLAIMED, State.DEFERRED), State.SKIPPED),
    ),
    "resend": (lambda now: states.resend(rows()), {State.UNCERTAIN: State.PENDING}),
    "forget_content": (lambda now: states.forget_content(now + LATER + LATER), {State.UNCERTAIN: State.UNCERTAIN}),
    "leave_alone": (lambda now: states.leave_alone(rows(), now), {State.UNCERTAIN: State.UNCERTAIN}),
}


@pytest.fixture
def now(clock: Any) -> datetime:
    return timezone.now()


def put(state: State, now: datetime) -> Message:
    """A mail in ``state`` as its worker knows it, the token left where it may be."""
    message = make_message()
    held = {"lease_token": LEASE.token} if state in (*HELD, State.UNCERTAIN) else {}
    until = {"lease_until": now + LEASE.length} if state in HELD else {}
    due = {"next_try_at": now} if state == State.DEFERRED else {}
    over = {"settled_at": now} if state == State.UNCERTAIN else {}
    Message.objects.update(state=state, **held, **until, **due, **over)
    return message


@pytest.mark.parametrize("begin", State)
@pytest.mark.parametrize("arrow", ARROWS)
def test_an_arrow_goes_from_its_states_and_from_no_other(arrow: str, begin: State, now: datetime) -> None:
    put(begin, now)
    before = Message.objects.values().get()
    act, ends = ARROWS[arrow]
    act(now)
    after = Message.objects.values().get()
    assert after["state"] == ends.get(begin, begin)
    if begin not in ends:
        assert after == before


@pytest.mark.parametrize("begin", State)
@pytest.mark.parametrize("arrow", ARROWS)
def test_a_lease_is_there_while_a_worker_holds_the_row_and_never_after(arrow: str, begin: State, now: datetime) -> None:
    put(begin, now)
    act, ends = ARROWS[arrow]
    act(now)
    message = one()
    if begin in ends:
        keeps_token = message.state in HELD or (arrow, begin) == ("reap", State.IN_FLIGHT)
        assert (message.lease_token, message.lease_until is not None) == (
            LEASE.token if keeps_token else None, message.state in HELD
        )  # fmt: skip


@pytest.mark.parametrize("arrow", ["mark_in_flight", "settle_sent", "settle_failed", "settle_deferred",
                                   "settle_uncertain", "return_unsent", "release"])  # fmt: skip
@pytest.mark.parametrize("begin", [*HELD, State.UNCERTAIN])
def test_a_worker_moves_nothing_that_another_holds(arrow: str, begin: State, now: datetime) -> None:
    put(begin, now)
    Message.objects.update(lease_token=uuid.uuid4())
    before = Message.objects.values().get()
    ARROWS[arrow][0](now)
    assert Message.objects.values().get() == before


def test_a_sent_mail_keeps_the_words_of_the_server_and_loses_its_secrets(now: datetime) -> None:
    put(State.IN_FLIGHT, now)
    ARROWS["settle_sent"][0](now)
    message = one()
    assert (message.smtp_code, message.smtp_text, message.settled_at, message.reason) == (250, "queued", now, "")
    assert bytes(message.content) == b""


@pytest.mark.parametrize("begin", HELD)
@pytest.mark.parametrize(
    ("arrow", "is_kept"),
    [("settle_failed", False), ("settle_uncertain", False), ("settle_deferred", True), ("return_unsent", True)],
)
def test_the_text_goes_with_the_last_chance_to_send_it(arrow: str, is_kept: bool, begin: State, now: datetime) -> None:
    content = bytes(put(begin, now).content)
    ARROWS[arrow][0](now)
    assert bytes(one().content) == (content if is_kept else b"")


def test_what_its_worker_may_still_tell_keeps_its_text_for_an_hour(now: datetime) -> None:
    content = bytes(put(State.IN_FLIGHT, now).content)
    states.reap(rows(), now + timedelta(minutes=2))
    assert states.forget_content(now + LATER) == 0
    assert bytes(one().content) == content and states.settle_deferred(one(), REPLY, now + LATER, LEASE)
    Message.objects.update(state=State.UNCERTAIN, settled_at=now, lease_token=LEASE.token)
    assert states.forget_content(now + LATER + timedelta(seconds=1)) == 1
    assert bytes(one().content) == b""
    assert not states.settle_deferred(one(), REPLY, now + LATER, LEASE)  # or an empty mail would go out
    assert states.forget_content(now + LATER + LATER) == 0


@pytest.mark.parametrize(
    ("arrow", "attempts", "next_try", "is_settled"),
    [("settle_failed", 1, None, True), ("settle_deferred", 1, LATER, False), ("settle_uncertain", 1, None, True),
     ("return_unsent", 0, None, False)],
)  # fmt: skip
def test_what_a_try_came_to_is_written_with_it(
    arrow: str, attempts: int, next_try: timedelta | None, is_settled: bool, now: datetime
) -> None:
    put(State.CLAIMED, now)
    ARROWS[arrow][0](now)
    message = one()
    assert (message.reason, message.smtp_code, message.smtp_text, message.attempts) == (
        "refused", 550, "5.0.0 no ", attempts
    )  # fmt: skip
    assert message.next_try_at == (now + next_try if next_try else None)
    assert message.settled_at == (now if is_settled else None)


def test_a_try_counts_once_whether_its_end_is_known_or_not(now: datetime) -> None:
    put(State.CLAIMED, now)
    message = one()
    execute(states.mark_in_flight(Message, [message.pk], now, LEASE))
    assert one().attempts == 1
    states.settle_deferred(message, REPLY, now, LEASE)
    assert one().attempts == 1


def test_a_deferred_mail_is_not_claimed_before_its_time(now: datetime) -> None:
    put(State.DEFERRED, now)
    Message.objects.update(next_try_at=now + timedelta(seconds=1))
    assert states.claim(rows(), 10, now, LEASE) == []


@pytest.mark.parametrize("lasts", [timedelta(minutes=1), -timedelta(days=2)], ids=["over", "of another clock"])
def test_a_lease_ends_when_it_is_over_or_was_written_by_a_clock_that_ran_ahead(lasts: timedelta, now: datetime) -> None:
    put(State.CLAIMED, now)
    assert states.reap(rows(), now + LEASE.length) == (0, 0)
    assert states.reap(rows(), now + lasts + timedelta(seconds=1)) == (1, 0)


def test_a_lease_is_renewed_for_as_long_as_it_lasts(now: datetime) -> None:
    put(State.IN_FLIGHT, now)
    assert states.renew(rows(), now + timedelta(seconds=50), LEASE) == 1
    assert one().lease_until == now + timedelta(seconds=50) + LEASE.length
    assert states.reap(rows(), now + timedelta(seconds=70)) == (0, 0)


def test_what_staff_leave_alone_says_since_when(now: datetime) -> None:
    put(State.UNCERTAIN, now - timedelta(days=1))
    assert states.leave_alone(rows(), now) == 1
    assert Message.objects.values_list("reason", "settled_at", "lease_token").get() == (LEFT_ALONE, now, None)


@pytest.mark.parametrize("arrow", ["resend", "leave_alone"])
def test_what_staff_left_alone_is_decided(arrow: str, now: datetime) -> None:
    put(State.UNCERTAIN, now)
    Message.objects.update(reason=LEFT_ALONE)
    assert ARROWS[arrow][0](now) == 0


def test_every_result_of_an_attempt_is_a_state_of_the_mail() -> None:
    assert set(states.STATE_AFTER) == set(Result)
    assert {result.value: states.STATE_AFTER[result] for result in Result} == {
        "accepted": State.SENT,
        "deferred": State.DEFERRED,
        "refused": State.FAILED,
        "not-sent": State.PENDING,
        "uncertain": State.UNCERTAIN,
    }


# --- nobody else -------------------------------------------------------------------------------------
ROOT = Path(settings.BASE_DIR)
HOME = "subscribers/outbox/states.py"
MAY_NAME_A_LEASE = {HOME, "subscribers/outbox/statements.py", "subscribers/models/outgoing.py"}
INVENTS_A_PAST = {"newsletter/demo/seed.py"}  # issues that were sent before the installation existed
WRITES_STATE = re.compile(r"\bset\s[^?]*\bstate\s*=\s*['%]", re.IGNORECASE)


def modules() -> Iterator[tuple[str, str]]:
    for app in ("subscribers", "newsletter", "events", "config", "bench"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield str(path.relative_to(ROOT)), path.read_text()


def states_written(tree: ast.AST) -> Iterator[int]:
    """Lines that write a state of outgoing mail: as a keyword of a call that writes, as an attribute, or in SQL."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITERS:
            if any(word.arg == "state" and is_state_of_mail(word.value) for word in node.keywords):
                yield node.lineno
        elif isinstance(node, ast.Assign) and is_state_of_mail(node.value):
            if any(isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets):
                yield node.lineno
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITES_STATE.search(node.value):
            yield node.lineno


WRITERS = ("update", "create", "update_or_create", "get_or_create", "bulk_create", "bulk_update")


def is_state_of_mail(value: ast.expr) -> bool:
    """``State.SENT``, where ``Issue.State.SENT`` is another thing; or its text."""
    if isinstance(value, ast.Constant):
        return value.value in State.values
    return isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == "State"


def test_a_state_or_a_lease_of_a_mail_is_written_in_one_module() -> None:
    leases = {path for path, source in modules() if "lease_token" in source or "lease_until" in source}
    assert leases == MAY_NAME_A_LEASE
    written = {
        path for path, source in modules() if "subscribers.models" in source and [*states_written(ast.parse(source))]
    }
    assert written == {HOME} | INVENTS_A_PAST


def test_the_reader_of_sources_sees_what_it_should() -> None:
    seen = [
        "rows.update(state=State.SKIPPED, reason='left')",
        "Delivery.objects.create(issue=issue, state='sent')",
        "row.state = State.PENDING",
        "cursor.execute(\"UPDATE x SET attempts = 1, state = 'sent'\")",
    ]
    unseen = ["rows.filter(state=State.SENT)", "Issue.objects.update(state=Issue.State.SENT)"]
    assert [len([*states_written(ast.parse(source))]) for source in seen + unseen] == [1, 1, 1, 1, 0, 0]
