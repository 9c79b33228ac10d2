"""What can have happened to a party, how it can stand, and the words of one cell of the table."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from events.models import Change, Registration


class Happened(StrEnum):
    REGISTERED = "registered"  # or the button in the mail was pressed
    REPEATED = "repeated"  # the address was typed again, or its link was asked for
    PROMOTED = "promoted"
    CHANGED = "changed"  # its name or number, by its owner
    HANDED_OVER = "handed-over"  # all of it, to somebody else
    RECEIVED = "received"  # a place, or more of them, from somebody else
    LEAVING = "leaving"  # signed off by its owner, which can still be undone
    CANCELLED = "cancelled"  # that holds, or staff did it for them
    LAPSED = "lapsed"
    SWITCHED = "switched"  # by its owner, to another moment that may be chosen instead
    TRANSFERRED = "transferred"  # by staff, to another moment
    MOVED = "moved"
    LINK = "link"
    CALLED_OFF = "called-off"
    POSTPONED = "postponed"
    RESTORED = "restored"
    CHOSE_OTHER = "chose-other"  # likewise, and another of the same choice was chosen while it was off
    DECLINED = "declined"  # in the owner's calendar, or so somebody says: the place may go, if they say so too
    COUNTERED = "countered"  # their calendar asks for another moment
    REFRESHED = "refreshed"  # their calendar asks for the invitation again
    REMINDED = "reminded"  # the day before
    CALLED = "called"  # it begins within the hour
    THANKED = "thanked"  # they were there
    LOOKED = "looked"  # nothing: the page behind the link was opened
    OVER = "over"  # likewise, and the event has been


class Standing(StrEnum):
    PLACE = "place"
    WAITING = "waiting"
    HELD = "held"  # still to confirm, with seats kept
    UNKEPT = "unkept"  # still to confirm, and there are seats, but no more are kept: who confirms first has them
    UNHELD = "unheld"  # still to confirm, and there are none
    GONE = "gone"
    LAPSED = "lapsed"
    HANDED = "handed-over"


@dataclass(frozen=True)
class Words:
    """A heading without the title, and sentences; these may take ``seats`` (which chooses the form), until and news."""

    heading: Promise
    sentences: tuple[Any, ...]


@dataclass(frozen=True)
class Said:
    heading: str
    sentences: list[str]


OF_CHANGE = {
    Change.What.MOVED: Happened.MOVED,
    Change.What.LINK: Happened.LINK,
    Change.What.CANCELLED: Happened.CALLED_OFF,
    Change.What.POSTPONED: Happened.POSTPONED,
    Change.What.RESTORED: Happened.RESTORED,
}
OF_STATE = {
    Registration.State.CONFIRMED: Standing.PLACE,
    Registration.State.WAITLISTED: Standing.WAITING,
    Registration.State.PENDING: Standing.HELD,
    Registration.State.CANCELLED: Standing.GONE,
    Registration.State.LAPSED: Standing.LAPSED,
    Registration.State.HANDED_OVER: Standing.HANDED,
}
