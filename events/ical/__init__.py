"""Bytes of calendars: one VEVENT from facts, a feed from VEVENTs, an invitation for one registration.

Pure. The icalendar library builds the lines (folding, escaping); its habits listed in ``docs/calendars.md`` are
wrapped here: no default DTSTAMP or UID, VALUE parameters where RFC 7986 demands them, X- values through ``vText``,
and a VTIMEZONE of our own making because clients misread lists of RDATE. Numbers such as D2 are that page's test ids.
"""

from .calendar import FeedHead, Zone, render_feed
from .entry import (
    TITLE_LENGTH,
    description_of,
    personal_vevent,
    prefix_of,
    render_vevent,
    rendering_key,
    revoked_vevent,
    summary_of,
    with_reminder,
)
from .invitation import render_invitation
from .properties import Sender, moment
from .zone import vtimezone

__all__ = [
    "TITLE_LENGTH",
    "FeedHead",
    "Sender",
    "Zone",
    "description_of",
    "moment",
    "personal_vevent",
    "prefix_of",
    "render_feed",
    "render_invitation",
    "render_vevent",
    "rendering_key",
    "revoked_vevent",
    "summary_of",
    "vtimezone",
    "with_reminder",
]
