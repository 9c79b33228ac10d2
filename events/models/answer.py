"""What calendars answered to invitations."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .registration import Registration


class CalendarAnswer(models.Model):
    """One answer of a calendar program; written once, gone with the person.

    ``sequence``: of the invitation, as it was with us; ``stamped_at``: when the program says it wrote it, never later
    than we got it; ``is_told``: a mail of ours followed.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", "komt"
        TENTATIVE = "tentative", "komt misschien"
        DECLINED = "declined", "komt niet"
        DELEGATED = "delegated", "stuurt een ander"
        COUNTER = "counter", "stelt een ander moment voor"
        REFRESH = "refresh", "vraagt de uitnodiging opnieuw"

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="calendar_answers")
    kind = models.CharField("antwoord", max_length=10, choices=Kind.choices)
    sequence = models.PositiveIntegerField()
    stamped_at = models.DateTimeField("geschreven")
    received_at = models.DateTimeField("ontvangen", default=timezone.now)
    is_told = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind", "sequence"],
                condition=Q(is_told=True, kind__in=("declined", "counter")),
                name="one_question_per_sequence",
            )
        ]

    def __str__(self) -> str:
        return f"agenda-antwoord {self.pk}"
