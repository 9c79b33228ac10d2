"""Mails to visitors that the clock is the reason for: which were written, and where staff want them."""

from typing import ClassVar, NamedTuple

from django.db import models

from .registration import Registration


class Switch(NamedTuple):
    """Where staff say that they want a kind: a field of the edition, and the choices of a moment that hold it."""

    field: str
    default: bool
    choices: tuple[str, ...]


class VisitMail(models.Model):
    """One that was written, about the visit on ``day``; so it is not written again."""

    class Kind(models.TextChoices):
        REMINDER = "reminder", "herinnering"
        CALL = "call", "ga alvast"
        THANKS = "thanks", "bedankje"

    SWITCHES: ClassVar[dict[str, Switch]] = {
        Kind.REMINDER: Switch("has_reminder", True, ("all", "some", "reminder")),
        Kind.CALL: Switch("has_call", False, ("all",)),
        Kind.THANKS: Switch("has_thanks", True, ("all", "some")),
    }

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="visit_mails")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["registration", "kind", "day"], name="one_visit_mail_a_day")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"


class VisitOpinion(models.Model):
    """How visitors of a moment found it: a number for each answer, and nobody's name."""

    class Answer(models.TextChoices):
        GOOD = "good", "goed"
        FAIR = "fair", "gaat wel"
        POOR = "poor", "niet goed"

    occurrence = models.ForeignKey("events.Occurrence", models.CASCADE, related_name="opinions")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occurrence", "answer"], name="one_row_of_opinions")]

    def __str__(self) -> str:
        return f"{self.occurrence_id} {self.answer}: {self.count}"
