"""Where a mail provider tells us what became of mail: django-anymail checks and translates, our service decides.

Only the provider of the settings has an address here, and only for tracking; its events come as anymail's own signal.
"""

from typing import Any

from anymail.signals import AnymailTrackingEvent, tracking
from anymail.urls import urlpatterns as offered
from django.conf import settings
from django.urls import URLPattern

from . import record_tracking_event


def keep_event(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    record_tracking_event(event, esp_name)


def addresses_of(provider: str) -> list[URLPattern]:
    """The one of ``provider``; none when it has no name."""
    return [pattern for pattern in offered if pattern.name == f"{provider}_tracking_webhook"]


tracking.connect(keep_event, dispatch_uid="subscribers.feedback.webhooks")
urlpatterns = addresses_of(settings.WEBHOOK_PROVIDER)
