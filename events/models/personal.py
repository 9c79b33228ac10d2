"""*Mijn programma*: what somebody starred, behind one secret address and without an account."""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils import timezone

from .calendar import CalendarEntry
from .registration import Registration

REVOKED_SHOWN = timedelta(days=30)  # so long a revoked calendar says that it was (ical.md A13); then 410


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def in_use(self) -> "ProgrammeQuerySet":
        return self.filter(revoked_at=None)


class Programme(models.Model):
    """Only the SHA-256 of its secret is kept. States: in use, revoked (says so for 30 days), gone."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)  # the calendar's UID; opens nothing
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    used_on = models.DateField(default=timezone.localdate)  # unused ones are erased in time
    revoked_at = models.DateTimeField(null=True)
    entries = models.ManyToManyField(CalendarEntry, related_name="+")
    registrations = models.ManyToManyField(Registration, related_name="programmes")

    objects: ClassVar[ProgrammeQuerySet] = ProgrammeQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"programme {self.pk}"

    def is_gone(self, now: datetime) -> bool:
        """Revoked so long ago that even saying so has ended."""
        return self.revoked_at is not None and now - self.revoked_at > REVOKED_SHOWN
