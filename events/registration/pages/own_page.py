"""The page behind the mailed link, and what is done from it: one address for each action. GET shows, POST acts."""

import uuid

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.calendar.links import map_link, scannable
from events.ical import Method
from events.listing.rows import seats_words
from events.models import CalendarEntry, Occurrence, Registration
from events.personal import programmes
from events.personal.views import begin_or_go_on, problem_page, remember
from events.registration.changing.leaving import come_after_all, leave
from events.registration.mail.happening import happening
from events.registration.mail.links import find_managed, ticket_address
from events.registration.mail.owed import standing_now
from events.registration.mail.writing import invitation, until_in_words
from events.registration.seats.choosing import move_registration, others_to_choose
from events.registration.seats.line import ahead_of
from events.registration.seats.why import why_not_promoted
from events.registration.sentences import line_before, queue_rule
from events.registration.words import Happened, Standing, say
from events.shell.language import language_now
from subscribers.shell.responses.private import kept_private, private_page

from .clashing import clashes_of


@never_cache
@require_safe
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """What one registered for, and what can be done about it."""
    registration = find_managed(token)
    return gone(request) if registration is None else show(request, token, registration)


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, token: str) -> HttpResponse:
    """Asks whether the seats may go; POST signs off, which can be undone for a while."""
    registration = find_managed(token)
    if registration is None:
        return gone(request)
    if request.method == "POST" and registration.is_holding:
        standing = standing_now(registration)
        leave(registration)
        registration.refresh_from_db()
        return show(request, token, registration, None if registration.is_holding else (Happened.CANCELLED, standing))
    if not may_act(registration):
        return show(request, token, registration)
    context = {
        "registration": registration,
        "entry": registration.occurrence.entry,
        "token": token,
        "minutes": settings.CANCEL_UNDO_MINUTES,
    }
    return private_page(request, "events/registration/cancel.html", context)


@csrf_exempt
@never_cache
@require_POST
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever signed off comes after all; or reads that it was too late."""
    registration = find_managed(token)
    if registration is None:
        return gone(request)
    come_after_all(registration)
    return HttpResponseRedirect(reverse("registration", args=[token]))


@never_cache
@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """The invitation of the mail once more, with the same UID, for who has a place; no secret is in it."""
    registration = find_managed(token)
    if registration is None or not has_code(registration):
        raise Http404(_("Hier is geen agendabestand: er is geen plaats op uw naam."))
    entry = registration.occurrence.entry
    told = happening(registration, Happened.LOOKED, Standing.PLACE, entry.facts)
    ics = invitation(told, Method.REQUEST, timezone.now())
    name = f"{entry.facts['uid']}.ics"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return kept_private(HttpResponse(ics, content_type="text/calendar; charset=utf-8; method=REQUEST", headers=headers))


def gone(request: HttpRequest) -> HttpResponse:
    return private_page(request, "events/registration/registration_gone.html", {}, status=404)


def show(
    request: HttpRequest, token: str, registration: Registration, did: tuple[Happened, Standing] | None = None
) -> HttpResponse:
    """``did``: what was just done, and how the party stood; else how it stands."""
    happened, standing = did or (found(registration), standing_now(registration))
    entry = registration.occurrence.entry
    is_off, comes = happened in (Happened.CALLED_OFF, Happened.POSTPONED), has_code(registration)
    waits = happened == Happened.LOOKED and (standing == Standing.WAITING or registration.more_wanted > 0)
    venue = entry.facts["venue"] if registration.is_holding and not is_off else None
    context = {
        "registration": registration,
        "said": say(
            happened, standing, registration.seats, wanted=registration.more_wanted, until=until_of(registration)
        ),
        "entry": entry,
        "reason": entry.in_language(language_now())["reason"] if is_off else "",
        "is_open": may_act(registration),
        "is_leaving": happened == Happened.LEAVING,
        "may_change": may_act(registration) and registration.occurrence.starts_at > timezone.now(),
        "is_gone": not registration.is_holding and happened != Happened.OVER,
        "qr": qr_of(registration) if comes else "",
        "stream": entry.facts["streamUrl"] if comes else "",
        "token": token,
        "clashes": clashes_of(request, registration) if may_act(registration) else [],
        "others": choices_of(registration),
        "ahead": line_before(*ahead_of(registration)) if waits else "",
        "queue_rule": queue_rule(registration.occurrence.pass_over_hours, registration.occurrence.promote_until_hours),
        "why": why_not_promoted(registration.occurrence) if waits else "",
        "access": entry.in_language(language_now())["accessNote"] if venue else "",
        "map": map_link(venue["lat"], venue["lon"]) if venue and None not in (venue["lat"], venue["lon"]) else "",
    }
    return private_page(request, "events/registration/registration.html", context)


def until_of(registration: Registration) -> str:
    """The hour at which signing off holds; "" for who has not."""
    return until_in_words(registration.leaves_at if registration.is_leaving else None)


def may_act(registration: Registration) -> bool:
    """Whether there is anything left to change: it is held, not over and not called off, and does not leave."""
    return registration.is_holding and found(registration) in (Happened.LOOKED, Happened.POSTPONED)


def has_code(registration: Registration) -> bool:
    """Whether it is let in at the door."""
    has_place = registration.is_holding and registration.state == Registration.State.CONFIRMED
    return has_place and found(registration) == Happened.LOOKED


def qr_of(registration: Registration) -> str:
    return scannable(ticket_address(registration.code), error="m", size=224)


def found(registration: Registration) -> Happened:
    """What its page tells that nobody did anything to."""
    entry = registration.occurrence.entry
    if entry.ends_at <= timezone.now():
        return Happened.OVER
    if not registration.is_holding:
        return Happened.LOOKED
    return {"cancelled": Happened.CALLED_OFF, "postponed": Happened.POSTPONED}.get(
        entry.facts["status"], Happened.LEAVING if registration.is_leaving else Happened.LOOKED
    )


@csrf_exempt  # the secret in the address is the permission
@never_cache
@require_POST
def switch(request: HttpRequest, token: str, uid: uuid.UUID) -> HttpResponse:
    """Another occurrence of the same choice instead, for the whole party; or why not, with nothing changed."""
    registration = find_managed(token)
    if registration is None or not registration.is_holding:
        return gone(request)
    try:
        move_registration(registration, uid)
    except ValidationError as error:
        return private_page(
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
        return gone(request)
    try:
        programme, raw = begin_or_go_on(request)
    except ValidationError as error:
        return problem_page(request, error)
    programmes.attach_registration(programme, registration)
    return remember(HttpResponseRedirect(reverse("personal")), raw)
