"""The calendar part of a mail to one visitor: an invitation, or its end."""

import uuid
from datetime import datetime
from zoneinfo import ZoneInfo

from events.ical import Attendee, Event, Method, Status, Text, render_itip
from events.ledger.entry_text import WORDS, short_title
from events.ledger.vevent import conference_of, organizer_of, place_of
from events.models.facts import Facts, moment
from events.shell.identity import Sender, sender
from subscribers.plaintext import one_line

PREFIX = "r-"


def uid_of(public_id: uuid.UUID | str, domain: str) -> str:
    """Of the registration, never of the occurrence: a person keeps it through changes (F1, F3, F4)."""
    return f"{PREFIX}{public_id}@{domain}"


def public_id_in(uid: str) -> uuid.UUID | None:
    """The way back; None for what is no UID of ours. Programs write it in capitals."""
    key, _, domain = uid.lower().partition("@")
    if not key.startswith(PREFIX) or domain != sender().uid_domain.lower():
        return None
    try:
        return uuid.UUID(key.removeprefix(PREFIX))
    except ValueError:
        return None


def render_invitation(
    facts: Facts,
    *,
    method: Method,
    uid: str,
    sequence: int,
    changed_at: datetime,
    language: str,
    organizer: Sender,
    zone: ZoneInfo,
    attendee: Attendee,
    product: str,
    asks: bool,
    comment: str = "",
) -> bytes:
    """An iTIP message for one registration; ``asks`` for an answer. No secret link is in it: calendars are passed on
    (F7)."""
    texts, stream = facts[language], facts["streamUrl"]
    told = [texts["summary"], f"{WORDS[language]['stream']}: {stream}" if stream else "", texts["url"]]
    event = Event(
        uid=uid,
        sequence=sequence,
        changed_at=changed_at,
        status=Status.CANCELLED if method == Method.CANCEL else Status.CONFIRMED,
        starts_at=moment(facts["startsAt"]),
        ends_at=moment(facts["endsAt"]),
        all_day=facts["allDay"],
        zone=zone,
        summary=Text(short_title(facts, language)),
        description=Text("\n\n".join(part for part in told if part)),
        place=place_of(facts, language),
        url=texts["url"],
        organizer=organizer_of(organizer),
        conference=conference_of(facts, language),
        is_transparent=False,
    )
    guest = Attendee(one_line(attendee.name), attendee.email)
    return render_itip(method, event, guest, product=product, asks=asks, comment=comment)
