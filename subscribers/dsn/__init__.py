"""What comes back on a mail, read from bytes: bounces, complaints, out-of-office replies, and calendars that answer.

Only what the standards make machine-readable is read; the prose of a bounce never is. It promises a ``Report`` for any
bytes whatever, without an exception, and work bounded by the limits in ``parts`` and ``fields``. A report is what a
stranger says: nothing in it is proof of which mail it is about.

Sources: RFC 3464 and 6533 (delivery status notifications), 3463 and 2034 (enhanced status codes), 5965 (complaints,
ARF), 3834 (automatic replies), 8098 (read receipts), 6522 (multipart/report), 2045 and 2046 (MIME), 6047 (calendars by
mail).
"""

from .delivery import status_in
from .reading import READ_BYTES, read_report, subject_of
from .report import RecipientStatus, Report, ReportType

__all__ = [
    "READ_BYTES",
    "RecipientStatus",
    "Report",
    "ReportType",
    "read_report",
    "status_in",
    "subject_of",
]
