"""What readers did with an issue, as numbers a day; never who. Shown only where enough of them come together."""

from typing import ClassVar

from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from .issue import Issue


class ClickCountQuerySet(models.QuerySet["ClickCount"]):
    def per_link(self) -> dict[tuple[int, str, int], int]:
        """(issue, language, number of the link) → clicks of all days."""
        rows = self.order_by().values_list("issue_id", "language", "number").annotate(clicks=Sum("count"))
        return {(issue, language, number): clicks for issue, language, number, clicks in rows}


class ClickCount(models.Model):
    """Visits by one counted link of the mail in one language on one day (``Rendition.links``, the first number 1).

    No address, network, user agent or hour is kept, so nobody can be found back in it.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="clicks")
    language = models.CharField(max_length=2)
    number = models.PositiveSmallIntegerField()
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    objects: ClassVar[ClickCountQuerySet] = ClickCountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "language", "number", "day"], name="one_row_of_clicks"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.language} {self.number} {self.day}: {self.count}"


class UsefulCountQuerySet(models.QuerySet["UsefulCount"]):
    def per_answer(self) -> dict[tuple[int, str], int]:
        """(issue, answer) → how often, all days together."""
        rows = self.order_by().values_list("issue_id", "answer").annotate(answers=Sum("count"))
        return {(issue, answer): answers for issue, answer, answers in rows}


class UsefulCount(models.Model):
    """Answers of one kind to the question at the foot of an issue, on one day."""

    class Answer(models.TextChoices):
        YES = "yes", _("Ja")
        PARTLY = "partly", _("Een beetje")
        NO = "no", _("Nee")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="useful_answers")
    answer = models.CharField(max_length=10, choices=Answer)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)

    objects: ClassVar[UsefulCountQuerySet] = UsefulCountQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "answer", "day"], name="one_row_of_answers")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.answer} {self.day}: {self.count}"
