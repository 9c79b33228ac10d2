"""The desk asks for a second factor (``STAFF_MFA``), and for proof anew before accounts of colleagues are changed.

Both by looking at the session: one that began before a factor was asked for, or before its account had one, has not
shown any.
"""

import time
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from .colleagues.resetting import RESET
from .factors.proof import has_factor, proved_since, shown_factor_at

DESK = ("/beheer/", "/media/original_images/")  # what staff uploaded is shown by the desk alone
LOGIN = ("/beheer/toegang/", "/en/beheer/toegang/", "/beheer/logout/", "/beheer/login/")
SENSITIVE = {"wagtailusers_users", "wagtailusers_groups", "api-sleutels"}
STEPS = {"add", "edit", "delete"}


class SecondFactor:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.STAFF_MFA and is_desk(request) and request.user.is_authenticated:
            way = missing_factor(request)
            if way:
                return way
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> HttpResponse | None:
        """What is typed is not kept for later: it may be a password."""
        if not changes_accounts(request) or not request.user.is_authenticated:
            return None
        if proved_since(request, time.time() - app_settings.REAUTHENTICATION_TIMEOUT):
            return None
        return to_prove_again(request)


def is_desk(request: HttpRequest) -> bool:
    return request.path_info.startswith(DESK) and not request.path_info.startswith(LOGIN)


def missing_factor(request: HttpRequest) -> HttpResponse | None:
    """Where to go first; None for who has shown a factor in this session."""
    if not has_factor(request.user):
        messages.warning(request, _("Het beheer vraagt een tweede factor. Maak er hier een; daarna kunt u verder."))
        return HttpResponseRedirect(reverse("mfa_index"))
    return None if shown_factor_at(request) else to_prove_again(request)


def to_prove_again(request: HttpRequest) -> HttpResponse:
    """To the form that asks for it, and back to where one was."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    first = ways[0]["url"] if ways else reverse("account_logout")
    return HttpResponseRedirect(f"{first}?{urlencode({'next': back})}")


def changes_accounts(request: HttpRequest) -> bool:
    """Adding, changing or deleting accounts, what groups may do and keys of the API; also many accounts at once."""
    match = request.resolver_match
    if match is None:
        return False
    if match.url_name == "wagtail_bulk_action":
        return match.kwargs.get("app_label") == "auth"
    if match.url_name == RESET:
        return True
    return match.namespace in SENSITIVE and match.url_name in STEPS
