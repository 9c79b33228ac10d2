"""Behind the mailed link: another number or name, and handing over. GET shows a form, POST does it once."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.models import Registration
from events.registration.changing.handing_over import hand_over
from events.registration.changing.party import change_party
from events.registration.mail.links import find_managed
from events.registration.sentences import most_of
from subscribers.access.forms import PublicForm
from subscribers.admission.admitting import carry_out
from subscribers.admission.pages import public_form_page
from subscribers.shell.responses.private import kept_private

from .forms import HandOverForm, PartyForm
from .own_page import gone, may_act, show

DONE = "done"


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, token: str) -> HttpResponse:
    """With more or fewer people, or under another name."""

    def form_of(registration: Registration) -> PublicForm:
        whole = registration.seats + registration.more_wanted
        most = max(whole, most_of(registration.occurrence))
        return PartyForm(request.POST or None, name=registration.name, seats=whole, most=most)

    def act(registration: Registration, form: PublicForm) -> None:
        change_party(registration, name=form.cleaned_data["name"], seats=form.cleaned_data["seats"])

    return step(request, token, "events/registration/change.html", form_of, act)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, token: str) -> HttpResponse:
    """To somebody else, all places or some of them."""

    def form_of(registration: Registration) -> PublicForm:
        return HandOverForm(request.POST or None, most=registration.seats)

    def act(registration: Registration, form: PublicForm) -> None:
        values = form.cleaned_data
        hand_over(registration, name=values["name"], email=values["email"], seats=values["seats"])

    return step(request, token, "events/registration/hand_over.html", form_of, act)


def step(
    request: HttpRequest,
    token: str,
    template: str,
    form_of: Callable[[Registration], PublicForm],
    act: Callable[[Registration, PublicForm], None],
) -> HttpResponse:
    """One form about what is behind the link. Done, it leads to the page that says how it stands."""
    registration = find_managed(token)
    if registration is None:
        return gone(request)
    form = form_of(registration)

    def once() -> str:
        act(registration, form)
        return DONE

    # Whoever has the link is no robot: what a password manager filled into the trap is let be.
    if request.method == "POST" and carry_out(request, form, str(registration.public_id), once):
        return kept_private(HttpResponseRedirect(reverse("registration", args=[token])))
    if not may_act(registration) or registration.occurrence.starts_at <= timezone.now():
        return show(request, token, registration)
    context = {"registration": registration, "entry": registration.occurrence.entry, "token": token}
    return kept_private(public_form_page(request, template, form, context))
