"""What tells the form of a person from that of a program, in the order of ``docs/decisions.md``; no cookie, no puzzle.

Anonymous forms carry no session, so there is nothing for a forged request to ride on: Sec-Fetch-Site (or Origin)
and a signed time stand in for a CSRF cookie, which an anonymous GET may not set.
"""

import secrets
import time
from urllib.parse import urlsplit

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

FASTEST_SECONDS = 1
OLDEST_SECONDS = 24 * 3600
STAMP = signing.TimestampSigner(salt="kennisstad.form")


def is_same_site(request: HttpRequest) -> bool:
    """Whether the form was sent from our own pages; old browsers without the headers are given the benefit."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    try:
        return origin is None or urlsplit(origin).netloc == request.get_host()
    except ValueError:  # http://[ is no address of anybody
        return False


def form_stamp(form_name: str, nonce: str = "") -> str:
    """When the form was shown, and a nonce by which it is told from another; signed, for a hidden field."""
    return STAMP.sign(f"{form_name}/{nonce or secrets.token_urlsafe(9)}")


def nonce_of(form_name: str, stamp: str) -> str:
    """The nonce in a stamp that we signed for this form, however old; "" for any other."""
    try:
        shown, _, nonce = STAMP.unsign(stamp).partition("/")
    except signing.BadSignature:
        return ""
    return nonce if shown == form_name else ""


def check_stamp(form_name: str, stamp: str) -> None:
    """Refuse a form filled in faster than a person can or left open for a day; the values are kept and shown again."""
    try:
        shown = STAMP.unsign(stamp, max_age=OLDEST_SECONDS)
        age = time.time() - signing_time(stamp)
    except signing.BadSignature as error:
        raise ValidationError(_("Dit formulier stond te lang open. Verstuur het nog eens."), code="stale") from error
    if shown.partition("/")[0] != form_name:
        raise ValidationError(_("Dit formulier stond te lang open. Verstuur het nog eens."), code="stale")
    if age < FASTEST_SECONDS:
        raise ValidationError(_("Dat ging wel heel snel. Verstuur het formulier nog eens."), code="too_fast")


def signing_time(stamp: str) -> int:
    """Seconds since the epoch in a stamp whose signature was checked."""
    return signing.b62_decode(stamp.rsplit(":", 2)[1])
