"""What the outcome of an attempt means for the row of a mail."""

from subscribers.models import State
from subscribers.smtp import Result

STATE_AFTER = {
    Result.ACCEPTED: State.SENT,
    Result.DEFERRED: State.DEFERRED,
    Result.REFUSED: State.FAILED,
    Result.NOT_SENT: State.PENDING,
    Result.UNCERTAIN: State.UNCERTAIN,
}
