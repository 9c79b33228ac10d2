"""Behind the mailed link: what we hold about a registration, to read, to take along and to have erased."""

import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from events.registration.changing.erasing import erase_by_owner
from events.registration.forgetting import kept_until
from events.registration.holdings import holdings_of_one
from events.registration.mail.links import find_managed
from subscribers.shell.responses.private import kept_private, private_page
from subscribers.subscriptions.holdings import say

from .own_page import gone


@never_cache
@require_safe
def data(request: HttpRequest, token: str) -> HttpResponse:
    registration = find_managed(token)
    if registration is None:
        return gone(request)
    context = {
        "holdings": holdings_of_one(registration).items(),
        "entry": registration.occurrence.entry,
        "until": kept_until(registration),
        "token": token,
    }
    return private_page(request, "events/registration/own_data.html", context)


@never_cache
@require_safe
def data_file(request: HttpRequest, token: str) -> HttpResponse:
    """The same for a machine (GDPR 20), in the form of what staff give."""
    registration = find_managed(token)
    if registration is None:
        return gone(request)
    document = {"van": settings.SITE_NAME, "op": say(timezone.now()), "gegevens": holdings_of_one(registration)}
    body = json.dumps(document, ensure_ascii=False, indent=2)
    headers = {"Content-Disposition": 'attachment; filename="gegevens.json"'}
    return kept_private(HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers))


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether it may all go; POST erases."""
    registration = find_managed(token)
    if registration is None:
        return gone(request)
    entry = registration.occurrence.entry
    if request.method == "POST":
        context = {"is_done": erase_by_owner(registration), "entry": entry}
        return private_page(request, "events/registration/erased.html", context)
    context = {
        "entry": entry,
        "ends_too": registration.is_holding and entry.facts["status"] != "cancelled" and entry.ends_at > timezone.now(),
        "seats": registration.seats,
        "token": token,
    }
    return private_page(request, "events/registration/erase.html", context)
