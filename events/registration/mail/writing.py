"""Mail to who registered, made of what happened when it is sent (``subscribers.outbox.writing``).

Nothing is read here, and one thing is written: the hash of the secret in a link, a new one for each try to send.
"""

import io
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone, translation

from events.calendar.links import map_link
from events.ical import Attendee, Method
from events.models.facts import Facts
from events.registration.words import TO_CONFIRM, Happened, Standing
from events.shell.identity import product, sender, surroundings
from events.shell.wording import clock_words, move_in_words, stream_in_words, when_in_words
from subscribers.outbox.writing import Written

from . import letters
from .happening import Happening, Party
from .invitations import render_invitation, uid_of
from .links import cancel_address, confirm_address, give_up_address, manage_address, opinion_address, ticket_address

# there is nothing left to look at or cancel
NO_PAGE = (
    Happened.CANCELLED, Happened.HANDED_OVER, Happened.CALLED_OFF, Happened.THANKED, Happened.CHOSE_OTHER,
)  # fmt: skip


def write_mail(told: dict[str, Any], at: datetime) -> Written:
    """``told``: as ``visitors.queue`` wrote it down at ``at``."""
    happenings = [Happening.from_json(one) for one in told["happenings"]]
    with translation.override(happenings[0].language):
        return write_joined(happenings, at) if told["joined"] else write_one(happenings[0], at)


def write_one(told: Happening, at: datetime) -> Written:
    letter = letters.write(told.happened, told.standing, describe(told))
    method, why = letters.method_of(told.happened, told.standing), " ".join(letter.sentences)
    return Written(
        letter,
        to_name=told.party.name,
        calendar=(method, invitation(told, method, at, why)) if method else None,
        inline=((letters.QR_ID, "code.png", qr_png(told.party.code)),) if letter.image else (),
    )


def write_joined(parties: list[Happening], at: datetime) -> Written:
    """All of them in one mail. Calendars come as files: an iTIP message has one event."""
    parts = [
        letters.write(one.happened, one.standing, describe(one), qr_id=qr_id(number))
        for number, one in enumerate(parties, 1)
    ]
    coming = [(number, one) for number, one in enumerate(parties, 1) if one.standing == Standing.PLACE]
    return Written(
        letters.joined(parts),
        inline=tuple((qr_id(number), f"code-{number}.png", qr_png(one.party.code)) for number, one in coming),
        invitations=tuple((f"invite-{number}.ics", invitation(one, Method.REQUEST, at)) for number, one in coming),
    )


def qr_id(number: int) -> str:
    return f"qr-{number}@kennisstad"


def describe(told: Happening) -> letters.Visit:
    """What the letter says, in the active language, with the new secret link that goes with it."""
    facts, party, language = told.facts, told.party, told.language
    texts, zone = facts[language], surroundings()["zone"]
    is_first = told.happened in (Happened.REGISTERED, Happened.REPEATED)
    must_confirm = is_first and told.standing in TO_CONFIRM
    asks = told.happened == Happened.DECLINED
    has_page = told.standing in (Standing.PLACE, Standing.WAITING) and told.happened not in NO_PAGE and not asks
    leads = told.happened in letters.ON_THE_WAY
    was, now = (place_in_programme(one, language) for one in (told.before, facts))
    page = manage_address(party.about, told.ends_at) if has_page else ""
    return letters.Visit(
        name=party.name,
        seats=party.seats,
        title=texts["title"],
        when=when_in_words(facts, zone),
        place=texts["location"],
        page=texts["url"],
        manage=page,
        cancel=cancel_address(page) if leads else "",
        confirm=confirm_address(party.about) if must_confirm else "",
        give_up=give_up_address(party.about, told.ends_at) if asks else "",
        opinion=opinion_address(party.about) if told.happened == Happened.THANKED else "",
        access=texts["accessNote"] if leads else "",
        map=map_of(facts) if leads else "",
        until=until_in_words(party.lapses),
        code=party.code,
        stream=facts["streamUrl"],
        reason=texts["reason"],
        by_us=told.reason,
        was=", ".join(was[was[0] == now[0] :]) if was != now else "",
        news=news_in_words(told.happened, told.before, facts, language),
        wanted=party.wanted,
        had=told.had,
        choice=texts["choice"] if facts["wayIn"] == "choose" else "",
    )


def map_of(facts: Facts) -> str:
    """Address of the place on a map; "" where it is not known where that is."""
    venue = facts["venue"]
    return map_link(venue["lat"], venue["lon"]) if venue and None not in (venue["lat"], venue["lon"]) else ""


def place_in_programme(facts: Facts, language: str) -> list[str]:
    """Title, hour and place: the title is told where it is another, after a switch."""
    texts = facts[language]
    return [texts["title"], when_in_words(facts, surroundings()["zone"]), texts["place"]]


def until_in_words(lapses_at: datetime | None) -> str:
    """The hour at which a party that still has to confirm lapses; "" for others."""
    return clock_words(timezone.localtime(lapses_at, surroundings()["zone"])) if lapses_at else ""


def news_in_words(happened: Happened, before: Facts, after: Facts, language: str) -> str:
    if happened == Happened.LINK:
        return stream_in_words(before, after)
    return move_in_words(before, after, language) if happened == Happened.MOVED else ""


def invitation(told: Happening, method: Method, at: datetime, why: str = "") -> bytes:
    """For the calendar of the party, which is asked for an answer where that reaches us.

    ``why`` is told by a cancellation alone; an invitation is kept, and what its mail said passes.
    """
    return render_invitation(
        told.facts,
        method=method,
        uid=uid_of(told.party.public_id, settings.UID_DOMAIN),
        sequence=told.party.sequence,
        changed_at=at,
        language=told.language,
        organizer=sender(),
        zone=surroundings()["zone"],
        attendee=attendee(told.party),
        product=product(),
        asks=settings.CALENDAR_ANSWERS,
        comment=why if method == Method.CANCEL else "",
    )


def attendee(party: Party) -> Attendee:
    return Attendee(party.name, party.email)


def qr_png(code: str) -> bytes:
    """The address of the code: no name, readable offline."""
    out = io.BytesIO()
    segno.make(ticket_address(code), error="m", micro=False).save(out, kind="png", scale=8, border=4)
    return out.getvalue()
