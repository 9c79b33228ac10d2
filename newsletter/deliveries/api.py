"""How far an issue is, over the API; with a key."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router

from newsletter.models import Issue
from subscribers.access.auth import BearerKey

from .figures import counts_per_state
from .schemas import DeliveryAnswer

router = Router(tags=["nieuwsbrief"])
may_read = BearerKey("issues:read")


@router.get(
    "/issues/{uuid:id}/delivery",
    auth=may_read,
    response=DeliveryAnswer,
    operation_id="getDelivery",
    summary="Hoe ver het verzenden is",
    description="Vraagt een sleutel met `issues:read`.",
    by_alias=True,
)
def get_delivery(request: HttpRequest, id: UUID) -> dict[str, object]:
    issue = get_object_or_404(Issue, public_id=id)
    counts = counts_per_state(issue)
    return {"issue_id": issue.public_id, "state": issue.state, "total": sum(counts.values()), **counts}
