"""Mail to who registered, written in the transaction that gives the reason for it."""

import io
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone, translation

from events.ical import Attendee, Method
from events.models import CalendarEntry, Change, Registration
from events.models.facts import Facts
from events.registration.states import note_published
from events.registration.words import OF_CHANGE, TABLE, TO_CONFIRM, Happened, Standing, standing_of
from events.shell.identity import product, sender, surroundings
from events.shell.wording import clock_words, move_in_words, stream_in_words, when_in_words
from subscribers.models import Message
from subscribers.outbox.queueing import queue_letter

from . import letters
from .invitations import render_invitation
from .links import about, confirm_address, manage_address, ticket_address

PREFIX_OF_KINDS = "registration."
NO_PAGE = (Happened.CANCELLED, Happened.CALLED_OFF)  # there is nothing left to look at or cancel


def tell(
    registration: Registration,
    happened: Happened,
    facts: Facts,
    *,
    standing: Standing | None = None,
    before: Facts | None = None,
) -> Message:
    """Write the mail about what happened last to ``registration``, with the calendar part that goes with it.

    A second call about the same happening writes none.
    ``standing``: as it stands, unless told otherwise; ``before``: what the public was told until now.
    """
    standing = standing or standing_of(registration)
    with translation.override(registration.language):
        visit = describe(registration, facts, happened, standing, before or facts)
        letter = letters.write(happened, standing, visit)
        why = " ".join(letter.sentences)
    method = letters.method_of(happened, standing)
    return queue_letter(
        kind_of(registration, happened),
        about(registration),
        letter,
        revision=registration.happenings,
        to=registration.email,
        to_name=registration.name_in_mail,
        language=registration.language,
        calendar=invitation(registration, facts, method, why) if method else None,
        inline=[(letters.QR_ID, "code.png", qr_png(registration.code))] if letter.image else (),
    )


def kind_of(registration: Registration, happened: Happened) -> str:
    """Of the mail: what happened; of the first one the state, as a party can have one for each."""
    return f"{PREFIX_OF_KINDS}{registration.state if happened == Happened.REGISTERED else happened}"


def describe(
    registration: Registration, facts: Facts, happened: Happened, standing: Standing, before: Facts
) -> letters.Visit:
    """What the letter says, in the active language, with the new secret link that goes with it."""
    texts, zone = facts[registration.language], surroundings()["zone"]
    must_confirm = standing in TO_CONFIRM and happened in (Happened.REGISTERED, Happened.REPEATED)
    has_page = standing in (Standing.PLACE, Standing.WAITING) and happened not in NO_PAGE
    was, now = (place_in_programme(told, registration.language) for told in (before, facts))
    return letters.Visit(
        name=registration.name_in_mail,
        seats=registration.seats,
        title=texts["title"],
        when=when_in_words(facts, zone),
        place=texts["location"],
        page=texts["url"],
        manage=manage_address(registration) if has_page else "",
        confirm=confirm_address(registration) if must_confirm else "",
        until=until_in_words(registration),
        code=registration.code,
        stream=facts["streamUrl"],
        reason=texts["reason"],
        was=", ".join(was[was[0] == now[0] :]) if was != now else "",
        news=news_in_words(happened, before, facts, registration.language),
        choice=texts["choice"] if facts["wayIn"] == "choose" else "",
    )


def place_in_programme(facts: Facts, language: str) -> list[str]:
    """Title, hour and place: the title is told where it is another, after a switch."""
    texts = facts[language]
    return [texts["title"], when_in_words(facts, surroundings()["zone"]), texts["place"]]


def until_in_words(registration: Registration) -> str:
    """The hour at which a party that still has to confirm lapses; "" for others."""
    lapses_at = registration.lapses_at
    return clock_words(timezone.localtime(lapses_at, surroundings()["zone"])) if lapses_at else ""


def news_in_words(happened: Happened, before: Facts, after: Facts, language: str) -> str:
    if happened == Happened.LINK:
        return stream_in_words(before, after)
    return move_in_words(before, after, language) if happened == Happened.MOVED else ""


def invitation(registration: Registration, facts: Facts, method: Method, why: str = "") -> tuple[str, bytes]:
    """UID of the registration (never of the occurrence): the same person keeps it through changes (F1, F3, F4).

    ``why`` is told by a cancellation alone; an invitation is kept, and what its mail said passes.
    """
    ics = render_invitation(
        facts,
        method=method,
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
    """The address of the code: no name, readable offline."""
    out = io.BytesIO()
    segno.make(ticket_address(code), error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()


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
