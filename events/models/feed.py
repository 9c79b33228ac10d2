"""What a feed is of, and the bytes last made for each address: so that *nothing new* costs one small query."""

from datetime import UTC, datetime
from typing import ClassVar

from django.db import connection, models
from django.db.models import Exists, OuterRef


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
    told_by = models.CharField(max_length=64, default="", db_default="")  # of everything: by which code and settings

    def __str__(self) -> str:
        return f"{self.name} version {self.version}"


class FeedCopyQuerySet(models.QuerySet["FeedCopy"]):
    def read_validators(self, key: str) -> tuple[str, datetime, int, int] | None:
        """Tag, last change, scope and version of the current copy under ``key``; None = there is none.

        Every poll of every calendar program asks this, so it is SQL written out: making the same text again takes the
        ORM twenty times what the database needs to answer it.
        """
        with connection.cursor() as cursor:
            cursor.execute(CURRENT, (key,))
            found = cursor.fetchone()
        if found is None:
            return None
        etag, changed_at, scope, version = found
        # Text without a zone on SQLite, aware on PostgreSQL, UTC on both
        return etag, datetime.fromisoformat(str(changed_at)).replace(tzinfo=UTC), scope, version


class FeedCopy(models.Model):
    """The tag of one address on one day, valid while ``version`` is its scope's."""

    key = models.CharField(max_length=64, unique=True)  # SHA-256 of address, query, language and day
    scope = models.ForeignKey(FeedScope, models.CASCADE, related_name="copies")
    version = models.PositiveBigIntegerField()
    etag = models.CharField(max_length=40)
    changed_at = models.DateTimeField()
    body = models.BinaryField(null=True)  # no longer read or written; goes in the release after this one
    made_at = models.DateTimeField(db_index=True)
    is_filtered = models.BooleanField(default=True, db_default=True)  # anybody can think of one; the others staff made
    uses = models.PositiveIntegerField(default=0, db_default=0)  # answers from it, where it has a filter

    objects: ClassVar[FeedCopyQuerySet] = FeedCopyQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return f"{self.scope} {self.etag}"


CURRENT = """
    SELECT copy.etag, copy.changed_at, copy.scope_id, copy.version
    FROM events_feedcopy copy JOIN events_feedscope scope ON scope.id = copy.scope_id
    WHERE copy.key = %s AND copy.version = scope.version
"""


class FeedBodyQuerySet(models.QuerySet["FeedBody"]):
    def needless(self) -> "FeedBodyQuerySet":
        """Under no address now."""
        return self.filter(~Exists(FeedCopy.objects.filter(etag=OuterRef("etag"))))


class FeedBody(models.Model):
    """The bytes under an entity tag: equal tags are equal bytes, whatever address they were made for.

    A table of their own, because SQLite walks through all megabytes of a row to reach the columns behind them: a poll
    of 10,000 occurrences cost five times one of ten.
    """

    etag = models.CharField(max_length=40, primary_key=True)
    body = models.BinaryField()
    made_at = models.DateTimeField(db_index=True)

    objects: ClassVar[FeedBodyQuerySet] = FeedBodyQuerySet.as_manager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.etag
