"""The bytes of *Mijn programma* as a calendar: the ledger's own, each as much one's own as one is in it."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.ical import Busy, CalendarHead, blocking, render_calendar, render_notice, with_alarm
from events.ledger.vevent import organizer_of
from events.models import Programme
from events.shell.identity import product, sender, zone_told
from events.shell.language import language_now

from . import programmes as service

BLOCKING = {"confirmed": Busy.BUSY, "waitlisted": Busy.TENTATIVE, "pending": Busy.TENTATIVE}  # starred: leaves it free
SOON = {"nl": "Begint over een half uur", "en": "Starts in half an hour"}
REVOKED = {"nl": "De link van deze kalender is ingetrokken", "en": "The link to this calendar has been revoked"}


def own_feed(programme: Programme, *, reminds: bool) -> bytes:
    """What is in it, in the language of now; with ``reminds`` an alarm at each line."""
    service.note_use(programme)
    lines, language = service.planned(programme), language_now()
    vevents = [own_vevent(line.entry.vevent_in(language), line.how) for line in lines]
    if reminds:
        vevents = [with_alarm(vevent, SOON[language]) for vevent in vevents]
    newest = max((line.entry.changed_at for line in lines), default=programme.created_at)
    return render_calendar(head(programme, newest), vevents)


def own_vevent(vevent: str, how: str) -> str:
    """``how`` one is in it decides what it blocks (E15)."""
    return blocking(vevent, BLOCKING[how]) if how in BLOCKING else vevent


def revoked_feed(programme: Programme) -> bytes:
    """One line that says so: clients hide a 410 from people (A13)."""
    assert programme.revoked_at is not None
    uid_domain = sender().uid_domain
    notice = render_notice(
        uid=f"revoked-{programme.public_id}@{uid_domain}",
        day=timezone.localdate(programme.revoked_at),
        changed_at=programme.revoked_at,
        summary=REVOKED[language_now()],
        url=own_page(),
        organizer=organizer_of(sender()),
    )
    return render_calendar(head(programme, programme.revoked_at), [notice])


def head(programme: Programme, changed_at: datetime) -> CalendarHead:
    """Without the secret: calendars are passed on."""
    return CalendarHead(
        product=product(),
        name=_("Mijn programma"),
        description=_("Wat u bewaarde en waarvoor u zich aanmeldde"),
        source=own_page(),
        url=own_page(),
        last_modified=changed_at,
        zone=zone_told(),
        color="goldenrod",
    )


def own_page() -> str:
    return settings.SITE_URL + reverse("personal")
