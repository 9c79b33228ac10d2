"""Pages of an account that allauth has not, or has otherwise."""

from typing import Any

from allauth.account.views import (
    PasswordResetView,
    logout,  # noqa: F401  at Wagtail's address too
)
from allauth.mfa.webauthn.views import login_webauthn
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from django_q.tasks import async_task

from subscribers.access.networks import network_of
from subscribers.access.throttle import count_by_network, refusal
from subscribers.outbox.queueing import QUEUE

from . import sessions
from .addresses import address_of
from .attempts import too_soon
from .factors.proof import has_factor

RESET_TASK = "subscribers.tasks.mail_reset_links"
PASSKEYS_AN_HOUR = 600  # of one network: questions and answers


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Everything about one's own account, to go on from."""
    context = {"address": address_of(request.user), "has_factor": has_factor(request.user)}  # type: ignore[arg-type]
    return render(request, "subscribers/accounts/account.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is logged in. A POST ends ``session``, or all others."""
    user, key = request.user, request.session.session_key
    if request.method == "POST":
        one = request.POST.get("session", "")
        if one.isdecimal() and len(one) < 19:
            sessions.end_session(user, int(one))  # type: ignore[arg-type]
            messages.success(request, _("Die sessie is beëindigd."))
        else:
            sessions.end_sessions(user, except_key=key)  # type: ignore[arg-type]
            messages.success(request, _("Alle andere sessies zijn beëindigd."))
        return HttpResponseRedirect(reverse("usersessions_list"))
    places = sessions.places_of(user, key)  # type: ignore[arg-type]
    return render(request, "subscribers/accounts/sessions.html", {"places": places, "others": len(places) > 1})


def passkey_login(request: HttpRequest) -> HttpResponse:
    """allauth's, as often as a building needs it: each question is kept in a session until it is answered."""
    use = count_by_network("passkey", network_of(request), PASSKEYS_AN_HOUR)
    if use.is_over:
        return too_soon(request, refusal(use.left))
    return login_webauthn(request)  # type: ignore[no-any-return]


class ForgottenPassword(PasswordResetView):  # type: ignore[misc]
    """Who has the address is looked up once the page is gone: the same work for everybody's, so time tells nothing."""

    def form_valid(self, form: Any) -> HttpResponse:
        language = get_language() or settings.LANGUAGE_CODE
        async_task(RESET_TASK, form.cleaned_data["email"], language, cluster=QUEUE)
        return HttpResponseRedirect(self.get_success_url())


def former_login(request: HttpRequest) -> HttpResponse:
    """Where Wagtail's desk sends who may not be there: somebody unknown to log in, a colleague to who gives rights."""
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        return render(request, "subscribers/accounts/no_access.html", status=403)
    query = request.META.get("QUERY_STRING", "")
    address = reverse("account_login") + (f"?{query}" if query else "")
    return HttpResponseRedirect(address, preserve_request=request.method != "GET")


def former_reset(request: HttpRequest) -> HttpResponse:
    """Mailed links of before lead to the page that mails a new one."""
    return HttpResponseRedirect(reverse("account_reset_password"))


def not_offered(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """What allauth can do and we do not: signing up, logging in and proving oneself by mailed codes."""
    raise Http404
