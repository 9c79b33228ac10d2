"""How long feedback is kept."""

from datetime import datetime, timedelta

from django.conf import settings

from subscribers.models import Bounce, QuarantinedMail


def forget_feedback(now: datetime) -> int:
    """Erase bounces and quarantined mail past their days; 0 days keeps them for ever. Returns how many."""
    gone = 0
    for model, days in ((Bounce, settings.KEEP_BOUNCES_DAYS), (QuarantinedMail, settings.KEEP_QUARANTINE_DAYS)):
        if days:
            gone += model._default_manager.filter(received_at__lt=now - timedelta(days=days)).delete()[0]
    return gone
