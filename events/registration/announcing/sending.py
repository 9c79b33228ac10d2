"""The states of an announcement: one function for each arrow. Nowhere else is a state written.

    draft ──begin──▶ sending ──go_on…──▶ sent
                        └──stop──▶ stopped

Its mails are rows of the queue of service mail, written a slice at a time with the address they came to, in one
transaction: who dies between two slices leaves a row from which the tick goes on, and nobody is written to twice. A
slice waits until most of the one before it has left, so that a confirmation never stands behind thousands of these.
"""

import hashlib
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django_q.tasks import async_task
from wagtail.log_actions import log

from events.models import Announcement
from events.registration.mail.links import about
from subscribers.models import OPEN_STATES, Message
from subscribers.outbox.queueing import queue_happening, queue_letter
from subscribers.outbox.states import skip

from .audience import count_people, next_addresses, parties_by_address
from .letter import announced, sample

State = Announcement.State
TASK: Final = "events.tasks.send_announcements"
WRITER: Final = "announcement"  # in ``MAIL_WRITERS``
PREFIX: Final = "announcement."  # of the kind of its mails
SLICE: Final = 100
MOST_OPEN: Final = 500  # mails of one announcement that wait to be sent
ACTIONS = {
    "announcement.begin": ("Versturen", "Bericht aan bezoekers verstuurd"),
    "announcement.stop": ("Stoppen", "Versturen van een bericht aan bezoekers gestopt"),
    "announcement.test": ("Proefmail", "Proefmail van een bericht aan bezoekers"),
}


def kind_of(announcement: Announcement) -> str:
    return f"{PREFIX}{announcement.pk}"


def lock(announcement: Announcement) -> Announcement:
    return Announcement.objects.select_for_update().get(pk=announcement.pk)


def fingerprint(announcement: Announcement) -> str:
    """Of what was looked at before it was sent: the text, to whom, and to how many."""
    seen = (
        *(announcement.subject, announcement.body, announcement.subject_en, announcement.body_en),
        *(announcement.occurrence_id, announcement.event_id, announcement.edition_id, sorted(announcement.standings)),
        count_people(announcement).total(),
    )
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


@transaction.atomic
def begin(announcement: Announcement, seen: str, by: Any) -> bool:
    """draft → sending, once: False for a second tap. ``seen``: the fingerprint of what was looked at.

    Raises ``ValidationError`` where that is not how it is any more, or nobody would get it.
    """
    row = lock(announcement)
    if row.state != State.DRAFT:
        return False
    many = count_people(row).total()
    if not many:
        raise ValidationError("Er is niemand aan wie dit bericht gaat.", code="nobody")
    if fingerprint(row) != seen:
        raise ValidationError(
            "De tekst of het aantal ontvangers is net veranderd. Kijk nog eens, en verstuur dan.", code="changed"
        )
    row.state, row.started_at, row.by = State.SENDING, timezone.now(), by
    row.save(update_fields=["state", "started_at", "by"])
    log(row, "announcement.begin", user=by, data={"recipients": many})
    async_task(TASK)
    return True


def go_on_all() -> int:
    """The minute tick's share, and the task's: of each as many mails as may wait; returns how many were written."""
    return sum(sum(iter(partial(go_on, one), 0)) for one in Announcement.objects.sending().order_by("pk"))


@transaction.atomic
def go_on(announcement: Announcement) -> int:
    """sending → sending, a slice further, or sent; returns how many mails were written."""
    row = lock(announcement)
    if (
        row.state != State.SENDING
        or Message.objects.filter(kind=kind_of(row), state__in=OPEN_STATES).count() >= MOST_OPEN
    ):
        return 0
    addresses = next_addresses(row, SLICE)
    for parties in parties_by_address(row, addresses).values():
        if parties:
            told = announced(row, parties)
            queue_happening(
                kind_of(row),
                about(parties[0]),
                told.as_json(),
                writer=WRITER,
                revision=0,
                to=parties[0].email,
                language=told.language,
                subject=told.subject,
            )
    row.recipients += len(addresses)
    row.reached = addresses[-1] if addresses else ""
    if len(addresses) < SLICE:
        row.state, row.ended_at, row.reached = State.SENT, timezone.now(), ""
    row.save(update_fields=["recipients", "reached", "state", "ended_at"])
    return len(addresses)


@transaction.atomic
def stop(announcement: Announcement, by: Any) -> int:
    """sending, sent with mails that wait → stopped; returns how many mails do not go. What left stays gone."""
    row = lock(announcement)
    kept = skip(Message.objects.filter(kind=kind_of(row)), "cancelled", timezone.now())
    if row.state == State.SENDING or kept:
        row.state, row.ended_at, row.reached = State.STOPPED, timezone.now(), ""
        row.save(update_fields=["state", "ended_at", "reached"])
        log(row, "announcement.stop", user=by, data={"kept": kept})
    return kept


@transaction.atomic
def send_test(announcement: Announcement, by: Any) -> str:
    """One mail in each language to the colleague's own address, which is returned. Raises without one."""
    if not by.email:
        raise ValidationError("Bij uw account staat geen e-mailadres.", code="no_address")
    log(announcement, "announcement.test", user=by)
    number = Message.objects.filter(about=f"{PREFIX}test:{announcement.pk}").count()
    for language in announcement.languages:
        queue_letter(
            f"{PREFIX}test.{language}",
            f"{PREFIX}test:{announcement.pk}",
            sample(announcement, language),
            revision=number,
            to=by.email,
            language=language,
        )
    return str(by.email)


def progress_of(announcement: Announcement) -> dict[str, int]:
    """Mails by what became of them. One query."""
    rows = Message.objects.filter(kind=kind_of(announcement)).order_by().values_list("state", flat=True)
    counts = {"open": 0, "sent": 0, "failed": 0, "uncertain": 0, "skipped": 0}
    for state in rows:
        counts["open" if state in OPEN_STATES else state] += 1
    return counts
