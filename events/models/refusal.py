"""What stood ready for the public and was not told, because calendar programs would have shown it wrongly."""

from django.db import models


class Refusal(models.Model):
    """One event that is held back, and why. Gone as soon as it can be told after all."""

    class Way(models.TextChoices):
        ROWS = "rows", "zo staat het in de gegevens"
        SCHEDULE = "schedule", "geplande publicatie"

    event_code = models.CharField(max_length=12)
    way = models.CharField(max_length=10, choices=Way.choices)
    title = models.CharField(max_length=160)
    sentences = models.JSONField(default=list)
    since = models.DateTimeField()

    class Meta:
        ordering = ["since", "pk"]
        constraints = [models.UniqueConstraint(fields=["event_code", "way"], name="one_refusal_per_event")]

    def __str__(self) -> str:
        return f"{self.event_code} {self.way}"
