"""Logging in as staff do, with a password and a second factor, for tests of the desk."""

import hashlib
import hmac
import re
import struct
from base64 import b32decode
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from subscribers.accounts.factors.adapter import FactorAdapter
from tests.typed import carry_out_typed

LOGIN = "/beheer/toegang/login/"
PASSWORD = "geheim-genoeg-1"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_of(secret: str = SECRET, later: int = 0) -> str:
    """What an authenticator app shows now, or ``later`` steps of 30 seconds (RFC 6238), by our own arithmetic."""
    counter = int(timezone.now().timestamp()) // 30 + later
    digest = hmac.new(b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    start = digest[-1] & 15
    value = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{value % 1_000_000:06}"


def give_app(user: Any, secret: str = SECRET) -> Authenticator:
    return Authenticator.objects.create(user=user, type="totp", data={"secret": FactorAdapter().encrypt(secret)})


def give_recovery_codes(user: Any) -> list[str]:
    seed = FactorAdapter().encrypt("ab" * 40)
    row = Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": seed, "used_mask": 0})
    return list(row.wrap().get_unused_codes())


def just_proved(client: Client, user: Any, *methods: str) -> Client:
    """Logged in, having proved it this moment by ``methods`` (password unless said otherwise)."""
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": method, "at": timezone.now().timestamp()} for method in methods or ("password",)
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def log_in(client: Client, user: Any, password: str = PASSWORD, **headers: str) -> Any:
    return client.post(LOGIN, {"username": user.username, "password": password}, headers=headers)


def ask_for_link(client: Client, address: str, page: str = "/beheer/toegang/password/reset/", **more: Any) -> Any:
    """The page of a forgotten password, and what it leaves for later."""
    answer = client.post(page, {"email": address}, **more)
    carry_out_typed()
    return answer


def link_in(mail: Any) -> str:
    """The path of the first link in a mail."""
    text = mail.get_body(("plain",)).get_content()
    return re.search(r"https?://[^/]+(/\S+)", text)[1]  # type: ignore[index]
