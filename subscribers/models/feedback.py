"""What came back: reports on our mail, and mail to our bounce address that nobody could read."""

from datetime import datetime
from typing import ClassVar

from django.contrib.admin import display
from django.db import models
from django.utils import timezone

from .outgoing import Outgoing, OutgoingQuerySet


class BounceQuerySet(models.QuerySet["Bounce"]):
    def identified(self) -> "BounceQuerySet":
        """Those that carried a mark which only we can make."""
        return self.exclude(origin="")

    def unidentified(self) -> "BounceQuerySet":
        return self.filter(origin="")

    def about(self, rows: OutgoingQuerySet) -> "BounceQuerySet":
        """Reports on any of ``rows``."""
        return self.filter(origin=rows.model._meta.model_name, origin_id__in=rows.values("pk"))

    def claims(self) -> "BounceQuerySet":
        """Reports that say something went wrong, believed or not; no out-of-office replies."""
        return self.exclude(kind__in=(Bounce.Kind.AUTOMATIC, Bounce.Kind.OTHER))

    def counting(self, email_normalised: str, since: datetime) -> "BounceQuerySet":
        """The soft bounces of one address that still count against it."""
        return self.filter(
            email_normalised=email_normalised, kind=Bounce.Kind.SOFT, received_at__gte=since, forgiven_at=None
        )


class Bounce(models.Model):
    """A report on an address. Without ``origin`` it is unidentified: kept, counted, held against nobody.

    ``origin`` and ``origin_id`` name the mail it answers: the model (``delivery``, ``message``) and its key, which may
    be gone by now. ``email_normalised`` is the address that mail went to, never what the report claims.
    """

    class Kind(models.TextChoices):
        HARD = "hard", "adres bestaat niet"
        SOFT = "soft", "niet aangenomen"
        POLICY = "policy", "geweigerd om afzender of inhoud"
        COMPLAINT = "complaint", "klacht"
        LEFT = "left", "afgemeld bij de mailaanbieder"
        DELAYED = "delayed", "vertraagd"
        AUTOMATIC = "automatic", "automatisch antwoord"
        OTHER = "other", "overig bericht"

    class Consequence(models.TextChoices):
        NONE = "none", "geen"
        COUNTED = "counted", "telt mee"
        SUPPRESSED = "suppressed", "adres geblokkeerd"
        LEFT = "left", "afgemeld"

    event_id = models.CharField(max_length=80, unique=True, editable=False)
    source = models.CharField("langs welke weg", max_length=40)  # mail, imap, webhook:<provider>
    kind = models.CharField("soort", max_length=10, choices=Kind.choices)
    consequence = models.CharField("gevolg", max_length=10, choices=Consequence.choices, default=Consequence.NONE)
    origin = models.CharField(max_length=20, blank=True)
    origin_id = models.BigIntegerField(null=True, blank=True)
    email_normalised = models.CharField("e-mailadres", max_length=254, blank=True)
    action = models.CharField("handeling", max_length=20, blank=True)
    status = models.CharField("statuscode", max_length=11, blank=True)
    diagnostic = models.CharField("uitleg van de mailserver", max_length=500, blank=True)
    reporter = models.CharField("gemeld door", max_length=200, blank=True)
    received_at = models.DateTimeField("ontvangen", default=timezone.now, editable=False)
    forgiven_at = models.DateTimeField("vergeven", null=True, blank=True, editable=False)

    objects: ClassVar[BounceQuerySet] = BounceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["email_normalised", "received_at"], name="bounce_by_address"),
            models.Index(fields=["origin", "origin_id"], name="bounce_by_mail"),
            models.Index(fields=["received_at"], name="bounce_by_time"),
        ]
        ordering = ["-pk"]
        verbose_name = "terugmelding"
        verbose_name_plural = "terugmeldingen"

    def __str__(self) -> str:
        return f"terugmelding {self.pk}"

    @property
    @display(description="terugmelding")
    def shown(self) -> str:
        return f"{self.get_kind_display()}: {self.email_normalised or 'zonder ons kenmerk'}"


class QuarantinedMail(models.Model):
    """Mail to our bounce address that we could not read or not believe, kept for staff to look at as plain text.

    ``content`` is its beginning; ``size`` tells how much there was.
    """

    class Reason(models.TextChoices):
        NOT_A_REPORT = "not-a-report", "geen terugmelding"
        BROKEN = "broken", "onleesbare terugmelding"
        UNIDENTIFIED = "unidentified", "zonder ons kenmerk"
        IN_WORDS = "in-words", "antwoord van een mens"

    digest = models.CharField(max_length=64, unique=True, editable=False)  # SHA-256 of what we were given
    source = models.CharField("langs welke weg", max_length=40)
    reason = models.CharField("reden", max_length=20, choices=Reason.choices)
    subject = models.CharField("onderwerp", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("bytes")
    content = models.BinaryField()
    received_at = models.DateTimeField("ontvangen", default=timezone.now, editable=False, db_index=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "mail in quarantaine"
        verbose_name_plural = "mail in quarantaine"

    def __str__(self) -> str:
        return f"mail in quarantaine {self.pk}"

    @property
    @display(description="mail in quarantaine")
    def shown(self) -> str:
        return self.subject or f"zonder onderwerp {self.received_at:%Y-%m-%d}"


class AnswersInWords(models.Manager["AnswerInWords"]):
    def get_queryset(self) -> models.QuerySet["AnswerInWords"]:
        return super().get_queryset().filter(reason=QuarantinedMail.Reason.IN_WORDS)


class AnswerInWords(QuarantinedMail):
    """Mail in which a person answers ours, or an Outlook that wraps it up: for people to read, it acts on nothing."""

    objects: ClassVar[AnswersInWords] = AnswersInWords()

    class Meta:
        proxy = True
        verbose_name = "antwoord"
        verbose_name_plural = "antwoorden"


def outgoing_by_mark(mark: bytes) -> type[Outgoing] | None:
    """The kind of mail whose signed marks begin with ``mark``; apps above this one have kinds of their own."""
    return next((model for model in Outgoing.__subclasses__() if model.mark == mark), None)
