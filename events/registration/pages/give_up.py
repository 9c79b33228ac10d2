"""The page behind the question that follows when a calendar declines: GET asks, POST gives the place up."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.models import Registration
from events.registration.answers.taking import is_open
from events.registration.mail.letters import give_up_said
from events.registration.mail.links import find_asked
from events.registration.mail.owed import standing_now
from events.registration.registering import cancel_registration
from events.registration.words import Happened, Said, say
from subscribers.shell.responses.private import private_page

from .own_page import found, gone


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Who said yes in the calendar since, or has nothing to give up, sees how it stands."""
    registration = find_asked(token)
    if registration is None:
        return gone(request)
    asks = is_open(registration)
    if request.method == "POST" and asks:
        standing = standing_now(registration)
        cancel_registration(registration)
        registration.refresh_from_db()
        return show(request, registration, say(Happened.CANCELLED, standing, registration.seats))
    happened, standing = found(registration), standing_now(registration)
    if not asks:
        return show(request, registration, say(happened, standing, registration.seats))
    said = say(Happened.DECLINED, standing, registration.seats)
    return show(request, registration, said, button=give_up_said(standing, registration.seats))


def show(request: HttpRequest, registration: Registration, said: Said, *, button: str = "") -> HttpResponse:
    """``button``: what is on the one that gives it up, where that is asked."""
    context = {"entry": registration.occurrence.entry, "said": said, "button": button}
    return private_page(request, "events/registration/give_up.html", context)
