"""Where a mail provider tells us what became of mail: django-anymail checks and translates, our service decides.

Only the provider of the settings has an address here, and only for tracking; its events come as anymail's own signal.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from anymail.exceptions import AnymailAPIError
from anymail.signals import AnymailTrackingEvent, tracking
from anymail.urls import urlpatterns as offered
from anymail.webhooks.base import AnymailCoreWebhookView
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.urls import URLPattern, path

from . import record_tracking_event

# What anymail's views end in where a body has another form than they expect; they check no types.
OTHER_FORM: Final = (LookupError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, AnymailAPIError)


class UnreadableError(Exception):
    """The body is no event of this provider."""


class ReadingView(AnymailCoreWebhookView):
    """Beside a view of anymail's: what it cannot read is refused (400), so that the provider does not send it for days.

    What goes wrong on our side stays a 500: then the provider tries again.
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)
        except UnreadableError:
            sentence = f"This is no event of {self.esp_name} that can be read."
            return HttpResponseBadRequest(sentence, content_type="text/plain; charset=utf-8")

    def run_validators(self, request: HttpRequest) -> None:
        with reading():
            super().run_validators(request)

    def parse_events(self, request: HttpRequest) -> list[AnymailTrackingEvent]:
        with reading():
            return [checked(event) for event in super().parse_events(request)]


@contextmanager
def reading() -> Iterator[None]:
    try:
        yield
    except OTHER_FORM as error:
        raise UnreadableError from error


def checked(event: AnymailTrackingEvent) -> AnymailTrackingEvent:
    """The event, whose texts are texts: anymail passes on whatever stood there. Raises ``TypeError``."""
    for value in (event.recipient, event.description, event.mta_response):
        if not isinstance(value, str | None):
            raise TypeError(type(value).__name__)
    return event


def keep_event(sender: Any, event: AnymailTrackingEvent, esp_name: str, **kwargs: Any) -> None:
    record_tracking_event(event, esp_name)


def addresses_of(provider: str) -> list[URLPattern]:
    """The one of ``provider``; none when it has no name."""
    return [
        path(str(pattern.pattern), reader_of(pattern.callback.view_class).as_view(), name=pattern.name)
        for pattern in offered
        if pattern.name == f"{provider}_tracking_webhook"
    ]


def reader_of(view: type[AnymailCoreWebhookView]) -> type[AnymailCoreWebhookView]:
    return type(view.__name__, (ReadingView, view), {})


tracking.connect(keep_event, dispatch_uid="subscribers.feedback.webhooks")
urlpatterns = addresses_of(settings.WEBHOOK_PROVIDER)
