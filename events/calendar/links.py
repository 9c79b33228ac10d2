"""Addresses that lead into a visitor's own calendar, or to the same as data. No query: text in, text out."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from urllib.parse import quote, urlencode

import segno
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from subscribers.shell.colours import PAGE

INK, SURFACE = PAGE["ink"][0], PAGE["surface"][0]
DATA_FORMS = (("Atom", "atom"), ("JSON Feed", "json"), ("CSV", "csv"))


@dataclass(frozen=True)
class Subscribe:
    """The same feed, as each program wants it. Subscribing follows changes; importing would not."""

    https: str
    webcal: str
    google: str
    outlook: str
    office: str

    @property
    def qr(self) -> SafeString:
        """Picture of the webcal address, dark on light with its quiet zone (ISO/IEC 18004), whatever the page is."""
        return scannable(self.webcal)


@lru_cache(maxsize=512)
def scannable(said: str, *, error: str = "l", size: int = 176) -> SafeString:
    """A QR code for a screen, ``size`` CSS pixels wide; ``said`` must stand beside it in words. A tenth of an SVG."""
    code = segno.make(said, error=error, micro=False)
    picture = code.png_data_uri(scale=4, border=4, dark=INK, light=SURFACE)
    return format_html('<img class="code" src="{0}" alt="" width="{1}" height="{1}">', picture, size)


def data_links(name: str, args: list[str], query: str, *, conference: bool = False) -> list[tuple[str, str]]:
    """(what it is called, its path) of the same programme in the formats of programs; ``query`` without ``?``."""
    tail = f"?{query}" if query else ""
    links = [(label, reverse(name, args=[*args, form]) + tail) for label, form in DATA_FORMS]
    return links + ([("schedule.json", reverse("schedule-json", args=args))] if conference else [])


def subscribe_links(site_url: str, path: str, query: str, name: str) -> Subscribe:
    """``path`` of the feed, the filters of the page as ``query`` (without ?), and what the calendar is called."""
    address = f"{site_url}{quote(path)}{'?' + query if query else ''}"
    webcal = "webcal://" + address.split("://", 1)[1]
    asked = urlencode({"url": address, "name": name})
    return Subscribe(
        https=address,
        webcal=webcal,
        google="https://calendar.google.com/calendar/r?" + urlencode({"cid": webcal}),
        outlook=f"https://outlook.live.com/calendar/0/addfromweb?{asked}",
        office=f"https://outlook.office.com/calendar/0/addfromweb?{asked}",
    )


def google_event(title: str, starts: datetime, ends: datetime, all_day: bool, details: str, location: str) -> str:
    """A filled-in new event in Google's calendar."""
    form = "%Y%m%d" if all_day else "%Y%m%dT%H%M%SZ"
    begin, end = (moment if all_day else moment.astimezone(UTC) for moment in (starts, ends))
    dates = f"{begin.strftime(form)}/{end.strftime(form)}"
    asked = {"action": "TEMPLATE", "text": title, "dates": dates, "details": details, "location": location}
    return "https://calendar.google.com/calendar/render?" + urlencode(asked)


def outlook_event(title: str, starts: datetime, ends: datetime, all_day: bool, details: str, location: str) -> str:
    """A filled-in new event in Outlook on the web."""
    asked = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": title,
        "body": details,
        "location": location,
        "startdt": starts.isoformat(),
        "enddt": ends.isoformat(),
        "allday": "true" if all_day else "false",
    }
    return "https://outlook.live.com/calendar/0/deeplink/compose?" + urlencode(asked)


def map_link(lat: float, lon: float) -> str:
    return f"https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=18/{lat}/{lon}"
