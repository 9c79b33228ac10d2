"""Who we are, for the builders that may not read settings themselves."""

from zoneinfo import ZoneInfo

from django.conf import settings

from events.ical import Sender, Zone, vtimezone
from events.models.facts import Surroundings


def surroundings() -> Surroundings:
    return {"site_url": settings.SITE_URL, "zone": ZoneInfo(settings.TIME_ZONE)}


def zone_told() -> Zone:
    """Our zone with its rules as they are now."""
    zone = surroundings()["zone"]
    return Zone(zone.key, vtimezone(zone))


def sender() -> Sender:
    """Whom calendars name as the organiser: the mailbox our mail comes from."""
    return Sender(settings.SENDER_NAME, settings.SENDER_ADDRESS, settings.UID_DOMAIN)


def product() -> str:
    """PRODID of every calendar we write."""
    return f"-//{settings.SITE_NAME}//Agenda//NL"
