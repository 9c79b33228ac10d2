"""Mail to who registered: what happened is written down in the transaction that gives the reason for it.

Nothing is composed here: whoever calls holds seats that others wait for. ``writing`` makes the mail of it.
"""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone, translation

from events.models import CalendarEntry, Change, Registration
from events.models.facts import Facts
from events.registration.states import note_published
from events.registration.words import OF_CHANGE, TABLE, Happened, Standing, say, standing_of
from subscribers.outbox.queueing import queue_happening

from .happening import Happening, happening
from .links import about

PREFIX_OF_KINDS = "registration."
WRITER = "registration"  # in ``MAIL_WRITERS``


def tell(
    registration: Registration,
    happened: Happened,
    facts: Facts,
    *,
    standing: Standing | None = None,
    before: Facts | None = None,
    reason: str = "",
    had: int = 0,
) -> None:
    """Write down what happened last to ``registration``, for the mail about it. One statement.

    A second call about the same happening writes none, nor does one about who gave no address.
    ``standing``: as it stands, unless told otherwise; ``before``: what the public was told until now; ``reason``: why
    staff did it; ``had``: for how many it was before.
    """
    if not registration.email:
        return
    standing = standing or standing_of(registration)
    told = happening(registration, happened, standing, facts, before, reason=reason, had=had)
    with translation.override(told.language):
        heading = say(happened, standing, registration.seats).heading
    subject = f"{heading}: {told.facts[told.language]['title']}"
    queue(kind_of(registration, happened), registration, [told], subject)


def queue(
    kind: str, registration: Registration, told: Sequence[Happening], subject: str, *, joined: bool = False
) -> None:
    """The row of a mail to the address of ``registration``, in the language of the first; ``joined``: about many."""
    queue_happening(
        kind,
        about(registration),
        {"joined": joined, "happenings": [one.as_json() for one in told]},
        writer=WRITER,
        revision=registration.happenings,
        to=registration.email,
        language=told[0].language,
        subject=subject,
    )


def kind_of(registration: Registration, happened: Happened) -> str:
    """Of the mail: what happened; of the first one the state, as a party can have one for each."""
    return f"{PREFIX_OF_KINDS}{registration.state if happened == Happened.REGISTERED else happened}"


def facts_of(registration: Registration) -> Facts:
    """What the public was told of the occurrence."""
    facts: dict[str, Any] = CalendarEntry.objects.values_list("facts", flat=True).get(
        uid=registration.occurrence.public_id
    )
    return facts


def tell_visitors(changes: list[Change]) -> None:
    """One mail to each visitor whom a change concerns; nobody for what is over."""
    now = timezone.now()
    concerning = {
        change.entry.occurrence_id: change
        for change in changes
        if change.what in OF_CHANGE and change.entry.ends_at > now
    }
    holding = (
        Registration.objects.holding()
        .filter(occurrence__in=[pk for pk in concerning if pk])
        .select_related("occurrence")
    )
    for registration in holding.order_by("occurrence", "pk").select_for_update(of=("self",)):
        tell_change(registration, concerning[registration.occurrence_id])


def tell_change(registration: Registration, change: Change) -> None:
    """Words, and to who has a place the updated invitation or its end; the link of a stream is told to them alone."""
    happened, standing = OF_CHANGE[Change.What(change.what)], standing_of(registration)
    if standing not in TABLE[happened]:
        return
    note_published(registration)
    tell(registration, happened, change.after, before=change.before)
