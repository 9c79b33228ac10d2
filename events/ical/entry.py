"""One VEVENT: as everybody reads it, as one person does, and the line that says that a link was revoked."""

import hashlib
from datetime import UTC, date, datetime, timedelta

from icalendar import Event as VEvent
from icalendar import vText, vUri

from events.facts import Facts, clean

from .properties import Sender, add_organiser, add_place, add_stamps, add_times

FORM = "2"  # raise it with every change of what render_vevent writes: calendars are then told anew
TITLE_LENGTH = 80
PREFIX = {"nl": "AFGELAST: ", "en": "CANCELLED: "}
WORDS = {
    "nl": {
        "register": "Aanmelden",
        "tickets": "Kaarten",
        "no_end": "De eindtijd is niet bekend.",
        "stream": "Livestream",
        "postponed": "UITGESTELD: ",
        "revoked": "De link van deze kalender is ingetrokken",
    },
    "en": {
        "register": "Register",
        "tickets": "Tickets",
        "no_end": "The end time is not known.",
        "stream": "Live stream",
        "postponed": "POSTPONED: ",
        "revoked": "The link to this calendar has been revoked",
    },
}


def rendering_key(sender: Sender) -> str:
    """What the bytes of an entry depend on beside its facts."""
    return hashlib.sha256(repr((FORM, sender)).encode()).hexdigest()


def render_vevent(
    facts: Facts, *, sequence: int, created_at: datetime, changed_at: datetime, language: str, sender: Sender
) -> str:
    """One VEVENT with CRLF line ends, the same bytes for the same arguments (A8)."""
    texts = facts[language]
    gone = facts["status"] != "scheduled"
    event = VEvent()
    event.add("uid", f"{facts['uid']}@{sender.uid_domain}")
    add_stamps(event, sequence, changed_at)
    event.add("created", created_at.astimezone(UTC).replace(microsecond=0))
    event.add("status", "CANCELLED" if gone else "CONFIRMED")
    add_times(event, facts)
    # A text that fell back to the other language says so (E19).
    spoken = {"LANGUAGE": texts["lang"]} if texts["lang"] != language else {}
    event.add("summary", summary_of(facts, language), parameters=spoken)
    event.add("description", description_of(facts, language), parameters=spoken)
    add_place(event, facts, texts)
    event.add("url", texts["url"])
    if categories := [clean(name) for name in texts["terms"]]:
        event.add("categories", categories)
    event.add("class", "PUBLIC")
    add_organiser(event, sender)
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", vText("FREE"))
    if facts["streamUrl"]:
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
    prefixes = {"cancelled": PREFIX[language], "postponed": WORDS[language]["postponed"]}
    return prefixes.get(facts["status"], "") + title


def description_of(facts: Facts, language: str) -> str:
    """Why it is off, what it is, how one gets in, and last the address of its page (E9, E10)."""
    texts, words = facts[language], WORDS[language]
    parts = [texts["reason"] if facts["status"] != "scheduled" else "", texts["summary"], texts["text"]]
    parts += [f"{words['stream']}: {facts['streamUrl']}"] if facts["streamUrl"] else []
    parts += [f"{words['tickets']}: {facts['ticketUrl']}"] if facts["ticketUrl"] else []
    # Facts that were withdrawn keep the address, and those from before it was kept have none.
    parts += (
        [f"{words['register']}: {texts['register']}"]
        if texts.get("register") and facts["status"] == "scheduled"
        else []
    )
    parts += [] if facts["endKnown"] else [words["no_end"]]
    return "\n\n".join([part for part in parts if part] + [texts["url"]])


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
