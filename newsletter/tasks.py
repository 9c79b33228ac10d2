"""What the queue calls. A lost or doubled call changes nothing: the rows are the truth."""

from django.utils import timezone

from newsletter.services import sending


def tick() -> dict[str, int]:
    """Every minute: start what is due, hold what changed, carry on what is under way."""
    return sending.tick(timezone.now())


def send_deliveries(issue_pk: int) -> dict[str, int]:
    """Send what is due of one issue until the soft deadline."""
    return sending.send_deliveries(issue_pk)
