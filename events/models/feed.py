"""What a feed is of, and its version."""

from django.db import models


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
