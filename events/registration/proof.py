"""When a place counts only after the mail was answered: where staff say so, and for who takes more than most do.

Invented addresses could fill an evening from one desk. So a network that took more than ``NETWORK_SEATS_HOUR`` seats of
one occurrence within the hour, and an address that holds more than ``OPEN_REGISTRATIONS`` places in one edition, must
confirm every further one by mail. What staff enter is theirs to judge.

Of a network only a keyed hash together with the occurrence is stored, for less than an hour, and nothing ties it to a
registration. It counts what was asked, also for an address that was registered already: or one could tell from
another's answer who is. It is counted before the occurrence is locked, in a transaction of its own.
"""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from events.models import NetworkSeats, Occurrence, Registration
from subscribers.access.counts import Row, add_one
from subscribers.access.networks import site_of
from subscribers.access.signing import keyed_hash
from subscribers.access.throttle import NETWORKS_OF_SITE
from subscribers.addresses import normalise_address

COUNTED: Final = timedelta(minutes=59)  # the tick of each minute then keeps nothing beyond the hour


def must_prove(occurrence: Occurrence, email: str, taken: int) -> bool:
    """Whether this party must confirm by mail for whom it is; ``taken``: what its network asked for.

    Exact under the lock of the address (``subscribers.outbox.budget``).
    """
    return taken > settings.NETWORK_SEATS_HOUR or open_elsewhere(occurrence, email) >= settings.OPEN_REGISTRATIONS


def take_seats(occurrence: Occurrence, network: str, seats: int) -> int:
    """Seats of the occurrence that the network asked for within the hour, these included; of its site an eighth."""
    own = take_seats_of(occurrence, network, seats)
    site = site_of(network)
    return own if site == network else max(own, take_seats_of(occurrence, site, seats) // NETWORKS_OF_SITE)


@transaction.atomic
def take_seats_of(occurrence: Occurrence, network: str, seats: int) -> int:
    now = timezone.now()
    key = keyed_hash("seats", f"{occurrence.public_id} {network}")
    add_one([Row(key, now.replace(minute=0, second=0, microsecond=0), now + COUNTED)])  # one waits for another
    NetworkSeats.objects.create(key=key, seats=seats, at=now)
    recent = NetworkSeats.objects.filter(key=key, at__gt=now - COUNTED)
    return int(recent.aggregate(n=Sum("seats"))["n"])


def open_elsewhere(occurrence: Occurrence, email: str) -> int:
    """Other registrations of the address for what is still to come of the same edition; 0 outside of one."""
    if occurrence.event.edition_id is None:
        return 0
    mine = Registration.objects.holding().filter(email_normalised=normalise_address(email))
    coming = mine.filter(
        occurrence__event__edition=occurrence.event.edition_id, occurrence__starts_at__gt=timezone.now()
    )
    return coming.exclude(occurrence=occurrence).count()


def forget_networks(now: datetime) -> int:
    """The minute tick's share; returns how many."""
    return NetworkSeats.objects.filter(at__lte=now - COUNTED).delete()[0]
