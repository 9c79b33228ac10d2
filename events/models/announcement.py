"""What staff write to those who registered."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from .registration import State as Standing


class State(models.TextChoices):
    """Whose arrows are in ``events.registration.announcing.sending``."""

    DRAFT = "draft", "concept"
    SENDING = "sending", "wordt verzonden"
    SENT = "sent", "verzonden"
    STOPPED = "stopped", "gestopt"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def sending(self) -> "AnnouncementQuerySet":
        return self.filter(state=State.SENDING)


class Announcement(models.Model):
    """One text to who registered for a moment, an activity or an edition, in one language or in both."""

    State = State
    STANDINGS = ((Standing.CONFIRMED, "wie een plaats heeft"), (Standing.WAITLISTED, "wie op de wachtlijst staat"))

    occurrence = models.ForeignKey(
        "events.Occurrence", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="moment"
    )
    event = models.ForeignKey(
        "events.Event", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="activiteit"
    )
    edition = models.ForeignKey(
        "events.Edition", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="editie"
    )
    about = models.CharField("waarvoor", max_length=300)  # in words; what it is of may go
    standings = models.JSONField("aan", default=list)  # states of registrations
    subject = models.CharField("onderwerp", max_length=150, blank=True)
    body = models.TextField("tekst", max_length=5000, blank=True)
    subject_en = models.CharField("onderwerp (Engels)", max_length=150, blank=True)
    body_en = models.TextField("tekst (Engels)", max_length=5000, blank=True)
    state = models.CharField("stand", max_length=10, choices=State.choices, default=State.DRAFT)
    recipients = models.PositiveIntegerField("ontvangers", default=0)  # addresses written to so far
    reached = models.CharField(max_length=254, default="", blank=True)  # the last address, in their order; "" when done
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField("gemaakt", default=timezone.now, editable=False)
    started_at = models.DateTimeField("begonnen", null=True, blank=True)
    ended_at = models.DateTimeField("klaar", null=True, blank=True)

    objects: ClassVar[AnnouncementQuerySet] = AnnouncementQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(subject="", subject_en=""), name="an_announcement_says_something")
        ]
        verbose_name = "bericht aan bezoekers"
        verbose_name_plural = "berichten aan bezoekers"

    def __str__(self) -> str:
        return self.subject or self.subject_en

    @property
    def languages(self) -> list[str]:
        """In which there is a text, Dutch first."""
        return [code for code, text in (("nl", self.body), ("en", self.body_en)) if text]

    def text_in(self, language: str) -> tuple[str, str, str]:
        """(language, subject, body): in ``language`` where there is a text in it, else in the other."""
        found = language if language in self.languages else self.languages[0]
        return (found, self.subject_en, self.body_en) if found == "en" else (found, self.subject, self.body)
