"""Forgetting what staff did and what the machinery kept, when its time is over.

One of the tasks of the night that forget: all stand in ``EVERY_NIGHT`` (``prepare``), and in docs/privacy.md.
"""

from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils import timezone
from django_q.models import Task
from wagtail.images.models import Image
from wagtail.models import ModelLogEntry, PageLogEntry, Revision, TaskState, WorkflowState

from config.pictures import forget_copies
from newsletter.models import Issue
from subscribers.accounts.sessions import forget_sessions
from subscribers.pictures.forgetting import forget_uploads

STAFF_KEPT = timedelta(days=730)
MACHINERY_KEPT = timedelta(days=14)  # like the logs: what went wrong may hold words of a mail server


def forget_due(now: datetime) -> dict[str, int]:
    """How many of each."""
    machinery = Task.objects.filter(stopped__lt=now - MACHINERY_KEPT).delete()[0]
    call_command("clearsessions")
    forget_sessions()
    return {
        "history": forget_history(now - STAFF_KEPT),
        "names": forget_names(now - STAFF_KEPT),
        "tasks": machinery,
        "copies": forget_copies(timezone.localdate(now)),
        "uploads": forget_uploads(now),
    }


def forget_history(before: datetime) -> int:
    """What staff did, but for issues of the newsletter: that belongs to their verantwoording."""
    issues = ContentType.objects.get_for_model(Issue)
    old = ModelLogEntry.objects.filter(timestamp__lt=before).exclude(content_type=issues)
    return old.delete()[0] + PageLogEntry.objects.filter(timestamp__lt=before).delete()[0]


def forget_names(before: datetime) -> int:
    """Whose a version, a review or a picture was; the thing itself stays."""
    issues = ContentType.objects.get_for_model(Issue)
    revisions = Revision.objects.filter(created_at__lt=before).exclude(content_type=issues).exclude(user=None)
    asked = WorkflowState.objects.filter(created_at__lt=before).exclude(requested_by=None)
    judged = TaskState.objects.filter(finished_at__lt=before).exclude(finished_by=None)
    pictures = Image.objects.filter(created_at__lt=before).exclude(uploaded_by_user=None)
    return (
        revisions.update(user=None)
        + asked.update(requested_by=None)
        + judged.update(finished_by=None)
        + pictures.update(uploaded_by_user=None)
    )
