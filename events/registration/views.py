"""Registering and cancelling on the site. GET shows, POST acts; a wrong value keeps what was typed."""

import uuid
from collections.abc import Callable, Mapping

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from events.calendar.links import scannable
from events.listing.rows import seats_words
from events.models import CalendarEntry, Occurrence, Registration
from events.personal import programmes
from events.personal.views import begin_or_go_on, problem_page, programme_of, remember
from events.shell.language import language_now
from subscribers.access.networks import network_of
from subscribers.admission.admitting import carry_out, carry_out_in_steps
from subscribers.admission.pages import public_form_page
from subscribers.shell.private import private_page

from .choosing import move_registration, others_to_choose
from .forms import LinkForm, RegistrationForm
from .line import ahead_of
from .mail.letters import confirm_said
from .mail.links import find_confirmed, find_managed, find_unconfirmed, ticket_address
from .mail.owed import ask_for_link, standing_now
from .mail.writing import until_in_words
from .registering import cancel_registration, confirm_registration, fulfil_wish, prepare_wish
from .sentences import answer_in_words, check_open, choice_rule, full, line_before, queue_rule
from .words import Happened, Standing, say


@csrf_exempt  # no cookie on an anonymous page; see config.middleware.same_site
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The form of one occurrence, and its answer."""
    entry = CalendarEntry.objects.select_related("occurrence", "edition__series", "series").filter(uid=uid).first()
    if entry is None or entry.occurrence is None or entry.occurrence.way_in not in Occurrence.REGISTERED_HERE:
        raise Http404(_("Voor dit moment kunt u zich hier niet aanmelden."))
    most = min(entry.occurrence.party_limit, entry.occurrence.capacity or entry.occurrence.party_limit)
    form = RegistrationForm(request.POST or None, most=most)
    if request.method == "POST" and (state := "confirmed" if form.is_trap else try_to_register(request, form, uid)):
        return done(request, entry, state)
    return show(request, entry, form)


def try_to_register(request: HttpRequest, form: RegistrationForm, uid: uuid.UUID) -> str | None:
    """The state that is answered, or None with the reasons in the form."""

    def prepare() -> Callable[[], str]:
        values = form.cleaned_data
        wish = prepare_wish(
            uid,
            name=values["name"],
            email=values["email"],
            seats=values["seats"],
            language=get_language() or "nl",
            source="form",
            network=network_of(request),
        )
        return lambda: fulfil_wish(wish).state

    return carry_out_in_steps(request, form, str(uid), prepare)


def show(request: HttpRequest, entry: CalendarEntry, form: RegistrationForm) -> HttpResponse:
    """The form, or why it is closed."""
    assert entry.occurrence is not None
    occurrence = entry.occurrence
    left = Occurrence.objects.filter(pk=occurrence.pk).seats()[occurrence.pk]
    closed = None
    try:
        check_open(occurrence, timezone.now())
        if left.free == 0 and not left.has_waiting_list:
            raise full()
    except ValidationError as error:
        closed = error.messages[0]
    context = {
        "entry": entry,
        "seats_free": left.free,
        "closed": closed,
        "queue_rule": queue_rule(left.pass_over_hours),
        "choice_rule": choice_rule(occurrence),
    }
    return public_form_page(request, "events/registration/register.html", form, context)


def done(request: HttpRequest, entry: CalendarEntry, state: str) -> HttpResponse:
    """Whoever keeps a programme in this browser finds the occurrence in it, as starred: an address that was registered
    already must look like a new one. The mailed link makes it a registration (``keep``)."""
    programme = programme_of(request)
    if programme:
        programmes.keep(programme, entry)
    context = {"entry": entry, "sentences": answer_in_words(state)}
    response = render(request, "events/registration/register_done.html", context)
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """The link of every registration that is to come, mailed to who lost it; the answer is the same for any address."""
    is_sent = request.method == "POST"
    form = LinkForm(request.POST if is_sent else None)

    def ask() -> str:
        ask_for_link(form.cleaned_data["email"])
        return "asked"

    if is_sent and (form.is_trap or carry_out(request, form, "link", ask)):
        return token_page(request, "events/registration/link_asked.html", {})
    return public_form_page(request, "events/registration/link.html", form, {})


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What one registered for, by the mailed link; POST cancels it."""
    registration = find_managed(token)
    if registration is None:
        return token_page(request, "events/registration/registration_gone.html", {}, status=404)
    happened, standing = found(registration), standing_now(registration)
    if request.method == "POST" and registration.is_holding:
        cancel_registration(registration)
        happened = Happened.CANCELLED
        registration.refresh_from_db()
    entry = registration.occurrence.entry
    is_off = happened in (Happened.CALLED_OFF, Happened.POSTPONED)
    has_code = standing == Standing.PLACE and happened == Happened.LOOKED
    context = {
        "registration": registration,
        "said": say(happened, standing, registration.seats),
        "entry": entry,
        "reason": entry.in_language(language_now())["reason"] if is_off else "",
        "is_open": registration.is_holding and happened in (Happened.LOOKED, Happened.POSTPONED),
        "is_gone": not registration.is_holding and happened != Happened.OVER,
        "qr": scannable(ticket_address(registration.code), error="m", size=224) if has_code else "",
        "stream": entry.facts["streamUrl"] if has_code else "",
        "token": token,
        "others": choices_of(registration),
        "ahead": line_before(*ahead_of(registration))
        if standing == Standing.WAITING and happened == Happened.LOOKED
        else "",
        "queue_rule": queue_rule(registration.occurrence.pass_over_hours),
    }
    return token_page(request, "events/registration/registration.html", context)


def found(registration: Registration) -> Happened:
    """What its page tells that nobody did anything to."""
    entry = registration.occurrence.entry
    if entry.ends_at <= timezone.now():
        return Happened.OVER
    if not registration.is_holding:
        return Happened.LOOKED
    return {"cancelled": Happened.CALLED_OFF, "postponed": Happened.POSTPONED}.get(
        entry.facts["status"], Happened.LOOKED
    )


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_POST
def switch(request: HttpRequest, token: str, uid: uuid.UUID) -> HttpResponse:
    """Another occurrence of the same choice instead, for the whole party; or why not, with nothing changed."""
    registration = find_managed(token)
    if registration is None or not registration.is_holding:
        return token_page(request, "events/registration/registration_gone.html", {}, status=404)
    try:
        move_registration(registration, uid)
    except ValidationError as error:
        return token_page(
            request,
            "events/registration/not_switched.html",
            {"sentence": error.messages[0], "token": token},
            status=409,
        )
    return HttpResponseRedirect(reverse("registration", args=[token]))


def choices_of(registration: Registration) -> list[tuple[CalendarEntry, str, str]]:
    """(entry, seats in words, its uid) of what can be chosen instead."""
    others = others_to_choose(registration)
    left = Occurrence.objects.filter(pk__in=[one.pk for one in others]).seats() if others else {}
    return [(one.entry, seats_words(one.way_in, left[one.pk])[0], str(one.public_id)) for one in others]  # type: ignore[attr-defined]


@csrf_exempt
@require_POST
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """Put the registration behind the mailed link into this browser's programme, which begins where there is none."""
    registration = find_managed(token)
    if registration is None or not registration.is_holding:
        return token_page(request, "events/registration/registration_gone.html", {}, status=404)
    try:
        programme, raw = begin_or_go_on(request)
    except ValidationError as error:
        return problem_page(request, error)
    programmes.attach_registration(programme, registration)
    return remember(HttpResponseRedirect(reverse("personal")), raw)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The button that a mail scanner does not press; POST confirms, and again shows the same."""
    registration = confirm_registration(token) if request.method == "POST" else find_unconfirmed(token)
    registration = registration or find_confirmed(token)
    if registration is None:
        return token_page(request, "events/registration/registration_gone.html", {}, status=404)
    if request.method == "POST" and registration.is_holding and (programme := programme_of(request)):
        programmes.attach_registration(programme, registration)
    standing = standing_now(registration)
    happened = Happened.LAPSED if standing == Standing.LAPSED else Happened.REGISTERED
    context = {
        "registration": registration,
        "entry": registration.occurrence.entry,
        "said": say(happened, standing, registration.seats, until=until_in_words(registration.lapses_at)),
        "button": confirm_said(standing, registration.seats),
    }
    status = 410 if registration.state == "lapsed" else 200
    return token_page(request, "events/registration/confirm_registration.html", context, status=status)


def token_page(request: HttpRequest, template: str, context: Mapping[str, object], status: int = 200) -> HttpResponse:
    """A page behind a secret link: never stored, never told onwards, never indexed."""
    return private_page(request, template, dict(context), status=status)
