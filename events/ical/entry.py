"""One VEVENT: as everybody reads it, as one person does, and the line that says that a link was revoked."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from icalendar import Event as VEvent
from icalendar import vText, vUri

from events.models.facts import Facts, is_free
from subscribers.plaintext import one_line

from .properties import Sender, add_organiser, add_place, add_stamps, add_times, fell_back, spoken_as
from .zone import vtimezone

FORM = "3"  # raise it with every change of what render_vevent writes: calendars are then told anew
TITLE_LENGTH = 80
PREFIX = {"nl": "AFGELAST: ", "en": "CANCELLED: "}
WORDS = {
    "nl": {
        "entrance": "Toegang",
        "free": "gratis",
        "register": "Aanmelden",
        "tickets": "Kaarten",
        "no_end": "De eindtijd is niet bekend.",
        "stream": "Livestream",
        "postponed": "UITGESTELD: ",
        "revoked": "De link van deze kalender is ingetrokken",
        "soon": "Begint over een half uur",
    },
    "en": {
        "entrance": "Entrance",
        "free": "free of charge",
        "register": "Register",
        "tickets": "Tickets",
        "no_end": "The end time is not known.",
        "stream": "Live stream",
        "postponed": "POSTPONED: ",
        "revoked": "The link to this calendar has been revoked",
        "soon": "Starts in half an hour",
    },
}
WAYS_IN = {
    "nl": {
        "free": "vrij binnenlopen",
        "expected": "vrij, laat weten dat u komt",
        "register": "met aanmelding",
        "choose": "met aanmelding, kies één van meer",
        "apply": "op aanvraag",
        "elsewhere": "kaarten elders",
        "invited": "alleen op uitnodiging",
    },
    "en": {
        "free": "walk in",
        "expected": "open to all, let us know you are coming",
        "register": "by registration",
        "choose": "by registration, choose one of several",
        "apply": "on application",
        "elsewhere": "tickets elsewhere",
        "invited": "by invitation only",
    },
}
IMAGE_TYPES = {"gif": "gif", "jpg": "jpeg", "jpeg": "jpeg", "png": "png", "webp": "webp"}


def rendering_key(sender: Sender, zone: ZoneInfo, *, brief: bool) -> str:
    """What the bytes of an entry depend on beside its facts."""
    return hashlib.sha256(repr((FORM, sender, vtimezone(zone), brief)).encode()).hexdigest()


def render_vevent(
    facts: Facts,
    *,
    sequence: int,
    created_at: datetime,
    changed_at: datetime,
    language: str,
    sender: Sender,
    zone: ZoneInfo,
    brief: bool = False,
) -> str:
    """One VEVENT with CRLF line ends, the same bytes for the same arguments (A8).

    ``brief`` is for what is long over: one sentence and the address of the page, where the rest still stands.
    """
    texts = facts[language]
    gone = facts["status"] != "scheduled"
    event = VEvent()
    event.add("uid", f"{facts['uid']}@{sender.uid_domain}")
    add_stamps(event, sequence, changed_at)
    event.add("created", created_at.astimezone(UTC).replace(microsecond=0))
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    add_times(event, facts, zone)
    event.add("summary", summary_of(facts, language), parameters=spoken_as(fell_back(texts, "title")))
    body, is_fallback = description_of(facts, language, brief=brief), is_mostly_fallback(facts, language, brief=brief)
    event.add("description", body, parameters=spoken_as(is_fallback))
    add_place(event, facts, texts)
    event.add("url", texts["url"])
    if facts.get("image") and not brief:
        add_image(event, urljoin(texts["url"], facts["image"]["url"]))
    if categories := [one_line(name) for name in texts["terms"]]:
        event.add("categories", categories)
    event.add("class", "PUBLIC")
    add_organiser(event, sender)
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", vText("FREE"))
    if facts["streamUrl"] and not brief:
        event.add(
            "conference",
            vUri(facts["streamUrl"]),
            parameters={"VALUE": "URI", "FEATURE": "VIDEO", "LABEL": WORDS[language]["stream"]},
        )
    return event.to_ical(sorted=False).decode()


def summary_of(facts: Facts, language: str) -> str:
    """Plain, short, without the venue (E7); a cancelled or postponed one says so first (E5)."""
    title: str = facts[language]["title"]
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1].rstrip() + "…"
    return prefix_of(facts, language) + title


def prefix_of(facts: Facts, language: str) -> str:
    """What stands before a title that else would be taken for something that goes on."""
    return {"cancelled": PREFIX[language], "postponed": WORDS[language]["postponed"]}.get(facts["status"], "")


def add_image(event: VEvent, address: str) -> None:
    """A picture by its address, never inside (E11, RFC 7986 §5.10)."""
    kind = IMAGE_TYPES.get(urlsplit(address).path.rpartition(".")[2].lower())
    format_type = {"FMTTYPE": f"image/{kind}"} if kind else {}
    event.add("image", vUri(address), parameters={"VALUE": "URI", "DISPLAY": "BADGE", **format_type})


def description_of(facts: Facts, language: str, *, brief: bool = False) -> str:
    """Why it is off, what it is, how one gets in, and last the address of its page (E9, E10)."""
    texts, words = facts[language], WORDS[language]
    parts = [texts[name] for name in prose_of(facts, brief=brief)]
    if not brief:
        parts += [entrance_of(facts, language)] if facts["status"] == "scheduled" else []
        parts += [f"{words['stream']}: {facts['streamUrl']}"] if facts["streamUrl"] else []
        parts += [f"{words['tickets']}: {facts['ticketUrl']}"] if facts["ticketUrl"] else []
        # Facts that were withdrawn keep the address, and those from before it was kept have none.
        may_register = texts.get("register") and facts["status"] == "scheduled"
        parts += [f"{words['register']}: {texts['register']}"] if may_register else []
        parts += [] if facts["endKnown"] else [words["no_end"]]
    return "\n\n".join([part for part in parts if part] + [texts["url"]])


def prose_of(facts: Facts, *, brief: bool) -> list[str]:
    """Names of the texts that staff wrote, in the order in which they are read."""
    return [*([] if facts["status"] == "scheduled" else ["reason"]), "summary", *([] if brief else ["text"])]


def is_mostly_fallback(facts: Facts, language: str, *, brief: bool) -> bool:
    """Whether most of the text is in the other language: one property has room for one LANGUAGE (E19)."""
    texts = facts[language]
    lengths = {True: 0, False: 0}
    for name in prose_of(facts, brief=brief):
        lengths[fell_back(texts, name)] += len(texts[name])
    return lengths[True] > lengths[False]


def entrance_of(facts: Facts, language: str) -> str:
    """``Toegang: kaarten elders, € 12,50``"""
    price = facts[language]["price"] or (WORDS[language]["free"] if is_free(facts) else "")
    ways = [WAYS_IN[language].get(facts["wayIn"], ""), price]
    return f"{WORDS[language]['entrance']}: {', '.join(way for way in ways if way)}"


def personal_vevent(vevent: str, how: str) -> str:
    """The same VEVENT for the calendar of one person (E15): ``how`` one is in it decides what it blocks.

    confirmed blocks the hour, waitlisted and pending are tentative, starred leaves it free. A cancelled one stays so.
    """
    if how == "starred" or "\r\nSTATUS:CANCELLED\r\n" in vevent:
        return vevent
    if how in ("waitlisted", "pending"):
        vevent = vevent.replace("\r\nSTATUS:CONFIRMED\r\n", "\r\nSTATUS:TENTATIVE\r\n", 1)
    busy = "BUSY" if how == "confirmed" else "TENTATIVE"
    vevent = vevent.replace("\r\nTRANSP:TRANSPARENT\r\n", "\r\nTRANSP:OPAQUE\r\n", 1)
    return vevent.replace("\r\nX-MICROSOFT-CDO-BUSYSTATUS:FREE\r\n", f"\r\nX-MICROSOFT-CDO-BUSYSTATUS:{busy}\r\n", 1)


def with_reminder(vevent: str, language: str) -> str:
    """With an alarm half an hour before (E16): for who asked for it, in a personal calendar alone.

    Not for what is off, and not for a whole day, which begins at midnight.
    """
    if "\r\nSTATUS:CANCELLED\r\n" in vevent or "\r\nDTSTART;VALUE=DATE:" in vevent:
        return vevent
    lines = ("BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{WORDS[language]['soon']}", "TRIGGER:-PT30M", "END:VALARM")
    return vevent.replace("\r\nEND:VEVENT", "".join(f"\r\n{line}" for line in lines) + "\r\nEND:VEVENT", 1)


def revoked_vevent(uid: str, day: date, changed_at: datetime, language: str, sender: Sender, *, page: str) -> str:
    """One all-day line that says the address was revoked: clients hide a 410 from people (A13)."""
    event = VEvent()
    event.add("uid", f"revoked-{uid}@{sender.uid_domain}")
    add_stamps(event, 0, changed_at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("status", "CONFIRMED")
    event.add("summary", WORDS[language]["revoked"])
    event.add("description", page)
    event.add("url", page)
    add_organiser(event, sender)
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", vText("FREE"))
    return event.to_ical(sorted=False).decode()
