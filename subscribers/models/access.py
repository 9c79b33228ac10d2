"""Secrets that open something (only their hashes are kept) and counts that limit use."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class LinkTokenQuerySet(models.QuerySet["LinkToken"]):
    def usable(self) -> "LinkTokenQuerySet":
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), used_at=None)


class LinkToken(models.Model):
    """A 256-bit random secret in a mailed link: SHA-256 of it, bound to a purpose and a subject."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)  # e.g. subscriber:<uuid>
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    objects: ClassVar[LinkTokenQuerySet] = LinkTokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["subject", "purpose"], name="token_by_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} for {self.subject}"


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self) -> "ApiKeyQuerySet":
        """Neither expired nor revoked; whether the owner may use them is asked at each use."""
        return self.filter(expires_at__gt=timezone.now(), revoked_at=None)


class ApiKey(models.Model):
    """A key for the API: prefix and SHA-256, scoped, expiring, revocable, shown once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("naam", max_length=120)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_keys")
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)  # e.g. ["issues:write"]
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    objects: ClassVar[ApiKeyQuerySet] = ApiKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "API-sleutel"
        verbose_name_plural = "API-sleutels"

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class FormAnswer(models.Model):
    """What one form was answered, so that it is carried out once however often it is sent; the key is a keyed hash."""

    key = models.CharField(max_length=64, unique=True)
    answer = models.CharField(max_length=60, default="")  # a word, and of a call the id that was told
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.answer} at {self.at}"


class RateCountQuerySet(models.QuerySet["RateCount"]):
    def over(self) -> "RateCountQuerySet":
        """Windows that are over; of those that a former version wrote the end is not known, and was within a day."""
        now = timezone.now()
        return self.filter(Q(ends_at__lte=now) | Q(ends_at=None, window__lt=now - timedelta(days=1)))


class RateCount(models.Model):
    """How often one thing happened in one window; the key is a keyed hash, never an address or a network.

    On PostgreSQL the table is UNLOGGED: a count costs no wait for the disk, and is lost when the server crashes.
    """

    key = models.CharField(max_length=64)
    window = models.DateTimeField(db_index=True)  # its beginning
    ends_at = models.DateTimeField(null=True, db_index=True)  # when it is over and the row forgotten
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "window"], name="one_count_per_window")]

    objects: ClassVar[RateCountQuerySet] = RateCountQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.count} since {self.window}"
