"""The first mail about a registration, now or joined with others later: anybody can type anybody's address.

An address that has no room for a mail (``subscribers.outbox.budget``) is owed one; the tick tells it all that it is
owed in one mail, as it stands then. What staff enter counts for nothing and goes at once.
"""

from functools import partial

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_q.tasks import async_task

from events.models import Registration
from events.models.facts import Facts
from events.registration.seats.line import Line, line_up
from events.registration.states import note_asked, note_told
from events.registration.words import Happened, Standing, standing_of
from subscribers.addresses import normalise_address
from subscribers.models import Message
from subscribers.outbox.budget import claim, lock_budget
from subscribers.outbox.queueing import call_instead_of_nudge

from .happening import Happening, happening
from .links import about
from .visitors import facts_of, queue, tell

State = Registration.State
MOST_JOINED = 20  # parties in one mail
ADDRESSES = 200  # in one tick
OWE_TASK = "events.tasks.owe_link"
AGAIN_TASK = "events.tasks.tell_again"
REPEATED = "registration.repeated"


def welcome(registration: Registration, facts: Facts, standing: Standing) -> None:
    """The first mail, by how the party stands."""
    tell(registration, Happened.REGISTERED, facts, standing=standing)


def remind(registration: Registration, facts: Facts, standing: Standing) -> None:
    """Tell the owner of the address, and nobody else, how they are registered: link, code and all."""
    tell(registration, Happened.LEAVING if registration.is_leaving else Happened.REPEATED, facts, standing=standing)


def tell_again_later(key: int, *, by_staff: bool) -> None:
    """Leave it for the queue, at the moment and by the statement that a new party's mail would take."""
    call_instead_of_nudge(partial(async_task, AGAIN_TASK, key, by_staff))


@transaction.atomic
def tell_again(key: int, by_staff: bool) -> None:
    """The owner of a registration hears that the address was typed again, now or joined with others later."""
    party = Registration.objects.with_standing().filter(pk=key).first()
    if party is None:
        return
    is_owed = not by_staff and not claim(lock_budget(party.email), REPEATED)
    if note_asked(party, is_owed=is_owed) and not is_owed:
        remind(party, party.occurrence.entry.facts, standing_now(party))


def standing_now(registration: Registration) -> Standing:
    """Of a party that still has to confirm also whether there is room for it, and kept, which is why this asks."""
    if registration.state != State.PENDING:
        return standing_of(registration)
    return standing_in(registration, line_up(registration.occurrence))


def standing_in(registration: Registration, line: Line) -> Standing:
    return standing_of(registration, fits=line.fits(registration.pk), kept=registration.pk in line.kept)


def ask_for_link(address: str) -> None:
    """Leave it for the queue: so neither the answer nor the time it takes tells who is registered."""
    async_task(OWE_TASK, address)


@transaction.atomic
def owe_link(address: str) -> None:
    """Owe ``address`` a mail about every place and every wait that is to come, which it hears as its budget allows.

    Who still has to confirm gets none: that mail would hold the seats for longer.
    """
    coming = (
        Registration.objects.holding()
        .exclude(state=State.PENDING)
        .filter(email_normalised=normalise_address(address), occurrence__entry__ends_at__gt=timezone.now())
    )
    locked = coming.order_by("occurrence", "pk").select_for_update(of=("self",)).values_list("pk", flat=True)
    Registration.objects.filter(pk__in=list(locked), owed_since=None).update(owed_since=timezone.now())


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
    budget = lock_budget(address)
    owed = Registration.objects.owed(timezone.now()).filter(email_normalised=address).select_related("occurrence")
    soonest = list(owed.order_by("occurrence__starts_at", "pk").values_list("pk", flat=True)[:MOST_JOINED])
    locked = owed.filter(pk__in=soonest).order_by("occurrence", "pk").select_for_update(of=("self",))
    parties = sorted(locked, key=lambda party: (party.occurrence.starts_at, party.pk))
    known = Message.objects.filter(about__in=[about(party) for party in parties]).values("about").distinct().count()
    is_told = known == len(parties)
    if not parties or not claim(budget, REPEATED if is_told else ""):
        return False
    for party in parties:
        note_told(party)
    if len(parties) > 1 or parties[0].state == State.LAPSED:
        tell_joined(parties)
    else:
        write = remind if is_told else welcome
        write(parties[0], facts_of(parties[0]), standing_now(parties[0]))
    return True


def tell_joined(parties: list[Registration]) -> None:
    """All of them in one mail, in the language of the first."""
    first = parties[0]
    with translation.override(first.language):
        heading = gettext("Uw aanmeldingen")
    told = [as_it_stands(party, first.language) for party in parties]
    queue("registration.joined", first, told, heading, joined=True)


def as_it_stands(party: Registration, language: str) -> Happening:
    """What the joined mail says of one of them, by its state."""
    standing = standing_now(party)
    happened = Happened.LAPSED if standing == Standing.LAPSED else Happened.REGISTERED
    happened = Happened.LEAVING if party.is_leaving else happened
    return happening(party, happened, standing, facts_of(party), language=language)
