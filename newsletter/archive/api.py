"""Issues over the API: what was sent for everyone, the others with a key."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router
from ninja.errors import AuthenticationError
from ninja.pagination import paginate

from newsletter.models import Issue
from subscribers.access.auth import BearerKey

from .schemas import IssueAnswer, IssueFilter

router = Router(tags=["nieuwsbrief"])
may_read = BearerKey("issues:read")
KEY_OR_NOT: dict[str, Any] = {"security": [{}, {"BearerKey": []}]}


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


def require_key(request: HttpRequest) -> None:
    """What is not public yet needs a key that may read it."""
    if not may_read(request):
        raise AuthenticationError
