"""What allauth asks us about accounts: who may try, what is mailed, what is said, and how one proves oneself again."""

import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from subscribers.access.networks import UNIX_SOCKET, network_of

from . import attempts, audit, mail, sentences
from .addresses import keep_address
from .factors.proof import note_proof, proved_since

FACTOR_PROVED = {"totp_activated", "webauthn_added"}  # who added one has just shown it


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultAccountAdapter.error_messages | sentences.ACCOUNT_ERRORS

    # --- who may try --------------------------------------------------------------------------------
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # colleagues make accounts, in the desk

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """A password, at log-in or asked again. An account that is closed answers as one that is not there."""
        account = attempts.account_named(credentials.get("username", ""))
        try:
            attempt = attempts.begin_attempt(request, account, "password")
        except ValidationError as wait:
            raise ImmediateHttpResponse(attempts.too_soon(request, wait)) from None
        user = super().authenticate(request, **credentials)
        if user and user.is_active:
            attempt.succeeded()
            return user
        attempt.failed()
        return None

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """allauth's own limit is off; ours is in ``authenticate``."""

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        attempts.welcome(request, user)
        keep_address(user)
        return super().post_login(request, user, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        """For the list of one's own sessions: the network, as an address; ``::`` where none is known."""
        network = network_of(request)
        return "::" if network == UNIX_SOCKET else network.partition("/")[0]

    # --- proving oneself again ------------------------------------------------------------------------
    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not by who did so a moment ago, logging in included: by the factor where there is one."""
        return not proved_since(context.request, time.time() - app_settings.REAUTHENTICATION_TIMEOUT)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        """A password alone does not change an account that has a second factor."""
        methods = super().get_reauthentication_methods(user)
        factors = [one for one in methods if one["id"].startswith("mfa_reauthenticate")]
        return [one | {"description": sentences.WAYS.get(one["id"], one["description"])} for one in factors or methods]

    # --- what is mailed and said ------------------------------------------------------------------------
    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return ours(super().get_email_confirmation_url(request, emailconfirmation))

    def send_confirmation_mail(self, request: HttpRequest, emailconfirmation: Any, signup: bool) -> None:
        address = emailconfirmation.email_address
        link = self.get_email_confirmation_url(request, emailconfirmation)
        mail.ask_to_confirm(address.user, address.email, link)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """What happened to an account: into its history, and to its owner."""
        what = template_prefix.rpartition("/")[2]
        if what in FACTOR_PROVED:
            note_proof(self.request)
        if what == "password_reset":  # who opened the mailed link is its owner, also where many guess
            attempts.welcome(self.request, user)
        audit.note(user, what, by=user)
        mail.tell(user, what, to=email)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """A sentence of ours for each of theirs; what the page itself shows is not said twice."""
        said = message or sentences.MESSAGES.get((message_template or "").rpartition("/")[2].removesuffix(".txt"))
        if said:
            messages.add_message(request, level, str(said))


def ours(url: str) -> str:
    """The same path on the site as it is known, whatever host the request named."""
    return settings.SITE_URL + urlsplit(url).path
