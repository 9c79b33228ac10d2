"""The gate before sending, the same at every door: errors block, warnings want a name and a reason."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from newsletter.models import Issue, Waiver

from .engine import inspect_issue
from .findings import Finding

LONGEST = 300  # characters of a reason


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What somebody takes upon themselves: the fingerprints of warnings they saw, and why."""

    warnings: Container[str] = ()
    reason: str = ""


def open_warnings(issue: Issue, found: Iterable[Finding]) -> list[Finding]:
    """Those that nobody has taken upon themselves yet."""
    waived = Waiver.objects.filter(issue=issue).fingerprints()
    return [finding for finding in found if finding.severity == "W" and finding.fingerprint not in waived]


def refuse_findings(issue: Issue, send_at: datetime, acceptance: Acceptance) -> list[Finding]:
    """The warnings that ``acceptance`` lets pass, for ``write_waivers``.

    Raises ValidationError with every error by its own code; without any, with every warning that was not accepted
    (``warning``, its fingerprint in the params), or ``reason`` when the reason is missing.
    """
    found = inspect_issue(issue, send_at)
    if errors := [finding for finding in found if finding.is_error]:
        raise ValidationError([ValidationError(one.sentence, code=one.code or one.rule) for one in errors])
    still_open = open_warnings(issue, found)
    if unseen := [one for one in still_open if one.fingerprint not in acceptance.warnings]:
        raise ValidationError([as_refusal(one) for one in unseen])
    if still_open and not acceptance.reason.strip():
        raise ValidationError({"reason": ValidationError(_("Zeg waarom het zo goed is."), code="no_reason")})
    if len(acceptance.reason) > LONGEST:
        said = _("Zeg het in hoogstens %(most)s tekens.") % {"most": LONGEST}
        raise ValidationError({"reason": ValidationError(said, code="too_long")})
    return still_open


def as_refusal(warning: Finding) -> ValidationError:
    return ValidationError(warning.sentence, code="warning", params={"id": warning.fingerprint})


def write_waivers(issue: Issue, accepted: Iterable[Finding], reason: str, by: AbstractBaseUser | None) -> None:
    """One row per warning; whoever was first stays."""
    who = str(getattr(by, "get_full_name", str)() or by.get_username()) if by else ""
    decided = {"issue": issue, "reason": reason.strip(), "by": by, "who": who}
    rows = [Waiver(fingerprint=one.fingerprint, rule=one.rule, sentence=one.sentence, **decided) for one in accepted]
    Waiver.objects.bulk_create(rows, ignore_conflicts=True)


def error_since(issue: Issue) -> str:
    """The first error in a scheduled issue as it is now, as one Dutch sentence; empty when there is none.

    Of whom it goes to nothing is said: who left since it was approved is no reason to hold it.
    """
    found = inspect_issue(issue, issue.send_at, counts_readers=False)
    return next((finding.sentence for finding in found if finding.is_error), "")
