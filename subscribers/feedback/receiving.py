"""A mail to our bounce address or to the organizer of an invitation: read, believed or not, and kept.

Whatever it is, it is taken once and never refused. In this order: a report on our mail (which may bring an invitation
of ours back), a calendar that answers one, who leaves by mail, what a program writes for an absent person, the rest.
``ANSWER_TAKER`` names, by a dotted path, who knows invitations: a function of the bytes of a calendar that tells
whether it answers one of ours; None where it answers nothing.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from subscribers.dsn import RecipientStatus, Report, ReportType, read_report, subject_of
from subscribers.models import Bounce, QuarantinedMail, normalise_address
from subscribers.outbox.marks import Origin, find_origin
from subscribers.subscriptions.unsubscribing import leave_by_mail

from .judging import judge, judge_feedback
from .quarantine import quarantine
from .recording import Finding, record

log = logging.getLogger(__name__)
Kind = Bounce.Kind
QUARANTINED, ANSWERED = "quarantined", "answered"
NO_REPORT = (ReportType.UNKNOWN, ReportType.AUTOMATIC)


def receive_mail(raw: bytes, *, source: str, recipient: str = "", size: int | None = None) -> str:
    """Take in one mail; returns the kind of bounce it is, ``answered`` for what a calendar says, ``left`` for who signs
    off by mail, ``in-words`` for what people are to read, or ``quarantined``.

    The same mail again changes nothing.

    ``raw`` may be cut off; ``size`` is then how long it was. ``recipient`` is the envelope's, where it is known.
    """
    size = len(raw) if size is None else size
    report = read_safely(raw)
    is_ours = take_calendars(report.calendars)
    if is_ours:
        return ANSWERED
    if report.type in NO_REPORT and leave_by_mail(subject_of(raw)):
        return str(Kind.LEFT)
    if is_ours is False:
        quarantine(raw, size, source, QuarantinedMail.Reason.UNIDENTIFIED)
        return QUARANTINED
    if report.type == ReportType.UNKNOWN:
        quarantine(raw, size, source, QuarantinedMail.Reason(report.problem))
        return report.problem if report.problem == QuarantinedMail.Reason.IN_WORDS else QUARANTINED
    origin = find_origin((recipient, *report.hints))
    finding = finding_of(report, origin, raw, source)
    bounce, is_new = record(finding, origin)
    if is_new and origin is None and bounce.kind != Kind.AUTOMATIC:
        quarantine(raw, size, source, QuarantinedMail.Reason.UNIDENTIFIED)
    return str(bounce.kind)


def take_calendars(calendars: Sequence[bytes]) -> bool | None:
    """Whether one of them answers an invitation of ours; None when none answers anything. Mostly they are the same."""
    take: Callable[[bytes], bool | None] = import_string(settings.ANSWER_TAKER)
    said = [take(calendar) for calendar in calendars]
    return None if all(one is None for one in said) else any(said)


def read_safely(raw: bytes) -> Report:
    """A mistake of ours in reading must not make a mail come back for ever: it is kept, and we hear of it."""
    try:
        return read_report(raw)
    except Exception as error:  # noqa: BLE001  said without the mail's words, which a traceback would hold
        log.error("a report could not be read: %s", type(error).__name__)
        return Report(ReportType.UNKNOWN, problem="broken")


def finding_of(report: Report, origin: Origin | None, raw: bytes, source: str) -> Finding:
    if report.type == ReportType.AUTOMATIC:
        return Finding(event_id_of(report, origin, raw, RecipientStatus()), source, Kind.AUTOMATIC)
    if report.type == ReportType.FEEDBACK:
        event_id = event_id_of(report, origin, raw, RecipientStatus(action=report.feedback))
        kind = judge_feedback(report.feedback)
        return Finding(event_id, source, kind, action=report.feedback, reporter=report.reporter)
    recipient, is_about_us = choose_recipient(report.recipients, origin)
    kind = judge(recipient)
    if kind == Kind.HARD and not is_about_us:
        kind = Kind.SOFT  # our mail was passed on to an address that is dead; that of our subscriber may not be
    return Finding(
        event_id_of(report, origin, raw, recipient),
        source,
        kind,
        recipient.action,
        recipient.status,
        recipient.diagnostic,
        report.reporter,
    )


def choose_recipient(recipients: tuple[RecipientStatus, ...], origin: Origin | None) -> tuple[RecipientStatus, bool]:
    """(what is said of the address we wrote to, True), or the first one and False when it is about others."""
    ours = normalise_address(origin.row.email) if origin and origin.row else None
    for recipient in recipients:
        if ours and ours in map(normalise_address, recipient.addresses):
            return recipient, True
    return recipients[0], ours is None


def event_id_of(report: Report, origin: Origin | None, raw: bytes, recipient: RecipientStatus) -> str:
    """The same for one report however it came: copies differ in the headers that servers add on the way."""
    about = f"{origin.name}:{origin.row.pk if origin.row else ''}" if origin else ""
    known_by = report.own_id or hashlib.sha256(raw).hexdigest()
    words = "\0".join((report.type, known_by, about, *recipient.addresses, recipient.action, recipient.status))
    return f"mail:{hashlib.sha256(words.encode()).hexdigest()}"
