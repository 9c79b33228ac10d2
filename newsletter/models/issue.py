"""One number of the newsletter, and what exactly went out."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import LockableMixin, PreviewableMixin, RevisionMixin

from newsletter.blocks import ISSUE_BLOCKS

PROGRESS = (
    "public_id", "state", "held_reason", "send_at", "send_wall_time", "send_zone", "approved_hash", "approved_text",
    "approved_by", "approved_at", "started_at", "going_since", "canary_size", "canary_passed_at", "sent_at",
    "throttle_per_minute", "next_send_at", "relays", "leavers", "reported", "created_at",
)  # fmt: skip


class IssueQuerySet(models.QuerySet["Issue"]):
    def begun(self) -> "IssueQuerySet":
        """Sending began, so somebody may have it; it is never a draft again."""
        return self.exclude(state__in=(Issue.State.DRAFT, Issue.State.SCHEDULED, Issue.State.HELD))

    def due(self, now: datetime) -> "IssueQuerySet":
        """Scheduled, and its time has come."""
        return self.filter(state=Issue.State.SCHEDULED, send_at__lte=now)

    def archived(self) -> "IssueQuerySet":
        """What the public archive shows, newest first; also one that goes once more to somebody in doubt."""
        again = models.Q(state=Issue.State.SENDING, sent_at__isnull=False)
        return self.filter(models.Q(state=Issue.State.SENT) | again).order_by("-sent_at")

    def readable(self) -> "IssueQuerySet":
        """Has a page of its own: also while it goes out or pauses, since the first mails already link to it."""
        return self.filter(state__in=(Issue.State.SENDING, Issue.State.PAUSED, Issue.State.SENT))

    def in_progress(self) -> "IssueQuerySet":
        return self.filter(state=Issue.State.SENDING)


class Issue(LockableMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """draft → scheduled → sending → sent; a scheduled one that no longer is what was approved is *held*, one that is
    being sent can be *paused* and goes on where it was, or *cancelled*.

    A large one goes to a first share alone (the *canary*, ``canary_size`` rows) until ``canary_passed_at``; when that
    goes wrong it pauses itself, with ``held_reason``. ``going_since``: when sending last began or went on.

    The time is kept as people said it (local wall time and zone) and as an instant (``send_at``).
    """

    class State(models.TextChoices):
        DRAFT = "draft", "concept"
        SCHEDULED = "scheduled", "ingepland"
        HELD = "held", "vastgehouden"
        SENDING = "sending", "wordt verzonden"
        PAUSED = "paused", "gepauzeerd"
        SENT = "sent", "verzonden"
        CANCELLED = "cancelled", "gestopt"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField("adres", max_length=80, unique=True, help_text="Zo heet de pagina in het archief.")
    title = models.CharField("titel", max_length=160, help_text="Voor het archief en voor onszelf.")
    subject = models.CharField("onderwerpregel", max_length=150)
    subject_en = models.CharField("onderwerpregel (Engels)", max_length=150, blank=True)
    preheader = models.CharField(
        "voorproefje", max_length=200, blank=True, help_text="De zin die in de inbox achter het onderwerp staat."
    )
    preheader_en = models.CharField("voorproefje (Engels)", max_length=200, blank=True)
    body = StreamField(ISSUE_BLOCKS, verbose_name="inhoud")
    body_en = StreamField(ISSUE_BLOCKS, verbose_name="inhoud (Engels)", blank=True)
    topics = ParentalManyToManyField("subscribers.Topic", blank=True, related_name="issues", verbose_name="aan wie")
    state = models.CharField("stand", max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    held_reason = models.CharField("waarom vastgehouden", max_length=300, blank=True, editable=False)
    send_at = models.DateTimeField("verzenden op", null=True, blank=True, editable=False)
    send_wall_time = models.CharField(max_length=16, blank=True, editable=False)  # 2026-11-24T09:30 as people said it
    send_zone = models.CharField(max_length=40, blank=True, editable=False)
    approved_hash = models.CharField(max_length=64, blank=True, editable=False)
    approved_text = models.TextField(  # what approved_hash is the SHA-256 of
        default="", db_default="", blank=True, editable=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, editable=False)
    started_at = models.DateTimeField("begonnen", null=True, editable=False)
    going_since = models.DateTimeField("verzendt sinds", null=True, editable=False)
    canary_size = models.PositiveIntegerField("omvang van het proefdeel", null=True, editable=False)
    canary_passed_at = models.DateTimeField("na het proefdeel verder", null=True, editable=False)
    sent_at = models.DateTimeField("verzonden op", null=True, editable=False)
    throttle_per_minute = models.PositiveIntegerField("hoogstens per minuut", null=True, editable=False)
    next_send_at = models.DateTimeField("volgende verzending", null=True, editable=False)  # under a throttle
    relays = models.TextField(  # that took its mail, a name a line
        "mailservers", default="", db_default="", blank=True, editable=False
    )
    leavers = models.PositiveIntegerField("afgemeld in de week erna", null=True, editable=False)  # once it is over
    reported = models.JSONField(null=True, editable=False)  # kind of bounce → how many, of deliveries that were folded
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id"
    )

    objects: ClassVar[IssueQuerySet] = IssueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "nummer"
        verbose_name_plural = "nummers"

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> models.Manager:  # type: ignore[type-arg]
        return self._revisions

    def with_content_json(self, content: dict[str, Any]) -> "Issue":
        """A revision as an object: its content is the revision's, how far it came is this row's. Going back to an
        older version of a sent issue must never make it a draft again.
        """
        issue: Issue = super().with_content_json(content)
        for name in PROGRESS:
            setattr(issue, name, getattr(self, name))
        return issue

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [
            ("desktop", "Computer"),
            ("phone", "Telefoon"),
            ("text", "Platte tekst"),
            ("web", "Archiefpagina"),
            ("english", "Engels"),
        ]

    @property
    def is_in_canary(self) -> bool:
        """So far only its first share may go out."""
        under_way = self.state in (Issue.State.SENDING, Issue.State.PAUSED)
        return under_way and self.canary_size is not None and self.canary_passed_at is None

    @property
    def standing(self) -> str:
        """How far it is, in the words of the desk."""
        is_trying = self.state == Issue.State.SENDING and self.is_in_canary
        return "proefdeel" if is_trying else str(self.get_state_display())

    def languages(self) -> list[str]:
        """The languages it is written in; who reads another one gets Dutch."""
        return ["nl", "en"] if self.subject_en.strip() and len(self.body_en) else ["nl"]


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def counting(self) -> "RenditionQuerySet":
        """Their mail has links whose clicks are counted."""
        return self.filter(links__isnull=False).exclude(links=[])


class Rendition(models.Model):
    """The frozen content of an issue in one language: what was sent, and what the archive shows."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="renditions")
    language = models.CharField(max_length=2)
    subject = models.CharField(max_length=150)
    mail_html = models.TextField()  # with the tokens of newsletter.send.mime in it
    mail_text = models.TextField()
    web_html = models.TextField()
    # Counted links as [block, words, address], the first number 1; null: approved before there was any counting.
    links = models.JSONField(null=True, editable=False)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[RenditionQuerySet] = RenditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "language"], name="one_rendition_per_language")]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.language}"
