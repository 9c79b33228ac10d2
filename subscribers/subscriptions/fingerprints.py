"""What stays of an address that was erased: a keyed hash, by which we know it when it comes back, and nobody else can.

It stands where the address stood, in ``email_normalised``.
"""

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from subscribers.access.signing import keyed_hashes
from subscribers.models import Subscriber, Suppression, normalise_address
from subscribers.models.people import FINGERPRINT

from .history import forget_in_history


def fingerprints(address: str) -> list[str]:
    """Of any spelling of ``address``, under every key that still holds; what is written is the first."""
    return [FINGERPRINT + one for one in keyed_hashes("erased-address", normalise_address(address))]


def fingerprint(address: str) -> str:
    return fingerprints(address)[0]


@transaction.atomic
def recall_address(address: str) -> None:
    """Somebody typed ``address`` again: what was kept under its fingerprint is theirs once more.

    A block holds as before, and the way out in their old mails works for what they join now. The same two statements
    for every address: the time they take tells nothing.
    """
    known, normalised = fingerprints(address), normalise_address(address)
    for model, more in (
        (Suppression, {}),
        (Subscriber, {"email": address, "erased_at": None, "created_at": timezone.now()}),
    ):
        rows = model._default_manager.all()
        hidden = rows.filter(~Exists(rows.filter(email_normalised=normalised)), email_normalised__in=known)
        hidden.update(email_normalised=normalised, **more)


@transaction.atomic
def hide_block(block: Suppression) -> None:
    """The block stays and its address goes, with the words of the mail server, which may repeat it."""
    known = fingerprints(block.email_normalised)
    Suppression.objects.filter(email_normalised__in=known).delete()  # of an earlier time; the newest says most
    Suppression.objects.filter(pk=block.pk).update(email_normalised=known[0], note="")
    forget_in_history(Suppression, [block.pk], [block.email_normalised])
