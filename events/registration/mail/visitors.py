"""Mail to who registered, written in the transaction that gives the reason for it."""

import io
from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone, translation

from events.ical import Attendee, Method
from events.models import CalendarEntry, Change, Registration
from events.models.facts import Facts
from events.registration.states import note_published
from events.shell.identity import product, sender, surroundings
from events.shell.wording import when_in_words
from subscribers.models import Message
from subscribers.outbox.letters import Letter
from subscribers.outbox.queueing import queue_letter

from . import letters
from .invitations import render_invitation
from .links import about, manage_address


def tell(
    registration: Registration,
    kind: str,
    write: Callable[[letters.Visit], Letter],
    facts: Facts,
    *,
    method: str = "",
    with_link: bool = True,
    was: str = "",
) -> Message:
    """Write the mail about what happened last to ``registration``; ``method`` REQUEST or CANCEL adds the calendar part.

    A second call about the same happening writes none.
    """
    with translation.override(registration.language):
        letter = write(describe(registration, facts, with_link=with_link, was=was))
    return queue_letter(
        f"registration.{kind}",
        about(registration),
        letter,
        revision=registration.happenings,
        to=registration.email,
        to_name=registration.name_in_mail,
        language=registration.language,
        calendar=invitation(registration, facts, method, " ".join(letter.sentences)) if method else None,
        inline=[(letters.QR_ID, "code.png", qr_png(registration.code))] if letter.image else (),
    )


def describe(registration: Registration, facts: Facts, *, with_link: bool, was: str = "") -> letters.Visit:
    """What the letter says; with ``with_link`` a new secret link, good until the day after."""
    texts = facts[registration.language]
    return letters.Visit(
        name=registration.name_in_mail,
        seats=registration.seats,
        title=texts["title"],
        when=when_in_words(facts, surroundings()["zone"]),
        place=texts["location"],
        page=texts["url"],
        manage=manage_address(registration) if with_link else "",
        code=registration.code,
        reason=texts["reason"],
        was=was,
    )


def invitation(registration: Registration, facts: Facts, method: str, why: str = "") -> tuple[str, bytes]:
    """UID of the registration (never of the occurrence): the same person keeps it through changes (F1, F3, F4).

    ``why`` is told by a cancellation alone; an invitation is kept, and what its mail said passes.
    """
    ics = render_invitation(
        facts,
        method=Method(method),
        uid=f"r-{registration.public_id}@{settings.UID_DOMAIN}",
        sequence=registration.sequence,
        changed_at=timezone.now(),
        language=registration.language,
        sender=sender(),
        zone=surroundings()["zone"],
        attendee=Attendee(registration.name_in_mail, registration.email),
        product=product(),
        comment=why if method == Method.CANCEL else "",
    )
    return method, ics


def qr_png(code: str) -> bytes:
    """The code and nothing else: no name, readable offline."""
    out = io.BytesIO()
    segno.make(code, error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


def facts_of(registration: Registration) -> Facts:
    """What the public was told of the occurrence."""
    facts: dict[str, Any] = CalendarEntry.objects.values_list("facts", flat=True).get(
        uid=registration.occurrence.public_id
    )
    return facts


def tell_visitors(changes: list[Change]) -> None:
    """One mail to each affected visitor of what was moved, called off or restored; nobody for what is over."""
    now = timezone.now()
    concerning = {
        change.entry.occurrence_id: change
        for change in changes
        if change.what not in (Change.What.NEW, Change.What.TEXT) and change.entry.ends_at > now
    }
    holding = (
        Registration.objects.holding()
        .filter(occurrence__in=[pk for pk in concerning if pk])
        .select_related("occurrence")
    )
    for registration in holding.order_by("occurrence", "pk").select_for_update(of=("self",)):
        tell_change(registration, concerning[registration.occurrence_id])


def tell_change(registration: Registration, change: Change) -> None:
    """The updated invitation, or its cancellation; who has no place yet gets words alone."""
    has_place = note_published(registration)
    if change.after["status"] != "scheduled":
        tell(
            registration,
            "called-off",
            letters.called_off,
            change.after,
            method="CANCEL" if has_place else "",
            with_link=False,
        )
        return
    with translation.override(registration.language):
        before = change.before or change.after
        was = f"{when_in_words(before, surroundings()['zone'])}, {before[registration.language]['place']}"
    tell(
        registration,
        "moved",
        letters.moved,
        change.after,
        method="REQUEST" if has_place else "",
        was=was,
    )
