"""How a party stands, in one word for a phone: the same in its list and in what it asks online."""

from events.models import CalendarEntry, Registration

State = Registration.State
WORDS = {
    State.CONFIRMED: "in",
    State.WAITLISTED: "waiting",
    State.PENDING: "unconfirmed",
    State.CANCELLED: "cancelled",
    State.LAPSED: "unconfirmed",
}


def standing_word(registration: Registration, entry: CalendarEntry | None) -> str:
    """A value of ``Scan.Shown``: ``in`` may enter, all others may not."""
    if registration.handed_over_at:
        return "handed-over"
    if entry and entry.facts["status"] != "scheduled":
        return "called-off"
    if registration.is_leaving:
        return "cancelled"
    return WORDS.get(State(registration.state), "cancelled")
