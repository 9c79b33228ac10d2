"""One VEVENT (RFC 5545 §3.6.1)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Event as VEvent
from icalendar import vText, vUri

from .properties import (
    Conference,
    Organizer,
    Place,
    Status,
    Text,
    add_organizer,
    add_place,
    add_stamps,
    add_text,
    add_times,
)

IMAGE_TYPES = {"gif": "gif", "jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one event says. What is ``""``, empty or None is not written; ``description`` and the place always are.

    ``changed_at`` becomes DTSTAMP and LAST-MODIFIED, so that it satisfies both readings of RFC 5545 §3.8.7.2 (C7).
    ``starts_at`` and ``ends_at`` are instants, shown by the clock of ``zone``; with ``all_day`` they are the midnights
    around whole days. ``image`` is a whole URL. ``is_transparent``: it takes no time in the reader's calendar.
    """

    uid: str
    sequence: int
    changed_at: datetime
    created_at: datetime | None = None
    status: Status
    starts_at: datetime
    ends_at: datetime
    all_day: bool = False
    zone: ZoneInfo
    summary: Text
    description: Text
    place: Place
    url: str
    image: str = ""
    categories: tuple[str, ...] = ()
    classification: str = ""
    organizer: Organizer
    is_transparent: bool = True
    conference: Conference | None = None


def render_event(event: Event) -> str:
    """Its lines, with CR LF; the same bytes for the same arguments (A8)."""
    vevent = begin(event)
    add_transparency(vevent, is_transparent=event.is_transparent)
    add_conference(vevent, event.conference)
    return text_of(vevent)


def begin(event: Event) -> VEvent:
    """Everything up to the organizer, after which an invitation names its guest."""
    vevent = VEvent()
    vevent.add("uid", event.uid)
    add_stamps(vevent, event.sequence, event.changed_at)
    if event.created_at:
        vevent.add("created", event.created_at.astimezone(UTC).replace(microsecond=0))
    vevent.add("status", event.status)
    add_times(vevent, event.starts_at, event.ends_at, event.zone, all_day=event.all_day)
    add_text(vevent, "summary", event.summary)
    add_text(vevent, "description", event.description)
    add_place(vevent, event.place)
    vevent.add("url", event.url)
    if event.image:
        add_image(vevent, event.image)
    if event.categories:
        vevent.add("categories", list(event.categories))
    if event.classification:
        vevent.add("class", event.classification)
    add_organizer(vevent, event.organizer)
    return vevent


def add_image(vevent: VEvent, url: str) -> None:
    """A picture by its URL, never inside (E11, RFC 7986 §5.10)."""
    kind = IMAGE_TYPES.get(urlsplit(url).path.rpartition(".")[2].lower())
    format_type = {"FMTTYPE": f"image/{kind}"} if kind else {}
    vevent.add("image", vUri(url), parameters={"VALUE": "URI", "DISPLAY": "BADGE", **format_type})


def add_conference(vevent: VEvent, conference: Conference | None) -> None:
    if conference:
        parameters = {"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": conference.label}
        vevent.add("conference", vUri(conference.url), parameters=parameters)


def add_transparency(vevent: VEvent, *, is_transparent: bool) -> None:
    """Outlook reads its own property only, and takes an absent one for busy (E15)."""
    vevent.add("transp", "TRANSPARENT" if is_transparent else "OPAQUE")
    if is_transparent:
        vevent.add("x-microsoft-cdo-busystatus", vText("FREE"))


def render_notice(*, uid: str, day: date, changed_at: datetime, summary: str, url: str, organizer: Organizer) -> str:
    """A VEVENT that says something to the subscriber: one sentence over a whole day, and where to read on."""
    vevent = VEvent()
    vevent.add("uid", uid)
    add_stamps(vevent, 0, changed_at)
    vevent.add("dtstart", day)
    vevent.add("dtend", day + timedelta(days=1))
    vevent.add("status", Status.CONFIRMED)
    vevent.add("summary", summary)
    vevent.add("description", url)
    vevent.add("url", url)
    add_organizer(vevent, organizer)
    add_transparency(vevent, is_transparent=True)
    return text_of(vevent)


def text_of(vevent: VEvent) -> str:
    return vevent.to_ical(sorted=False).decode()
