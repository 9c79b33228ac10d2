"""Who we are, for the builders that may not read settings themselves."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.conf import settings

from events.ical import Zone, vtimezone
from events.models.facts import Surroundings


@dataclass(frozen=True)
class Sender:
    """Whom calendars name as the organizer, with an existing mailbox, and under which domain UIDs are ours."""

    name: str
    address: str
    uid_domain: str


def surroundings() -> Surroundings:
    return {"site_url": settings.SITE_URL, "zone": ZoneInfo(settings.TIME_ZONE)}


def zone_told() -> Zone:
    """Our zone with its rules as they are now."""
    zone = surroundings()["zone"]
    return Zone(zone.key, vtimezone(zone))


def sender() -> Sender:
    """The mailbox that our mail comes from."""
    return Sender(settings.SENDER_NAME, settings.SENDER_ADDRESS, settings.UID_DOMAIN)


def product() -> str:
    """PRODID of every calendar we write."""
    return f"-//{settings.SITE_NAME}//Agenda//NL"
