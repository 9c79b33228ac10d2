"""Erasing by the person themselves, behind the mailed link (GDPR 17)."""

from django.db import transaction
from django.utils import timezone

from events.models import Registration
from events.registration.forgetting import forget_asked
from events.registration.seats.locks import lock_registration
from events.registration.seats.waiting_list import give_back


def erase_by_owner(registration: Registration) -> bool:
    """Sign off what is still to come, as ``cancel_registration`` does, and erase. Whether that is done at once: a last
    mail, which ends the invitation in their calendar, needs the address until it has gone (``forget_asked``, each
    minute). Twice is as good as once."""
    now = timezone.now()
    with transaction.atomic():
        occurrence = lock_registration(registration)[0]
        if registration.erased_at:
            return True
        is_off = occurrence.entry.facts["status"] == "cancelled"  # which was told, and ended every invitation
        if registration.is_holding and not is_off and (occurrence.ends_at or occurrence.starts_at) > now:
            give_back(occurrence, registration)
        Registration.objects.filter(pk=registration.pk, erase_asked_at=None).update(erase_asked_at=now)
    forget_asked(now)
    registration.refresh_from_db()
    return registration.erased_at is not None
