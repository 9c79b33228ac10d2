"""The first mail about a registration, now or joined with others later: anybody can type anybody's address.

An address that has no room for a mail (``subscribers.outbox.budget``) is owed one; the tick tells it all that it is
owed in one mail, as it stands then. What staff enter counts for nothing and goes at once.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone, translation
from django_q.tasks import async_task

from events.ical import Method
from events.models import Registration
from events.registration.states import note_told
from events.registration.waiting_list import line_up
from events.registration.words import Happened, Standing, standing_of
from subscribers.addresses import normalise_address
from subscribers.models import Message
from subscribers.outbox.budget import claim_mail
from subscribers.outbox.letters import Letter
from subscribers.outbox.queueing import queue_letter

from . import letters
from .links import about
from .visitors import describe, facts_of, invitation, qr_png, tell

State = Registration.State
MOST_JOINED = 20  # parties in one mail
ADDRESSES = 200  # in one tick
TELL_TASK = "events.tasks.tell_owed"
REPEATED = "registration.repeated"


def tell_or_owe(registration: Registration, write: Callable[[Registration], None], *, has_room: bool) -> None:
    """The mail that ``write`` writes, now or owed; ``has_room`` is what its budget said. Needs a lock on the row."""
    if has_room:
        write(registration)
    else:
        registration.owed_since = registration.owed_since or timezone.now()
        registration.save(update_fields=["owed_since"])


def welcome(registration: Registration) -> None:
    """The first mail, by how the party stands."""
    tell(registration, Happened.REGISTERED, facts_of(registration), standing=standing_now(registration))


def remind(registration: Registration) -> None:
    """Tell the owner of the address, and nobody else, how they are registered: link, code and all."""
    tell(registration, Happened.REPEATED, facts_of(registration), standing=standing_now(registration))


def standing_now(registration: Registration) -> Standing:
    """Of a party that still has to confirm also whether there is room for it, and kept, which is why this asks."""
    if registration.state != State.PENDING:
        return standing_of(registration)
    line = line_up(registration.occurrence)
    return standing_of(registration, fits=registration in line.fitting, kept=registration.pk in line.kept)


@transaction.atomic
def ask_for_link(address: str) -> None:
    """Owe ``address`` a mail about every place and every wait that is to come; a task tells it as its budget allows.

    The same is done for any address, so that neither the answer nor the time it takes tells who is registered. Who
    still has to confirm gets none: that mail would hold the seats for longer.
    """
    coming = (
        Registration.objects.holding()
        .exclude(state=State.PENDING)
        .filter(email_normalised=normalise_address(address), occurrence__entry__ends_at__gt=timezone.now())
    )
    locked = coming.order_by("occurrence", "pk").select_for_update(of=("self",)).values_list("pk", flat=True)
    Registration.objects.filter(pk__in=list(locked), owed_since=None).update(owed_since=timezone.now())
    async_task(TELL_TASK)


def tell_owed() -> int:
    """The minute tick's share: each address with room hears all it is owed; returns how many did."""
    addresses = (
        Registration.objects.owed(timezone.now())
        .order_by("email_normalised")
        .values_list("email_normalised", flat=True)
    )
    return sum(tell_address(address) for address in addresses.distinct()[:ADDRESSES])


@transaction.atomic
def tell_address(address: str) -> bool:
    """One mail with everything that ``address`` is owed, soonest first; False while it has no room."""
    owed = Registration.objects.owed(timezone.now()).filter(email_normalised=address).select_related("occurrence")
    soonest = list(owed.order_by("occurrence__starts_at", "pk").values_list("pk", flat=True)[:MOST_JOINED])
    locked = owed.filter(pk__in=soonest).order_by("occurrence", "pk").select_for_update(of=("self",))
    parties = sorted(locked, key=lambda party: (party.occurrence.starts_at, party.pk))
    known = Message.objects.filter(about__in=[about(party) for party in parties]).values("about").distinct().count()
    is_told = known == len(parties)
    if not parties or not claim_mail(address, REPEATED if is_told else ""):
        return False
    for party in parties:
        note_told(party)
    if len(parties) > 1 or parties[0].state == State.LAPSED:
        tell_joined(parties)
    elif is_told:
        remind(parties[0])
    else:
        welcome(parties[0])
    return True


def tell_joined(parties: list[Registration]) -> None:
    """All of them in one mail, in the language of the first. Calendars come as files: an iTIP message has one event."""
    language = parties[0].language
    for party in parties:
        party.language = language  # of this mail, not of the row
    with translation.override(language):
        parts = [part_of(party, number) for number, party in enumerate(parties, 1)]
        letter = letters.joined(parts)
    coming = [(number, party) for number, party in enumerate(parties, 1) if party.state == State.CONFIRMED]
    queue_letter(
        "registration.joined",
        about(parties[0]),
        letter,
        revision=parties[0].happenings,
        to=parties[0].email,
        language=language,
        inline=[(qr_id(number), f"code-{number}.png", qr_png(party.code)) for number, party in coming],
        invitations=[
            (f"invite-{number}.ics", invitation(party, facts_of(party), Method.REQUEST)[1]) for number, party in coming
        ],
    )


def part_of(party: Registration, number: int) -> Letter:
    """What the joined mail says of one of them, by its state."""
    facts, standing = facts_of(party), standing_now(party)
    happened = Happened.LAPSED if standing == Standing.LAPSED else Happened.REGISTERED
    return letters.write(happened, standing, describe(party, facts, happened, standing, facts), qr_id=qr_id(number))


def qr_id(number: int) -> str:
    return f"qr-{number}@kennisstad"
