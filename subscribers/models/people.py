"""Subscribers, what they asked for, the proof of it, and the addresses we must leave alone."""

import uuid
from typing import ClassVar

from django.contrib.admin import display
from django.db import models
from django.db.models import Q
from django.utils import timezone

from subscribers.addresses import normalise_address

from .topics import Topic

FINGERPRINT = "erased:"  # what the fingerprint of an erased address begins with; no address may hold that colon
LANGUAGES = [("nl", "Nederlands"), ("en", "Engels")]


class Subscriber(models.Model):
    """One address. States: known (no confirmed subscription), subscribed, left, erased (its fingerprint is left).

    With ``seed_since`` it is a mailbox of ours: it is among the first who get an issue, so that staff see it land.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField("e-mailadres", max_length=254)
    email_normalised = models.CharField(max_length=254, unique=True, editable=False)
    name = models.CharField("naam", max_length=120, blank=True)
    language = models.CharField("taal", max_length=2, choices=LANGUAGES, default="nl")
    created_at = models.DateTimeField("aangemaakt", default=timezone.now, editable=False)
    erased_at = models.DateTimeField("gewist", null=True, blank=True, editable=False)
    seed_since = models.DateTimeField("proefadres sinds", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["email_normalised"]
        verbose_name = "abonnee"
        verbose_name_plural = "abonnees"

    def __str__(self) -> str:
        return f"abonnee {self.pk}"  # logs and histories repeat it, and outlive the person

    @property
    def shown(self) -> str:
        return self.email or "gewist"


class Subscription(models.Model):
    """A subscriber and a topic. pending → confirmed → left, and back by a new confirmation."""

    class State(models.TextChoices):
        PENDING = "pending", "wacht op bevestiging"
        CONFIRMED = "confirmed", "bevestigd"
        LEFT = "left", "afgemeld"

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions", verbose_name="abonnee")
    topic = models.ForeignKey(Topic, models.PROTECT, related_name="subscriptions", verbose_name="onderwerp")
    state = models.CharField("stand", max_length=10, choices=State.choices, default=State.PENDING)
    changed_at = models.DateTimeField("sinds", default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscriber", "topic"], name="one_subscription_per_topic")]
        indexes = [models.Index(fields=["topic", "state"], name="subscription_by_topic")]
        verbose_name = "abonnement"
        verbose_name_plural = "abonnementen"

    def __str__(self) -> str:
        return f"{self.topic} ({self.get_state_display()})"


class Consent(models.Model):
    """Proof of how a subscription came about or ended (Telecommunicatiewet 11.7). Rows are only ever added."""

    class Action(models.TextChoices):
        ASKED = "asked", "gevraagd"
        CONFIRMED = "confirmed", "bevestigd"
        WITHDRAWN = "withdrawn", "ingetrokken"

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="consents", verbose_name="abonnee")
    action = models.CharField("handeling", max_length=10, choices=Action.choices)
    topics = models.JSONField("onderwerpen")  # slugs
    text = models.TextField("tekst die men zag", blank=True)
    text_version = models.CharField("versie van de tekst", max_length=20, blank=True)
    language = models.CharField("taal", max_length=2, choices=LANGUAGES)
    source = models.CharField("langs welke weg", max_length=40)  # form, api, import:<batch>, link, one-click, desk
    at = models.DateTimeField("wanneer", default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "toestemming"
        verbose_name_plural = "toestemmingen"

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.at:%Y-%m-%d}"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def active(self) -> "SuppressionQuerySet":
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


class Suppression(models.Model):
    """An address we must not write the newsletter to, and why; of who was erased only the fingerprint."""

    class Reason(models.TextChoices):
        HARD_BOUNCE = "hard_bounce", "adres bestaat niet"
        SOFT_BOUNCE = "soft_bounce", "mail kwam steeds terug"
        COMPLAINT = "complaint", "klacht over ongewenste post"
        MANUAL = "manual", "door medewerker"

    email_normalised = models.CharField("e-mailadres", max_length=254, unique=True)
    reason = models.CharField("reden", max_length=20, choices=Reason.choices, default=Reason.MANUAL)
    note = models.CharField("toelichting", max_length=300, blank=True)
    created_at = models.DateTimeField("sinds", default=timezone.now, editable=False)
    expires_at = models.DateTimeField("tot", null=True, blank=True)

    objects: ClassVar[SuppressionQuerySet] = SuppressionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "geblokkeerd adres"
        verbose_name_plural = "geblokkeerde adressen"

    def __str__(self) -> str:
        return f"blokkade {self.pk}"

    @property
    @display(description="geblokkeerd adres")
    def shown(self) -> str:
        return "gewist adres" if self.is_hidden else self.email_normalised

    @property
    def is_hidden(self) -> bool:
        """Its address was erased; a fingerprint stands in its place."""
        return self.email_normalised.startswith(FINGERPRINT)

    def clean(self) -> None:
        if not self.is_hidden:
            self.email_normalised = normalise_address(self.email_normalised)
