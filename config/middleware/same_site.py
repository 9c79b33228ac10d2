"""One check on every POST of who is not logged in: that it was sent from our own pages (docs/decisions.md).

Views that Django's CSRF protection leaves alone (``csrf_exempt``) are the public ones; nothing else needs marking, so a
new form is checked from its first day.
"""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from subscribers.access.form_checks import is_same_site

READING: Final = {"GET", "HEAD", "OPTIONS", "TRACE"}
# Who else may send, by the beginning of a route (English ones without en/), and why that is safe.
OTHER_SENDERS: Final = {
    "nieuwsbrief/uitschrijven/": "one-click unsubscribing by mail programs (RFC 8058 §3.1); a token is the permission",
    "api/v1/": "programs of others: JSON alone is read, which a page elsewhere may not send, and a key is in a header",
    "webhooks/": "mail providers: each event carries a secret or a signature, which django-anymail checks",
}


class OwnPagesOnly:
    """403 with a sentence and a way back for a form that another site sent."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method in READING or not getattr(view, "csrf_exempt", False):
            return None
        if is_same_site(request) or other_sender(request):
            return None
        response = render(request, "pages/other_site.html", status=403)
        response["Cache-Control"] = "no-store"
        return response


def other_sender(request: HttpRequest) -> str:
    """Why this address may be sent to from elsewhere; ``""`` when it may not."""
    route = request.resolver_match.route.removeprefix("en/") if request.resolver_match else ""
    return next((why for beginning, why in OTHER_SENDERS.items() if route.startswith(beginning)), "")
