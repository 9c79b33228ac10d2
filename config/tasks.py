"""What the queue calls for the installation as a whole; calling twice is as good as once."""

from django.utils import timezone

from config.persons import forgetting


def forget() -> dict[str, int]:
    """Every night: what staff did two years ago, sessions that are over, and old results of tasks."""
    return forgetting.forget_due(timezone.now())
