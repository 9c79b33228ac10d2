"""An answer of a calendar program (``events.itip``): what is noted of it, and which mail follows.

Anybody may have written it, and calendars decline by themselves. So it frees nothing: who declines is asked, once for
each SEQUENCE of the invitation, at the address *we* hold; only a POST behind the link in that mail gives a place up.
Known by the UID alone, whose 122 random bits stood in one mail: address and signature of an answer are those of
whatever account the calendar is in. Comments are not read, as they tell of people's health.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from events.itip import CalendarAnswer as Answer
from events.itip import read_answer
from events.models import CalendarAnswer, CalendarEntry, Registration
from events.registration.mail.invitations import public_id_in
from events.registration.mail.visitors import facts_of, tell
from events.registration.states import note_mailed
from events.registration.words import Happened, Standing, standing_of

Kind = CalendarAnswer.Kind
KINDS = {
    "ACCEPTED": Kind.ACCEPTED,
    "TENTATIVE": Kind.TENTATIVE,
    "DECLINED": Kind.DECLINED,
    "DELEGATED": Kind.DELEGATED,
    "COUNTER": Kind.COUNTER,
    "REFRESH": Kind.REFRESH,
}
FOLLOWS = {Kind.DECLINED: Happened.DECLINED, Kind.COUNTER: Happened.COUNTERED, Kind.REFRESH: Happened.REFRESHED}
TOLD_TO = {
    Kind.DECLINED: (Standing.PLACE, Standing.WAITING),
    Kind.COUNTER: (Standing.PLACE, Standing.WAITING),
    Kind.REFRESH: (Standing.PLACE,),
}
AGAIN = timedelta(days=1)  # an invitation that is asked for
MOST = 50  # of one registration: a calendar that answers more often has gone mad, or is none


def take_answer(calendar: bytes) -> bool | None:
    """Whether what ``calendar`` answers is about a registration of ours, which is then noted; None: it answers nothing.

    True as well for one that is not there any more: whoever was erased leaves nothing that knows it.
    """
    answer = read_answer(calendar)
    if answer is None:
        return None
    key = public_id_in(answer.uid)
    if key is None:
        return False
    note_answer(key, answer)
    return True


@transaction.atomic
def note_answer(public_id: uuid.UUID, answer: Answer) -> None:
    """Nothing for who is cancelled, erased or over, and for what is no newer than what was noted. Locks the row."""
    rows = Registration.objects.with_standing().select_for_update(of=("self",))
    registration, now = rows.filter(public_id=public_id).first(), timezone.now()
    if registration is None or not registration.is_holding or registration.occurrence.entry.ends_at <= now:
        return
    kind = kind_of(answer, registration.email)
    stamped_at = min(answer.stamped_at or now, now)  # a clock that is ahead must not outdo what comes later
    noted = registration.calendar_answers
    if kind is None or noted.filter(stamped_at__gte=stamped_at).exists() or noted.count() >= MOST:
        return
    follows = is_told(registration, kind, now)
    noted.create(kind=kind, sequence=registration.sequence, stamped_at=stamped_at, is_told=follows)
    if follows:
        note_mailed(registration)
        tell(registration, FOLLOWS[kind], facts_of(registration))


def kind_of(answer: Answer, address: str) -> CalendarAnswer.Kind | None:
    said = answer.partstat_of(address) if answer.method == "REPLY" else answer.method
    return KINDS.get(said)


def is_told(registration: Registration, kind: CalendarAnswer.Kind, now: datetime) -> bool:
    """Whether a mail follows: to who has something to lose, before it begins, and not again."""
    if standing_of(registration) not in TOLD_TO.get(kind, ()) or not is_to_come(registration, now):
        return False
    told = registration.calendar_answers.filter(kind=kind, is_told=True)
    if kind == Kind.REFRESH:
        return not told.filter(received_at__gt=now - AGAIN).exists()
    return not told.filter(sequence=registration.sequence).exists()


def is_to_come(registration: Registration, now: datetime) -> bool:
    """It takes place, by what the public was told, has not begun, and they have not signed off already."""
    entry = registration.occurrence.entry
    return not registration.is_leaving and entry.status == CalendarEntry.Status.CONFIRMED and entry.starts_at > now


def is_open(registration: Registration) -> bool:
    """Whether the question is still there: no calendar has said yes since, and there is something to give up."""
    last = registration.calendar_answers.filter(kind__in=(Kind.ACCEPTED, Kind.DECLINED)).order_by("-pk").first()
    is_declined = last is not None and last.kind == Kind.DECLINED
    return is_declined and registration.is_holding and is_to_come(registration, timezone.now())
