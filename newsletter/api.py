"""Issues: the archive for everyone; planning, and how far the sending is, with a key."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status
from ninja.errors import AuthenticationError
from ninja.pagination import paginate

from newsletter.archive.schemas import DeliveryAnswer, IssueAnswer, IssueFilter, ScheduleRequest
from newsletter.deliveries.figures import counts_per_state
from newsletter.models import Issue
from newsletter.schedule.scheduling import schedule_issue, unschedule_issue
from subscribers.access.auth import BearerKey

router = Router(tags=["nieuwsbrief"])
may_read = BearerKey("issues:read")
may_write = BearerKey("issues:write")
KEY_OR_NOT: dict[str, Any] = {"security": [{}, {"BearerKey": []}]}
Answer = dict[str, object]


@router.get(
    "/issues",
    response=list[IssueAnswer],
    operation_id="listIssues",
    summary="Nummers van de nieuwsbrief",
    openapi_extra=KEY_OR_NOT,
    by_alias=True,
)
@paginate
def list_issues(request: HttpRequest, wanted: Query[IssueFilter]) -> QuerySet[Issue]:
    """Het nieuwste eerst. Zonder sleutel zijn er alleen de verzonden nummers; `issues:read` geeft ook de andere."""
    if wanted.state != Issue.State.SENT:
        require_key(request)
    return (
        Issue.objects.filter(state=wanted.state).prefetch_related("topics").order_by("-sent_at", "-created_at", "-pk")
    )


@router.get(
    "/issues/{uuid:id}",
    response=IssueAnswer,
    operation_id="getIssue",
    summary="Eén nummer",
    openapi_extra=KEY_OR_NOT,
    by_alias=True,
)
def get_issue(request: HttpRequest, id: UUID) -> Issue:
    """Zonder sleutel alleen als het verzonden is."""
    issue = get_object_or_404(Issue, public_id=id)
    if issue.state != Issue.State.SENT:
        require_key(request)
    return issue


@router.put(
    "/issues/{uuid:id}/schedule",
    auth=may_write,
    response=IssueAnswer,
    operation_id="scheduleIssue",
    summary="Een nummer inplannen",
    description="Keurt het goed zoals het nu is en plant het in. Vraagt een sleutel met `issues:write`.",
    by_alias=True,
)
def put_schedule(request: HttpRequest, id: UUID, body: ScheduleRequest) -> Issue:
    issue = get_object_or_404(Issue, public_id=id)
    if issue.state == Issue.State.SCHEDULED and issue.send_at == body.send_at:
        return issue  # a PUT that is repeated, because its answer was lost
    return schedule_issue(issue, body.send_at, by=request.auth.user)  # type: ignore[attr-defined]


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


@router.get(
    "/issues/{uuid:id}/delivery",
    auth=may_read,
    response=DeliveryAnswer,
    operation_id="getDelivery",
    summary="Hoe ver het verzenden is",
    description="Vraagt een sleutel met `issues:read`.",
    by_alias=True,
)
def get_delivery(request: HttpRequest, id: UUID) -> Answer:
    issue = get_object_or_404(Issue, public_id=id)
    counts = counts_per_state(issue)
    return {"issue_id": issue.public_id, "state": issue.state, "total": sum(counts.values()), **counts}


def require_key(request: HttpRequest) -> None:
    """What is not public yet needs a key that may read it."""
    if not may_read(request):
        raise AuthenticationError
