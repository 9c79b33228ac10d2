"""Scheduling an issue over the API, and taking that back; with a key."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Status

from newsletter.archive.schemas import IssueAnswer
from newsletter.checks.acceptance import Acceptance
from newsletter.models import Issue
from subscribers.access.auth import BearerKey

from .scheduling import schedule_issue, unschedule_issue
from .schemas import ScheduleRequest

router = Router(tags=["nieuwsbrief"])
may_write = BearerKey("issues:write")


@router.put(
    "/issues/{uuid:id}/schedule",
    auth=may_write,
    response=IssueAnswer,
    operation_id="scheduleIssue",
    summary="Een nummer inplannen",
    description="Keurt het goed zoals het nu is en plant het in. Een fout houdt het tegen. Een waarschuwing geeft 409 "
    "met een `id` bij elke reden; stuur die mee in `acceptedWarnings`, met een `reason`, om haar voor uw rekening te "
    "nemen. Vraagt een sleutel met `issues:write`.",
    by_alias=True,
)
def put_schedule(request: HttpRequest, id: UUID, body: ScheduleRequest) -> Issue:
    issue = get_object_or_404(Issue, public_id=id)
    if issue.state == Issue.State.SCHEDULED and issue.send_at == body.send_at:
        return issue  # a PUT that is repeated, because its answer was lost
    acceptance = Acceptance(body.accepted_warnings, body.reason)
    return schedule_issue(issue, body.send_at, by=request.auth.user, acceptance=acceptance)  # type: ignore[attr-defined]


@router.delete(
    "/issues/{uuid:id}/schedule",
    auth=may_write,
    response={204: None},
    operation_id="unscheduleIssue",
    summary="Het inplannen terugnemen",
    description="Het nummer is daarna weer een concept. Vraagt een sleutel met `issues:write`.",
    by_alias=True,
)
def delete_schedule(request: HttpRequest, id: UUID) -> Status[None]:
    unschedule_issue(get_object_or_404(Issue, public_id=id), by=request.auth.user)  # type: ignore[attr-defined]
    return Status(204, None)
