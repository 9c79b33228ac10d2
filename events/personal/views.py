"""*Mijn programma*: starring sets the one cookie a visitor may get; the secret address works without it."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from events.calendar.links import scannable, subscribe_links
from events.listing.pieces import language_now, rows_with_seats
from events.listing.rows import star_anchor
from events.models import CalendarEntry, Programme
from subscribers.admission.admitting import admit_form, ask_for_proof
from subscribers.admission.pages import TOO_MANY
from subscribers.shell.responses.conditional import conditional_response
from subscribers.shell.responses.private import kept_private

from . import programmes as service
from .feed import own_feed, revoked_feed
from .forms import BeginForm

FORMER_COOKIE = "programma"  # its name until 0.3; who has it keeps the programme
COOKIE_DAYS = 400


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """The programme of this browser; without one, how to begin."""
    programme = programme_of(request)
    if programme is None:
        return kept_private(render(request, "events/personal/personal_empty.html"))
    return show(request, programme, secret_of(request))


def secret_of(request: HttpRequest) -> str:
    """What this browser keeps; ``""`` for nothing."""
    return request.COOKIES.get(settings.PROGRAMME_COOKIE) or request.COOKIES.get(FORMER_COOKIE, "")


def programme_of(request: HttpRequest) -> Programme | None:
    """The one in use in this browser. Only pages that nobody else sees may ask."""
    raw = secret_of(request)
    programme = service.find_programme(raw) if raw else None
    return programme if programme and not programme.revoked_at else None


def begin_or_go_on(request: HttpRequest) -> tuple[Programme, str]:
    """This browser's programme and its secret; a new one where there is none, within the limits of a form.

    Raises ``ValidationError``, for ``problem_page`` to show: ``proof`` or ``limited``.
    """
    programme = programme_of(request)
    if programme:
        return programme, secret_of(request)
    form = BeginForm(request.POST)
    if not form.is_valid() or not admit_form(request, form):
        raise next(iter(form.non_field_errors().as_data()))
    return service.start_programme()


def problem_page(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Why it could not be done; where many come from one network with what was sent, to send again with a proof."""
    form = BeginForm()
    form.must_prove = error.code == "proof"
    if error.code in TOO_MANY:
        ask_for_proof(request, form)
    sent = [(name, value) for name, value in request.POST.items() if name != "proof"]
    context = {"sentence": error.messages[0], "form": form, "sent": sent}
    status = 429 if error.code in TOO_MANY else {"full": 409}.get(error.code or "", 404)
    response = render(request, "events/personal/personal_problem.html", context, status=status)
    if error.code in TOO_MANY and error.params:
        response["Retry-After"] = str(error.params["retry_after"])
    return kept_private(response)


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The same by its secret address, on another device."""
    return show(request, known(token), token)


def show(request: HttpRequest, programme: Programme, raw: str) -> HttpResponse:
    service.note_use(programme)
    lines = service.planned(programme)
    rows = rows_with_seats(line.entry for line in lines)
    address = settings.SITE_URL + reverse("personal-shared", args=[raw])
    context = {
        "lines": [(row, line.how, how_said(line.how)) for row, line in zip(rows, lines, strict=True)],
        "clashes": [(clash, title_now(clash.first), title_now(clash.second)) for clash in service.clashes(lines)],
        "token": raw,
        "is_here": secret_of(request) == raw,
        "address": address,
        "qr": scannable(address),
        "has_reminder": has_reminder(request),
        "subscribe": subscribe_links(
            settings.SITE_URL,
            reverse("personal-feed", args=[raw]),
            "reminder=1" if has_reminder(request) else "",
            _("Mijn programma"),
        ),
    }
    return kept_private(render(request, "events/personal/personal.html", context))


def how_said(how: str) -> str:
    """What is said of a line beside its hour; nothing of one that was starred."""
    said = {"confirmed": _("Aangemeld"), "waitlisted": _("Wachtlijst"), "pending": _("Nog bevestigen")}
    return said.get(how, "")


def title_now(entry: CalendarEntry) -> str:
    return str(entry.in_language(language_now())["title"])


@csrf_exempt  # no session to ride on; see config.middleware.same_site
@require_POST
def star(request: HttpRequest) -> HttpResponse:
    """Put an occurrence in or take it out, and go back to where one was."""
    try:
        uid = UUID(request.POST.get("uid", ""))
        programme, raw = begin_or_go_on(request)
        is_in = service.star(programme, uid)
    except ValueError as error:
        raise Http404(_("Deze activiteit kennen wij niet.")) from error
    except ValidationError as error:
        return problem_page(request, error)
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts=None) and back.startswith("/")
    address = back.partition("#")[0] + (f"#{star_anchor(str(uid))}" if is_in else "") if safe else reverse("personal")
    return remember(HttpResponseRedirect(address), raw)


@csrf_exempt
@require_POST
def use_here(request: HttpRequest, token: str) -> HttpResponse:
    """From now on this browser's stars go into this programme."""
    known(token)
    return remember(HttpResponseRedirect(reverse("personal")), token)


@csrf_exempt
@require_POST
def revoke(request: HttpRequest, token: str) -> HttpResponse:
    """The address stops working everywhere; taken back twice it is as good as once."""
    service.revoke(known(token, or_revoked=True))
    response = kept_private(render(request, "events/personal/personal_empty.html", {"was_revoked": True}))
    for name in {settings.PROGRAMME_COOKIE, FORMER_COOKIE}:
        response.delete_cookie(name, samesite="Lax")
    return response


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """Its calendar: private, never indexed; a revoked one says so for thirty days and is gone after that (A13)."""
    programme = service.find_programme(token)
    if programme is None:
        raise Http404(_("Dit programma kennen wij niet."))
    now = timezone.now()
    if programme.is_gone(now):
        return kept_private(
            HttpResponse(
                _("De link van deze kalender is ingetrokken."), status=410, content_type="text/plain; charset=utf-8"
            )
        )
    body = revoked_feed(programme) if programme.revoked_at else own_feed(programme, reminds=has_reminder(request))
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    response["Content-Disposition"] = 'inline; filename="programma.ics"'
    return conditional_response(request, response)


def has_reminder(request: HttpRequest) -> bool:
    """Whether this address asks for an alarm at each line; without it there is none (E16)."""
    return request.GET.get("reminder") == "1"


def known(token: str, *, or_revoked: bool = False) -> Programme:
    programme = service.find_programme(token)
    if programme is None or (programme.revoked_at and not or_revoked):
        raise Http404(_("Dit programma kennen wij niet, of de link is ingetrokken."))
    return programme


def remember(response: HttpResponse, raw: str) -> HttpResponse:
    """The one cookie of the public site: set by an act, readable by no script, told on /privacy/."""
    response.set_cookie(
        settings.PROGRAMME_COOKIE,
        raw,
        max_age=COOKIE_DAYS * 86_400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    response["Cache-Control"] = "no-store"
    return response
