"""How many mails go to visitors and to whom, in words for staff: counted from what the functions that send wrote."""

from collections import Counter
from collections.abc import Iterable

from events.models import Registration
from subscribers.outbox.noting import Notes

from .links import PREFIX

State = Registration.State
PROMOTED = "registration.promoted"
# What each hears it as, most to least; the first is somebody who waited until now.
READERS = {
    PROMOTED: "aan wie van de wachtlijst een plaats krijgt",
    State.CONFIRMED: "aan wie een plaats heeft",
    State.WAITLISTED: "aan wie op de wachtlijst staat",
    State.PENDING: "aan wie nog moet bevestigen",
    State.CANCELLED: "aan wie geen plaats meer heeft",
}


def count_readers(notes: Notes) -> Counter[str]:
    """Mails by who gets them (a key of ``READERS``). One query, in the transaction that wrote them or after it."""
    ours = [(kind, about.removeprefix(PREFIX)) for kind, about in notes if about.startswith(PREFIX)]
    rows = Registration.objects.filter(public_id__in={key for _, key in ours}).values_list("public_id", "state")
    states = {str(key): state for key, state in rows} if ours else {}
    return Counter(PROMOTED if kind == PROMOTED else states[key] for kind, key in ours)


def in_words(counts: Counter[str], *, before: bool) -> str:
    """``Er gaan 3 mails naar bezoekers: 2 aan wie een plaats heeft, 1 aan wie op de wachtlijst staat.``"""
    many = counts.total()
    if not many:
        return "Er gaat geen mail naar bezoekers." if before else "Er ging geen mail naar bezoekers."
    mails = "1 mail" if many == 1 else f"{many} mails"
    verb = ("gaat" if many == 1 else "gaan") if before else ("ging" if many == 1 else "gingen")
    return f"Er {verb} {mails} naar bezoekers: {', '.join(parts(counts))}."


def parts(counts: Counter[str]) -> Iterable[str]:
    return (f"{counts[reader]} {words}" for reader, words in READERS.items() if counts[reader])
