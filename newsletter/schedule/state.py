"""What staff may do with an issue in each of its states, and the words for it."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from wagtail.locks import BaseLock

from newsletter.models import Issue

from .audit import say_moment
from .scheduling import EDITABLE

State = Issue.State
CHANGEABLE = (*EDITABLE, State.SCHEDULED)  # a change to a scheduled one takes its approval back
STARTED = (State.SENDING, State.PAUSED, State.SENT, State.CANCELLED)

CLOSED = {
    State.SENDING: "Dit nummer wordt nu verzonden en kan niet meer gewijzigd worden.",
    State.PAUSED: "Het verzenden van dit nummer is gepauzeerd; het kan niet meer gewijzigd worden.",
    State.SENT: "Dit nummer is verzonden en kan niet meer gewijzigd worden. Kopieer het voor een nieuw nummer.",
    State.CANCELLED: "Het verzenden van dit nummer is gestopt; het kan niet meer gewijzigd worden.",
}


class StateLock(BaseLock):
    """Closed to everyone: what went out is what it says."""

    def for_user(self, user: AbstractUser) -> bool:
        return True

    def get_message(self, user: AbstractUser) -> str:
        return CLOSED[self.object.state]

    def get_locked_by(self, user: AbstractUser) -> str:
        return str(self.object.get_state_display()).capitalize()

    def get_description(self, user: AbstractUser) -> str:
        return CLOSED[self.object.state]


def say_time(issue: Issue) -> str:
    """``dinsdag 24 november 2026 om 10:00``"""
    return say_moment(issue.send_at)


def why_not_deleted(instance: models.Model) -> str:
    """The sentence that says why this issue cannot be deleted; empty when it can."""
    if not isinstance(instance, Issue) or instance.state in EDITABLE:
        return ""
    if instance.state == State.SCHEDULED:
        return f"‘{instance}’ is ingepland. Trek de planning eerst in."
    return f"‘{instance}’ is verzonden en wordt bewaard: het archief en de bezorgingen horen erbij."
