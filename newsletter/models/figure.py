"""What stays of an issue when its deliveries are folded: how many ended alike, and nobody's address."""

from django.db import models

from .issue import Issue


class IssueFigure(models.Model):
    """``count`` deliveries of an issue that ended alike. ``smtp_code`` 0: there was no answer.

    ``domain`` is empty for mail providers with few recipients: a domain of one family would be somebody's name.
    """

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="figures", verbose_name="nummer")
    state = models.CharField("stand", max_length=10)
    reason = models.CharField("reden", max_length=60, blank=True)
    smtp_code = models.PositiveSmallIntegerField("antwoordcode", default=0)
    domain = models.CharField("maildomein", max_length=255, blank=True)
    language = models.CharField("taal", max_length=2)
    count = models.PositiveIntegerField("aantal", default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "state", "reason", "smtp_code", "domain", "language"], name="one_figure_per_ending"
            ),
        ]
        verbose_name = "aantal bezorgingen"
        verbose_name_plural = "aantallen bezorgingen"

    def __str__(self) -> str:
        return f"{self.issue_id} {self.state} {self.count}"
