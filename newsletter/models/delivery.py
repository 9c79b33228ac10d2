"""One issue to one subscriber, and how far we came."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from subscribers.models import Outgoing, OutgoingQuerySet

from .issue import Issue


class Delivery(Outgoing):
    """Frozen when sending starts; an excluded address is a row as well, skipped with its reason."""

    mark = b"d"

    issue = models.ForeignKey(  # each of the indexes below begins with it
        Issue, models.PROTECT, related_name="deliveries", verbose_name="nummer", db_index=False
    )
    subscriber = models.ForeignKey(
        "subscribers.Subscriber", models.SET_NULL, null=True, related_name="deliveries", verbose_name="abonnee"
    )
    subscriber_public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    email_normalised = models.CharField(max_length=254)
    domain = models.CharField(
        "maildomein", max_length=255, default="", blank=True
    )  # who keeps the mailbox: what refuses together
    is_canary = models.BooleanField("proefdeel", null=True, editable=False)  # null, so that adding it cost nothing
    created_at = models.DateTimeField("vastgelegd", default=timezone.now)

    objects: ClassVar[OutgoingQuerySet] = OutgoingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        # Every message is three updates here, and each update writes to every index: no more of them than are read.
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="one_delivery_per_subscriber"),
            models.UniqueConstraint(fields=["issue", "email_normalised"], name="one_delivery_per_address"),
        ]
        indexes = [
            models.Index(fields=["issue", "state", "next_try_at"], name="delivery_due"),
            models.Index(fields=["issue", "state"], name="delivery_canary", condition=models.Q(is_canary=True)),
        ]
        verbose_name = "bezorging"
        verbose_name_plural = "bezorgingen"

    def __str__(self) -> str:
        return f"bezorging {self.pk}"  # logs and histories repeat it, and outlive the person

    @property
    def shown(self) -> str:
        return self.email
