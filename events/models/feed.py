"""What a feed is of, and the bytes last made for each address: so that *nothing new* costs one small query."""

from typing import ClassVar

from django.db import models
from django.db.models import F


class FeedScope(models.Model):
    """Everything, one series or one edition, as the public was told of it.

    ``head`` are the facts above the entries (names in both languages, address, days). ``version`` rises in the
    transaction of every change to the head or to an entry below; it never falls.
    """

    name = models.CharField(max_length=40, unique=True)  # all, series:<pk>, edition:<pk>
    series = models.ForeignKey("events.Series", models.CASCADE, null=True, related_name="+")
    edition = models.ForeignKey("events.Edition", models.CASCADE, null=True, related_name="+")
    head = models.JSONField(default=dict)
    version = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} version {self.version}"


class FeedCopyQuerySet(models.QuerySet["FeedCopy"]):
    def current(self, key: str) -> "FeedCopyQuerySet":
        """The copy under ``key`` if nothing changed since it was made."""
        return self.filter(key=key, version=F("scope__version"))


class FeedCopy(models.Model):
    """The bytes of one address on one day, valid while ``version`` is its scope's."""

    key = models.CharField(max_length=64, unique=True)  # SHA-256 of address, query, language and day
    scope = models.ForeignKey(FeedScope, models.CASCADE, related_name="copies")
    version = models.PositiveBigIntegerField()
    etag = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    body = models.BinaryField()
    made_at = models.DateTimeField(db_index=True)

    objects: ClassVar[FeedCopyQuerySet] = FeedCopyQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.scope} {self.etag}"
