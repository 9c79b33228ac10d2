"""What the outcome of an attempt means for the row of a mail."""

from subscribers.models import State
from subscribers.outbox.outcomes import STATE_AFTER
from subscribers.smtp import Result


def test_every_result_of_an_attempt_is_a_state_of_the_mail() -> None:
    assert set(STATE_AFTER) == set(Result)
    assert {result.value: STATE_AFTER[result] for result in Result} == {
        "accepted": State.SENT,
        "deferred": State.DEFERRED,
        "refused": State.FAILED,
        "not-sent": State.PENDING,
        "uncertain": State.UNCERTAIN,
    }
