"""The calendar part of a mail to one visitor: an invitation, or its end."""

from datetime import datetime
from zoneinfo import ZoneInfo

from events.ical import Attendee, Event, Method, Status, Text, render_itip
from events.ledger.entry_text import WORDS, short_title
from events.ledger.vevent import conference_of, organizer_of, place_of
from events.models.facts import Facts, moment
from events.shell.identity import Sender
from subscribers.plaintext import one_line


def render_invitation(
    facts: Facts,
    *,
    method: Method,
    uid: str,
    sequence: int,
    changed_at: datetime,
    language: str,
    sender: Sender,
    zone: ZoneInfo,
    attendee: Attendee,
    product: str,
    comment: str = "",
) -> bytes:
    """An iTIP message for one registration. No secret link is in it: calendars are passed on (F7)."""
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
        organizer=organizer_of(sender),
        conference=conference_of(facts, language),
        is_transparent=False,
    )
    guest = Attendee(one_line(attendee.name), attendee.email)
    return render_itip(method, event, guest, product=product, comment=comment)
