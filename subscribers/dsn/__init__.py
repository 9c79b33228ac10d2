"""What other mail systems report about our mail, read from bytes: RFC 3464, RFC 5965, and out-of-office replies.

Only what those standards make machine-readable is read; the prose of a bounce never is. Whatever the bytes are, the
work is bounded by the limits in ``parts`` and ``fields``, and an answer comes back.
"""

from .delivery import status_in
from .reading import READ_BYTES, read_report, subject_of
from .report import Form, Report, Verdict

__all__ = [
    "READ_BYTES",
    "Form",
    "Report",
    "Verdict",
    "read_report",
    "status_in",
    "subject_of",
]
