"""One service mail, written in the transaction that causes it."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .outgoing import Outgoing, OutgoingQuerySet


class Message(Outgoing):
    """A confirmation, invitation, change or cancellation; unique on what it is about and its revision.

    ``content`` is the whole message, ready for the wire; or, where ``writer`` names who makes it of that
    (``subscribers.outbox.writing``), what happened, as JSON. It tells of people and may hold links with secrets in
    them, so it is emptied as soon as the mail is sent, or it is known that it will not be.
    """

    mark = b"m"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("soort", max_length=40)
    about = models.CharField("waarover", max_length=80)  # e.g. registration:<uuid>
    revision = models.PositiveIntegerField("versie", default=0)
    subject = models.CharField("onderwerp", max_length=300)
    writer = models.CharField(max_length=40, default="", db_default="", editable=False)  # of ``MAIL_WRITERS``
    content = models.BinaryField()
    created_at = models.DateTimeField("geschreven", default=timezone.now, editable=False)

    objects: ClassVar[OutgoingQuerySet] = OutgoingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "revision"], name="one_message_per_cause"),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="message_due")]
        ordering = ["-created_at"]
        verbose_name = "servicemail"
        verbose_name_plural = "servicemails"

    def __str__(self) -> str:
        return self.subject

    @property
    def key(self) -> bytes:
        """Known before the row is written, so that the Message-ID can carry it."""
        return self.public_id.bytes

    @classmethod
    def by_key(cls, key: bytes) -> Q:
        return Q(public_id=uuid.UUID(bytes=key))


class MailBudget(models.Model):
    """When one email address was or will be mailed because somebody, perhaps a stranger, asked for it.

    The key is a keyed hash, never the address. Forgotten a day after the last of those mails.
    """

    key = models.CharField(max_length=64, unique=True)
    mails = models.JSONField(default=list)  # [seconds since the epoch, kind] of the last day and of what is to come
    until = models.DateTimeField(db_index=True)  # when it says nothing any more

    def __str__(self) -> str:
        return f"{len(self.mails)} until {self.until}"
