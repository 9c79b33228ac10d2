"""From the bytes of a mail to a report."""

import re
from email.errors import HeaderParseError
from email.header import decode_header, make_header

from .automatic import is_automatic
from .calendars import calendar_of, is_calendar, is_tnef, leaves_of
from .delivery import read_delivery
from .fields import Fields, first, read_fields, readable
from .parts import Part, decoded, parts_of, read_part, unify_lines
from .report import Report, ReportType

READ_BYTES = 1024 * 1024  # the machine-readable part stands before the mail that is sent back
DEPTH = 3  # a report wrapped by a gateway or a list
HINTS = 30
DELIVERY_TYPES = ("message/delivery-status", "message/global-delivery-status")
REPORT_TYPES = (*DELIVERY_TYPES, "message/feedback-report")
RETURNED_TYPES = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
ENVELOPE_FIELDS = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to")
RETURNED_FIELDS = ("message-id", "return-path", "x-return-path")
FEEDBACK_FIELDS = ("original-mail-from", "original-envelope-id")
REPLY_FIELDS = ("in-reply-to", "references")
REPLY_SUBJECT = re.compile(r"(?:re|antw|aw|sv|vs|rif|odp)\s?:", re.IGNORECASE)


def read_report(raw: bytes) -> Report:
    """What ``raw`` reports; only its first ``READ_BYTES`` are looked at, and nothing in it can raise."""
    whole = read_part(unify_lines(raw[:READ_BYTES]))
    parts = report_parts(whole, DEPTH)
    for part in parts:
        if part.kind in DELIVERY_TYPES:
            return delivery_report(whole, parts, part)
        if part.kind == "message/feedback-report":
            return feedback_report(whole, parts, part)
    hints = values_of(whole.fields, ENVELOPE_FIELDS) + values_of(whole.fields, REPLY_FIELDS)
    leaves = list(leaves_of(whole, DEPTH))
    calendars = tuple(calendar_of(part) for part in leaves if is_calendar(part))
    if is_automatic(whole.fields) or any(part.kind == "message/disposition-notification" for part in parts):
        return Report(ReportType.AUTOMATIC, own_id(whole), hints[:HINTS], calendars=calendars)
    is_answer = REPLY_SUBJECT.match(subject_in(whole)) or any(is_tnef(part) for part in leaves)
    problem = "broken" if parts else "in-words" if is_answer else "not-a-report"
    return Report(ReportType.UNKNOWN, own_id(whole), hints[:HINTS], problem=problem, calendars=calendars)


def report_parts(whole: Part, depth: int) -> list[Part]:
    """The parts of the first report in ``whole``, which is mostly ``whole`` itself; empty when there is none.

    Some servers say multipart/mixed and are otherwise as RFC 3464 wants them.
    """
    if not whole.kind.startswith("multipart/") or not depth:
        return []
    parts = parts_of(whole)
    if whole.kind == "multipart/report" or any(part.kind in REPORT_TYPES for part in parts):
        return parts
    return next((found for part in parts if (found := report_parts(part, depth - 1))), [])


def delivery_report(whole: Part, parts: list[Part], part: Part) -> Report:
    about, recipients = read_delivery(decoded(part))
    hints = values_of(whole.fields, ENVELOPE_FIELDS) + returned_values(parts) + values_of(whole.fields, REPLY_FIELDS)
    if not recipients:
        return Report(ReportType.UNKNOWN, own_id(whole), hints[:HINTS], problem="broken")
    reporter = first(about, "reporting-mta").rpartition(";")[2].strip()
    return Report(ReportType.DELIVERY, own_id(whole), hints[:HINTS], recipients, reporter=reporter)


def feedback_report(whole: Part, parts: list[Part], part: Part) -> Report:
    said = read_fields(decoded(part))
    kind = first(said, "feedback-type").lower()
    hints = values_of(said, FEEDBACK_FIELDS) + returned_values(parts) + values_of(whole.fields, ENVELOPE_FIELDS)
    if not kind:
        return Report(ReportType.UNKNOWN, own_id(whole), hints[:HINTS], problem="broken")
    reporter = first(said, "user-agent") or first(said, "reporting-mta")
    return Report(ReportType.FEEDBACK, own_id(whole), hints[:HINTS], feedback=kind, reporter=reporter)


def returned_values(parts: list[Part]) -> tuple[str, ...]:
    """From the header of the mail it is about, as far as the report brings that back."""
    for part in parts:
        if part.kind in RETURNED_TYPES:
            return values_of(read_part(decoded(part).lstrip(b"\n")).fields, RETURNED_FIELDS)
    return ()


def values_of(fields: Fields, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for name in names for value in fields.get(name, ())[:5])


def own_id(whole: Part) -> str:
    return first(whole.fields, "message-id")


def subject_of(raw: bytes) -> str:
    """The subject as people read it, as far as it can be read."""
    return subject_in(read_part(unify_lines(raw[:READ_BYTES])))


def subject_in(whole: Part) -> str:
    said = first(whole.fields, "subject")
    try:
        return readable(str(make_header(decode_header(said))))
    except (HeaderParseError, LookupError, ValueError):
        return said
