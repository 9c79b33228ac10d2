"""A warning about an issue that somebody took upon themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from .issue import Issue


class WaiverQuerySet(models.QuerySet["Waiver"]):
    def fingerprints(self) -> set[str]:
        return set(self.values_list("fingerprint", flat=True))


class Waiver(models.Model):
    """One warning, and who let it pass and why (append-only). It hangs on the text it is about, and dies with that.

    ``who`` is the name as it was: an account may be deleted, what was decided stays decided by somebody.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="waivers", verbose_name="nummer")
    fingerprint = models.CharField(max_length=32)
    rule = models.CharField("regel", max_length=3)
    sentence = models.TextField("waarschuwing")
    reason = models.CharField("reden", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who = models.CharField("wie", max_length=300)
    at = models.DateTimeField("wanneer", default=timezone.now)

    objects: ClassVar[WaiverQuerySet] = WaiverQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "fingerprint"], name="one_waiver_per_warning")]
        verbose_name = "aanvaarde waarschuwing"
        verbose_name_plural = "aanvaarde waarschuwingen"

    def __str__(self) -> str:
        return f"{self.issue_id} {self.rule} {self.who}"
