"""Whether what stands in front of us believes strangers: asked through the front, at the address that visitors use.

A request carries a word that we signed, and headers that a visitor could invent; the answer, at ``/gezond``, tells what
came of them here. Without the word it tells nothing.
"""

import json
import urllib.request
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from config.middleware.proxies import SAID, doubt_of
from subscribers.access.networks import network_of

WORD: Final = "X-Front-Check"
INVENTED: Final = "192.0.2.77"  # TEST-NET-1 (RFC 5737): nobody comes from there
SIGNER: Final = signing.TimestampSigner(salt="kennisstad.front")
FRESH_SECONDS: Final = 60
PATIENCE_SECONDS: Final = 10


class Answer(NamedTuple):
    """What was told, and the headers it came with."""

    front: dict[str, Any]
    headers: Mapping[str, str]


Ask = Callable[[dict[str, str]], Answer]


def seen_of_front(request: HttpRequest) -> dict[str, Any] | None:
    """For a request of ``check_front``: what came of its headers; None for all others."""
    try:
        SIGNER.unsign(request.headers.get(WORD, ""), max_age=FRESH_SECONDS)
    except signing.BadSignature:
        return None
    return {
        "believes_stranger": network_of(request) == INVENTED,
        "is_https": request.is_secure(),
        "doubt": doubt_of(request),
    }


def ask(headers: dict[str, str]) -> Answer:
    """``/gezond`` at ``SITE_URL``, as a visitor would; raises OSError or ValueError when no answer of ours comes."""
    request = urllib.request.Request(f"{settings.SITE_URL}/gezond", headers=headers)  # noqa: S310  our own setting
    with urllib.request.urlopen(request, timeout=PATIENCE_SECONDS) as response:  # noqa: S310
        found = json.loads(response.read(10_000))
        return Answer(found["front"], response.headers)


def faults_of_front(ask: Ask = ask) -> list[str]:
    """What is wrong, each with its remedy; nothing when all is well. Three requests."""
    word = {WORD: SIGNER.sign("check")}
    try:
        plain = ask(word)
        dashed, underscored = (ask({**word, name: INVENTED}) for name in ("X-Forwarded-For", "X_Forwarded_For"))
    except (OSError, ValueError, KeyError, HTTPException) as error:
        return [f"{settings.SITE_URL}/gezond gives no answer of this installation: {error}"]
    faults = [SAID[plain.front["doubt"]]] if plain.front["doubt"] else []
    if dashed.front["believes_stranger"]:
        faults.append("the front passes on an X-Forwarded-For that the visitor sent: it must set the header anew")
    if underscored.front["believes_stranger"]:
        faults.append("the front passes on X_Forwarded_For: it must drop headers with an underscore in the name")
    if settings.HTTPS and "Strict-Transport-Security" not in plain.headers:
        faults.append("no HSTS: the front must set X-Forwarded-Proto to https, and TRUSTED_PROXIES count it")
    return faults
