"""Registering and cancelling on the site. GET shows, POST acts; a wrong value keeps what was typed."""

import uuid
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from events.models import CalendarEntry, Occurrence
from events.personal import programmes
from events.personal.views import programme_of
from events.registration.forgetting import KEPT
from events.registration.mail.letters import confirm_said
from events.registration.mail.links import find_confirmed, find_unconfirmed
from events.registration.mail.owed import ask_for_link, standing_now
from events.registration.mail.writing import until_in_words
from events.registration.registering import Wish, confirm_registration, fulfil_wish, prepare_wish
from events.registration.sentences import answer_in_words, check_open, choice_rule, full, queue_rule
from events.registration.words import Happened, Standing, say
from subscribers.access.networks import network_of
from subscribers.admission.admitting import carry_out, carry_out_in_steps
from subscribers.admission.pages import public_form_page
from subscribers.shell.responses.private import private_page
from subscribers.subscriptions.signing_up import ask_subscription

from .clashing import clashes_here
from .forms import LinkForm, RegistrationForm

OWN_FRAME = "base.html"


@csrf_exempt  # no cookie on an anonymous page; see config.middleware.same_site
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """The form of one occurrence, and its answer."""
    return form_or_answer(request, uid)


def form_or_answer(request: HttpRequest, uid: uuid.UUID, frame: str = OWN_FRAME) -> HttpResponse:
    """In ``frame``, a template that has the block ``main``. What this browser keeps is in no frame but our own."""
    entry = CalendarEntry.objects.select_related("occurrence", "edition__series", "series").filter(uid=uid).first()
    if entry is None or entry.occurrence is None or entry.occurrence.way_in not in Occurrence.REGISTERED_HERE:
        raise Http404(_("Voor dit moment kunt u zich hier niet aanmelden."))
    most = min(entry.occurrence.party_limit, entry.occurrence.capacity or entry.occurrence.party_limit)
    form = RegistrationForm(request.POST or None, most=most)
    if request.method == "POST" and (state := try_to_register(request, form, uid)):
        return done(request, entry, state, frame, asked_too=form.cleaned_data.get("newsletter", False))
    return show(request, entry, form, frame)


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
            is_suspect=form.is_trap,  # a password manager fills what it finds, and a person may not stand outside
        )
        return lambda: fulfil(wish, wants_newsletter=bool(values.get("newsletter")) and not form.is_trap)

    return carry_out_in_steps(request, form, str(uid), prepare)


def fulfil(wish: Wish, *, wants_newsletter: bool) -> str:
    """The newsletter is asked for beside it, as on its own page: by a mail that its owner must answer."""
    state = fulfil_wish(wish).state
    if wants_newsletter:
        ask_subscription(wish.email, topics=[], language=wish.language, source="registration")
    return state


def show(request: HttpRequest, entry: CalendarEntry, form: RegistrationForm, frame: str) -> HttpResponse:
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
        "queue_rule": queue_rule(left.pass_over_hours, left.promote_until_hours),
        "choice_rule": choice_rule(occurrence),
        "clashes": clashes_here(request, entry) if frame == OWN_FRAME else [],
        "frame": frame,
        "kept_days": KEPT.days,
    }
    return public_form_page(request, "events/registration/register.html", form, context)


def done(request: HttpRequest, entry: CalendarEntry, state: str, frame: str, *, asked_too: bool) -> HttpResponse:
    """Whoever keeps a programme in this browser finds the occurrence in it, as starred: an address that was registered
    already must look like a new one. The mailed link makes it a registration (``keep``)."""
    programme = programme_of(request) if frame == OWN_FRAME else None
    if programme:
        programmes.keep(programme, entry)
    sentences = answer_in_words(state)
    if asked_too:
        sentences.append(_("Voor de nieuwsbrief krijgt u een eigen mail; met de knop daarin bevestigt u die wens."))
    context = {"entry": entry, "sentences": sentences, "frame": frame}
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
        return private_page(request, "events/registration/link_asked.html", {})
    return public_form_page(request, "events/registration/link.html", form, {})


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The button that a mail scanner does not press; POST confirms, and again shows the same."""
    registration = confirm_registration(token) if request.method == "POST" else find_unconfirmed(token)
    registration = registration or find_confirmed(token)
    if registration is None:
        return private_page(request, "events/registration/registration_gone.html", {}, status=404)
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
    return private_page(request, "events/registration/confirm_registration.html", context, status=status)
