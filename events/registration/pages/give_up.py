"""The page behind the question that follows when a calendar declines: GET asks, POST gives the place up."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.models import Registration
from events.registration.answers.taking import is_open
from events.registration.changing.party import change_party
from events.registration.mail.letters import give_up_said
from events.registration.mail.links import find_asked
from events.registration.mail.owed import standing_now
from events.registration.registering import cancel_registration
from events.registration.words import Happened, Said, say
from subscribers.shell.responses.private import private_page

from .own_page import found, gone, until_of


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, token: str) -> HttpResponse:
    """Who said yes in the calendar since, or has nothing to give up, sees how it stands."""
    registration = find_asked(token)
    if registration is None:
        return gone(request)
    if request.method == "POST" and is_open(registration):
        kept = read_kept(request, registration)
        if kept == 0:
            standing = standing_now(registration)
            cancel_registration(registration)
            registration.refresh_from_db()
            return show(request, registration, say(Happened.CANCELLED, standing, registration.seats))
        if kept is not None:
            return keep_some(request, registration, kept)
    if not is_open(registration):
        return show(request, registration, say_standing(registration))
    said = say(Happened.DECLINED, standing_now(registration), registration.seats)
    return show(request, registration, said, button=give_up_said(standing_now(registration), registration.seats))


def read_kept(request: HttpRequest, registration: Registration) -> int | None:
    """With how many they come after all, 0 for nobody; None for a number that there is not, which asks again."""
    said = request.POST.get("kept", "0")
    return int(said) if said in {str(kept) for kept in range(registration.seats + 1)} else None


def keep_some(request: HttpRequest, registration: Registration, kept: int) -> HttpResponse:
    """The rest goes to who waits; pressed twice it says the same again. Too late, it says how it stands."""
    try:
        change_party(registration, name=registration.name, seats=kept)
    except ValidationError:
        pass  # it began or was called off meanwhile, which is what the page will say
    registration.refresh_from_db()
    return show(request, registration, say_standing(registration))


def say_standing(registration: Registration) -> Said:
    wanted, until = registration.more_wanted, until_of(registration)
    return say(found(registration), standing_now(registration), registration.seats, wanted=wanted, until=until)


def show(request: HttpRequest, registration: Registration, said: Said, *, button: str = "") -> HttpResponse:
    """``button``: what is on the one that gives it up, where that is asked."""
    fewer = range(registration.seats - 1, 0, -1) if button else ()
    context = {"entry": registration.occurrence.entry, "said": said, "button": button, "fewer": fewer}
    return private_page(request, "events/registration/give_up.html", context)
