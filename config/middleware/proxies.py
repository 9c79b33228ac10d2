"""What stands in front of us: its word for the scheme, and a warning where the settings do not know of it.

Which network a visitor comes from is ``subscribers.access.networks``; the cases are in docs/operations.md.
"""

import logging
import os
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from wagtail.admin.ui.components import Component

from subscribers.access.networks import FORWARDING_HEADERS, came_by_https, is_proxy

log = logging.getLogger(__name__)
UNKNOWN: Final = "unknown"  # a proxy passes requests on, and TRUSTED_PROXIES is 0
STRANGER: Final = "stranger"  # forwarding headers come from outside PROXY_NETWORKS
NO_PROXY: Final = "no-proxy"  # SITE_URL begins with https, we speak no TLS, and TRUSTED_PROXIES is 0
SAID: Final = {
    UNKNOWN: "a proxy passes requests on and TRUSTED_PROXIES is 0: all its visitors share the limits of one network, "
    "and HSTS is not sent. Set TRUSTED_PROXIES to the number of proxies in front",
    STRANGER: "forwarding headers come from outside PROXY_NETWORKS and are not believed: all its visitors share "
    "the limits of one network. Put the network it connects from in PROXY_NETWORKS",
    NO_PROXY: "SITE_URL begins with https and TRUSTED_PROXIES is 0: what ends TLS in front of us is not known, so all "
    "visitors share the limits of one network and HSTS is not sent. Set TRUSTED_PROXIES",
}


class BehindProxies:
    """Before all others: the scheme of a request is what a trusted proxy says. Warns once of one that is not known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.warned: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if came_by_https(request):
            request.META["wsgi.url_scheme"] = "https"
        doubt = doubt_of(request)
        if doubt and doubt not in self.warned and doubt != NO_PROXY:
            self.warned.add(doubt)
            log.warning(SAID[doubt])
        return self.get_response(request)


def doubt_of(request: HttpRequest) -> str:
    """What the settings do not know of the way this request came: one of ``SAID``, or ``""``."""
    is_passed_on = any(name in request.META for name in FORWARDING_HEADERS)
    if not settings.TRUSTED_PROXIES:
        return UNKNOWN if is_passed_on else NO_PROXY if settings.HTTPS and not request.is_secure() else ""
    peer = request.META.get("REMOTE_ADDR", "")
    return STRANGER if is_passed_on and not is_proxy(peer, settings.PROXY_NETWORKS) else ""


def warn_of_unknown_front() -> None:
    """When a web process starts: what can be told without a request."""
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        log.warning(SAID[NO_PROXY])


def refuse_header_variables(environment: Mapping[str, str] = os.environ) -> None:
    """The web server shows ``HTTP_…`` of its environment as headers of every request that lacks them (granian)."""
    found = sorted(name for name in environment if name.startswith("HTTP_"))
    if found:
        raise ImproperlyConfigured(
            f"variable {found[0]} is set in the environment, and the web server would take it for a header of every "
            f"request: start without it, as in `env -u {found[0]} make run`"
        )


class ProxyPanel(Component):
    """On the first page of the desk, where the one who looks came by a way that the settings do not know."""

    name = "proxies"
    template_name = "desk/home_proxies.html"
    order = 4

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        return {"doubt": doubt_of(parent_context["request"])}
