"""Whom to tell when an issue does not go as it should, and telling them: once, by the queue of service mail.

When the relay itself is away this mail waits for it like every other; the screen is what shows it meanwhile.
"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import formats, timezone

from newsletter.models import Issue
from subscribers.models import Message, State, normalise_address
from subscribers.outbox.letters import Letter
from subscribers.outbox.queueing import queue_letter

LANGUAGE = "nl"  # the desk's


def responsible_for(issue: Issue) -> list[str]:
    """Addresses: who approved it, and where alarms go."""
    approver = issue.approved_by
    wanted = [approver.email if approver and approver.is_active else "", settings.ALARM_ADDRESS]
    return list({normalise_address(email): email for email in wanted if email}.values())


@transaction.atomic
def tell_responsible(issue: Issue, kind: str, *, revision: int, heading: str, sentences: Sequence[str]) -> None:
    """One mail to each; a second call for the same ``kind`` and ``revision`` of an issue sends nothing."""
    url = settings.SITE_URL + reverse("wagtailsnippets_newsletter_issue:progress", args=[issue.pk])
    letter = Letter(heading=heading, sentences=list(sentences), button=("Bekijk de voortgang", url))
    for number, address in enumerate(responsible_for(issue)):
        about = f"issue:{issue.public_id}:{number}"
        queue_letter(kind, about, letter, revision=revision, to=address, language=LANGUAGE)


def whom_we_told(issue: Issue, kind: str, revision: int, now: datetime) -> str:
    """Who was mailed about it, as one Dutch sentence; empty when nobody was."""
    of_issue = Message.objects.filter(about__startswith=f"issue:{issue.public_id}:")
    mails = list(of_issue.filter(kind=kind, revision=revision).order_by("pk"))
    if not mails:
        return ""
    names = " en ".join(mail.email for mail in mails)
    sent = [mail.settled_at for mail in mails if mail.state == State.SENT and mail.settled_at]
    if len(sent) == len(mails):
        return f"Hierover is {clock(max(sent), now)} gemaild aan {names}."
    return f"De mail hierover aan {names} staat klaar; hij gaat weg zodra de mailserver hem aanneemt."


def clock(moment: datetime, now: datetime) -> str:
    """``om 12:13``, and on another day ``op 3 juni om 12:13``."""
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localtime(now).date()
    return formats.date_format(local, r"\o\m H:i" if is_today else r"\o\p j F \o\m H:i")
