"""Where an account is logged in, in words, and ending it there."""

import re
from dataclasses import dataclass
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

# The first that is found counts: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrom", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One session: ``device`` and ``network`` in words."""

    pk: int
    device: str
    network: str
    since: datetime
    is_here: bool


def places_of(user: AbstractBaseUser, session_key: str | None) -> list[Place]:
    """Newest first; sessions that ended otherwise are forgotten on the way."""
    rows = sorted(UserSession.objects.purge_and_list(user), key=lambda row: row.created_at, reverse=True)
    return [
        Place(row.pk, name_device(row.user_agent), name_network(row.ip), row.created_at, row.session_key == session_key)
        for row in rows
    ]


def name_device(user_agent: str) -> str:
    """“Firefox op Windows”, from what a browser says of itself."""
    browser = next((name for mark, name in BROWSERS if re.search(re.escape(mark), user_agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s op %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Onbekend programma")


def name_network(address: str) -> str:
    return _("onbekend") if address == "::" else address


def end_session(user: AbstractBaseUser, pk: int) -> None:
    for row in UserSession.objects.filter(user_id=user.pk, pk=pk):
        row.end()


def end_sessions(user: AbstractBaseUser, except_key: str | None = None) -> None:
    """All of them, but for one."""
    for row in UserSession.objects.filter(user_id=user.pk).exclude(session_key=except_key):
        row.end()


def forget_sessions() -> int:
    """Rows of sessions that are over; whose they were is in nobody's interest any more."""
    open_keys = Session.objects.values("session_key")
    return int(UserSession.objects.exclude(session_key__in=open_keys).delete()[0])
