"""One line of a programme: everything one needs to decide, before one clicks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.models import CalendarEntry, Occurrence
from events.models.facts import Facts
from events.models.seats import Seats
from events.shell.crowds_shown import Level
from events.shell.labels import ACCESS, KINDS, LANGUAGES, WAYS_IN
from events.shell.language import lang_in, place_lang
from events.shell.wording import clock_words
from subscribers.shell.walltime import comes_twice

FEW_SEATS = 5
SHORT_DAY = "D j F"
DASH = "–\u2060"  # between two hours, and never broken off


@dataclass(frozen=True)
class Row:
    """``status``: "" (as told before), moved, cancelled, postponed; ``seats_state``: "", few, full, soon, closed."""

    uid: str
    url: str
    title: str
    lang: str  # of the title where it is not the page's, else ""
    summary: str
    day: date  # programme day
    starts_at: datetime  # local: what the clock in town says, which on one night a year it says twice
    ends_at: datetime  # local
    all_day: bool
    continuous: bool  # within one day or night: people walk in and out
    time: str
    place: str
    building: str  # the place without its room: what lists by venue are grouped under
    track: str
    words: str
    seats: str
    seats_state: str
    has_waiting_list: bool
    access: str
    status: str
    reason: str
    before: str
    place_lang: str = ""  # of the place, the track and the reason likewise
    track_lang: str = ""
    reason_lang: str = ""
    crowd: Level | None = None  # how busy it is there now, where somebody counts
    point: tuple[float, float] | None = None  # WGS84 latitude and longitude, where the venue has them
    # What it looks like, by ``lines.Look``: made once while the row is there
    lines: dict[object, SafeString] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def position(self) -> tuple[object, ...]:
        """All by which lists put it in its place: with the same one, only the line itself is another."""
        when = self.day, self.starts_at, self.starts_at.utcoffset(), self.ends_at, self.all_day, self.continuous
        return self.uid, *when, self.off, self.building, self.place_lang, self.track, self.track_lang, self.point

    @cached_property
    def begins(self) -> datetime:
        """The instant, by which lines are put in order and laid along the clock."""
        return self.starts_at.astimezone(UTC)

    @cached_property
    def ends(self) -> datetime:
        return self.ends_at.astimezone(UTC)

    @property
    def hour(self) -> str:
        return "" if self.all_day else f"{self.starts_at:%H}"

    @property
    def iso(self) -> str:
        """For ``datetime`` attributes: the local time (with its offset where that alone would mean two), or the day."""
        if self.all_day:
            return f"{self.starts_at:%Y-%m-%d}"
        twice = comes_twice(self.starts_at)
        return self.starts_at.isoformat(timespec="minutes") if twice else f"{self.starts_at:%Y-%m-%dT%H:%M}"

    @property
    def clock(self) -> str:
        """The hour alone, where the day stands above it; "" for a whole day and past that day's midnight."""
        return "" if self.all_day or self.starts_at.date() != self.day else f"{self.starts_at:%H:%M}"

    @property
    def room(self) -> str:
        """What is left of the place in a list under its building."""
        return self.place.removeprefix(self.building).removeprefix(", ")

    @property
    def loose_time(self) -> str:
        """The time in words where it may break between its hours: in a narrow cell."""
        return self.time.replace("\u2060", "")

    @property
    def key(self) -> str:
        """The uid without its hyphens: shorter in a page of hundreds."""
        return self.uid.replace("-", "")

    @property
    def anchor(self) -> str:
        """Of its star, so that one who starred comes back to the very line."""
        return star_anchor(self.uid)

    @property
    def status_said(self) -> str:
        return {"cancelled": _("Afgelast"), "postponed": _("Uitgesteld"), "moved": _("Verplaatst")}.get(self.status, "")

    @property
    def is_waiting_list(self) -> bool:
        """No seat, but one can wait for one."""
        return self.seats_state == "full" and self.has_waiting_list

    @property
    def takes_registrations(self) -> bool:
        """Not outside the hours of registering, nor where there is no seat and no waiting list either."""
        return self.seats_state not in ("soon", "closed") and (self.seats_state != "full" or self.has_waiting_list)

    @property
    def off(self) -> bool:
        return self.status in ("cancelled", "postponed")


class Told(Protocol):
    """What the public was told of an occurrence: a ``CalendarEntry``, or as much of it as a line needs."""

    @property
    def facts(self) -> Facts: ...
    @property
    def previous(self) -> dict[str, Any] | None: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def make_rows(entries: Iterable[CalendarEntry], language: str, seats: Mapping[int, Seats] | None = None) -> list[Row]:
    """Lines in the order of ``entries``; ``seats`` by primary key of the occurrence, where they are counted."""
    return [make_row(entry, language, (seats or {}).get(entry.occurrence_id or 0)) for entry in entries]


def make_row(entry: Told, language: str, left: Seats | None = None) -> Row:
    facts, texts = entry.facts, texts_in(entry.facts, language)
    starts, ends = timezone.localtime(entry.starts_at), timezone.localtime(entry.ends_at)
    status = status_of(entry)
    seats, state = ("", "") if status in ("cancelled", "postponed") else seats_words(facts["wayIn"], left)
    return Row(
        uid=facts["uid"],
        url=event_path(facts),
        title=str(texts["title"]),
        lang=lang_in(facts, "title", language),
        summary=str(texts["summary"]),
        day=date.fromisoformat(facts["day"]),
        starts_at=starts,
        ends_at=ends,
        all_day=facts["allDay"],
        continuous=facts["continuous"] and entry.ends_at - entry.starts_at <= timedelta(hours=20),
        time=time_words(facts, starts, ends),
        place=str(texts["place"]),
        building=str(texts["place"]).split(", ")[0] if facts["venue"] else str(texts["place"]),
        track=str(texts["track"]),
        words=f"{KINDS.get(facts['kind'], '')} · {LANGUAGES.get(facts['language'], '')}",
        seats=seats,
        seats_state=state,
        has_waiting_list=left is None or left.has_waiting_list,
        access=", ".join(str(ACCESS[sign]) for sign in facts["access"] if sign in ACCESS),
        status=status,
        reason=str(texts["reason"]) if status in ("cancelled", "postponed") else "",
        before=before_words(entry, language) if status == "moved" else "",
        place_lang=place_lang(facts, language),
        track_lang=lang_in(facts, "track", language),
        reason_lang=lang_in(facts, "reason", language),
        point=point_of(facts["venue"]),
    )


def texts_in(facts: Facts, language: str) -> dict[str, Any]:
    texts: dict[str, Any] = facts["en" if language == "en" else "nl"]
    return texts


def star_anchor(uid: str) -> str:
    return f"s{uid[:8]}"


def point_of(venue: dict[str, float] | None) -> tuple[float, float] | None:
    return (venue["lat"], venue["lon"]) if venue and None not in (venue["lat"], venue["lon"]) else None


def event_path(facts: dict[str, object]) -> str:
    return reverse("event", kwargs={"slug": facts["slug"] or "x", "code": facts["code"]})


def status_of(entry: Told) -> str:
    if entry.facts["status"] != "scheduled":
        return str(entry.facts["status"])
    return "moved" if entry.previous else ""


def seats_words(way_in: str, left: Seats | None) -> tuple[str, str]:
    """How to get in, and how urgent that is."""
    if way_in not in Occurrence.REGISTERED_HERE or left is None:
        return str(WAYS_IN.get(way_in, "")), ""
    if left.window != "open":
        said = {"soon": _("Aanmelden kan nog niet"), "closed": _("De aanmelding is gesloten")}[left.window]
        return said, left.window
    free = left.free
    if free is None:
        return str(WAYS_IN.get(way_in, "")), ""
    if free <= 0:
        return _("Vol: wachtlijst") if left.has_waiting_list else _("Vol"), "full"
    if free <= FEW_SEATS:
        return ngettext("Nog %(n)d plaats", "Nog %(n)d plaatsen", free) % {"n": free}, "few"
    return ngettext("%(n)d plaats vrij", "%(n)d plaatsen vrij", free) % {"n": free}, ""


def time_words(facts: dict[str, object], starts: datetime, ends: datetime) -> str:
    """20:15–21:00 · doorlopend 20:00–01:00 · vanaf 20:15 · hele dag, t/m za 3 oktober."""
    last = (ends - timedelta(seconds=1)).date()
    if facts["allDay"]:
        return (
            _("hele dag")
            if last <= starts.date()
            else _("hele dag, t/m %(day)s") % {"day": date_format(last, SHORT_DAY)}
        )
    if not facts["endKnown"]:
        return _("vanaf %(time)s") % {"time": clock_words(starts)}
    if ends - starts > timedelta(hours=20):
        return _("%(time)s, t/m %(day)s") % {"time": clock_words(starts), "day": date_format(last, SHORT_DAY)}
    span = f"{clock_words(starts)}{DASH}{clock_words(ends)}"
    return _("doorlopend %(span)s") % {"span": span} if facts["continuous"] else span


def before_words(entry: Told, language: str) -> str:
    """Where and when it was before the last move: day only where that changed, place likewise."""
    previous = entry.previous or {}
    starts_at = parse_datetime(previous.get("startsAt", ""))
    if starts_at is None:
        return ""
    was, now_at = timezone.localtime(starts_at), timezone.localtime(entry.starts_at)
    when = date_format(was, f"{SHORT_DAY} H:i") if was.date() != now_at.date() else clock_words(was)
    place = previous["en" if language == "en" else "nl"]["place"]
    return when if place == texts_in(entry.facts, language)["place"] else f"{when} {place}"
