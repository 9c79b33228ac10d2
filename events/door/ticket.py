"""What the address in a visitor's QR code shows to who is no volunteer: where to show it, and whether it lets one in.

A phone at the door never asks for it: there the worker of the door page answers (``events.door.phone.page``).
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.models import Registration
from events.registration.mail.owed import standing_now
from events.registration.pages.own_page import found, qr_of, until_of
from events.registration.words import Happened, Standing, say
from subscribers.shell.responses.private import private_page


@require_safe
def ticket(request: HttpRequest, code: str) -> HttpResponse:
    """Nobody's name or address is on it: whoever holds the code may look. 404 for a code that is nobody's."""
    registration = Registration.objects.with_standing().filter(code=code.lower(), erased_at=None).first()
    if registration is None:
        return private_page(request, "events/door/ticket_unknown.html", {}, status=404)
    happened, standing = found(registration), standing_now(registration)
    lets_in = standing == Standing.PLACE and happened == Happened.LOOKED
    context = {
        "entry": registration.occurrence.entry,
        "said": say(happened, standing, registration.seats, until=until_of(registration)),
        "reason": why_dead(registration),
        "qr": qr_of(registration) if lets_in else "",
        "code": registration.code,
    }
    return private_page(request, "events/door/ticket.html", context)


def why_dead(registration: Registration) -> str:
    if registration.handed_over_at:
        return _("Deze plaats is overgedragen: wie hem kreeg, heeft een eigen code. Deze code geldt niet meer.")
    return ""
