"""How many came of who had a place: what is left of an evening when nobody is known any more."""

from django.db import models


class Turnout(models.Model):
    """Of one occurrence whose door scanned, in seats and people. Written by ``events.turnout.counting`` alone."""

    occurrence = models.OneToOneField("events.Occurrence", models.CASCADE, related_name="turnout")
    seats = models.PositiveIntegerField("plaatsen")  # confirmed when it began
    came = models.PositiveIntegerField("gekomen")  # of those
    walked_in = models.PositiveIntegerField("inloop")
    cancelled_late = models.PositiveIntegerField("laat afgemeld")  # seats given back in the last day before it began
    waiting = models.PositiveIntegerField("wachtlijst")  # seats asked for that nobody got
    by_lead = models.JSONField(default=dict)  # {"0": [seats, came], …}: by the first day of a ``LEADS`` of counting
    counted_at = models.DateTimeField("geteld")

    class Meta:
        ordering = ["-occurrence__starts_at"]
        verbose_name = "opkomst"
        verbose_name_plural = "opkomst"

    def __str__(self) -> str:
        return f"opkomst {self.pk}"

    @property
    def share(self) -> float | None:
        """Of the seats, 0–1; None where there were none."""
        return self.came / self.seats if self.seats else None
