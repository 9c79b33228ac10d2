"""Times and places of the facts in people's words, in the active language. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.models.facts import Facts, moment
from subscribers.shell.walltime import comes_twice


def when_in_words(facts: Facts, zone: ZoneInfo) -> str:
    """“zaterdag 19 september 2026, 20:15–21:00”; an all-day one names its days."""
    start, end = moment(facts["startsAt"]).astimezone(zone), moment(facts["endsAt"]).astimezone(zone)
    if facts["allDay"]:
        last = end - timedelta(days=1)
        first_day, last_day = day_in_words(start), day_in_words(last)
        return (
            first_day
            if last.date() <= start.date()
            else _("%(first)s tot en met %(last)s") % {"first": first_day, "last": last_day}
        )
    hours = f"{clock_words(start)}–{clock_words(end)}" if facts["endKnown"] else clock_words(start)
    if facts["continuous"]:
        hours = _("doorlopend %(hours)s") % {"hours": hours}
    return f"{day_in_words(start)}, {hours}"


def clock_words(local: datetime) -> str:
    """“20:15”; in the hour that the clock shows twice also which of the two: “02:30 (wintertijd)”."""
    if not comes_twice(local):
        return f"{local:%H:%M}"
    which = _("wintertijd") if local.fold else _("zomertijd")
    return f"{local:%H:%M} ({which})"


def day_in_words(day: datetime) -> str:
    return date_format(day, "l j F Y")


def move_in_words(before: Facts, after: Facts, language: str) -> str:
    """What moved: the time, the place, or both."""
    times = [(facts["startsAt"], facts["endsAt"], facts["allDay"]) for facts in (before, after)]
    is_elsewhere = before[language]["place"] != after[language]["place"]
    if times[0] == times[1]:
        return _("het is op een andere plek.")
    return _("het is op een ander moment en een andere plek.") if is_elsewhere else _("het is op een ander moment.")


def stream_in_words(before: Facts, after: Facts) -> str:
    """What became of the link of the live stream, where it is not the same."""
    if not after["streamUrl"]:
        return _("er is geen livestream meer.")
    return _("de livestream heeft een andere link.") if before["streamUrl"] else _("er is nu een livestream.")
