"""The calendar ledger: what the calendars of the public were told, and every difference since."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class CalendarEntryQuerySet(models.QuerySet["CalendarEntry"]):
    def in_order(self) -> "CalendarEntryQuerySet":
        """The one order of feeds, pages and API: by start, then uid."""
        return self.order_by("starts_at", "uid")

    def upcoming(self, now: datetime) -> "CalendarEntryQuerySet":
        return self.filter(ends_at__gt=now).in_order()

    def taking_place(self) -> "CalendarEntryQuerySet":
        return self.filter(status=CalendarEntry.Status.CONFIRMED)

    def without_vevents(self) -> "CalendarEntryQuerySet":
        """No page needs the bytes of the feeds."""
        return self.defer("vevent_nl", "vevent_en")

    def with_facet(self, name: str, value: str) -> "CalendarEntryQuerySet":
        return self.filter(facets__name=name, facets__value=value)


class CalendarEntry(models.Model):
    """One published occurrence. Outlives it: gone or unpublished after having been public is CANCELLED, not absent.

    ``facts`` is what the public sees (shape: ``events.models.facts``); ``vevent_*`` the rendered bytes of it, ready to
    be joined into a feed. ``uid`` is the occurrence's ``public_id``. ``sequence`` never falls.
    """

    class Status(models.TextChoices):
        CONFIRMED = "CONFIRMED", "gaat door"
        CANCELLED = "CANCELLED", "afgelast"

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    occurrence = models.OneToOneField("events.Occurrence", models.SET_NULL, null=True, related_name="entry")
    event_code = models.CharField(max_length=12, db_index=True)
    series = models.ForeignKey("events.Series", models.PROTECT, null=True, related_name="entries")
    edition = models.ForeignKey("events.Edition", models.PROTECT, null=True, related_name="entries")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CONFIRMED)
    sequence = models.PositiveIntegerField(default=0)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    facts = models.JSONField()
    previous = models.JSONField(null=True)  # time and place before the last move, for the struck-through line
    first_published_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    rendered_by = models.CharField(max_length=64, default="")  # form and sender of the bytes; another one is a change
    vevent_nl = models.TextField()
    vevent_en = models.TextField()

    objects: ClassVar[CalendarEntryQuerySet] = CalendarEntryQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["starts_at", "uid"], name="entry_by_start"),
            models.Index(fields=["ends_at"], name="entry_by_end"),
            models.Index(fields=["series", "starts_at"], name="entry_by_series"),
            # All that tells of an edition's entries whether they changed, so that no row is touched for it
            models.Index(
                fields=["edition", "starts_at", "uid", "changed_at", "occurrence", "id"], name="entry_in_edition"
            ),
        ]
        verbose_name = "agendaregel"
        verbose_name_plural = "agendaregels"

    def __str__(self) -> str:
        return f"{self.facts['nl']['title']}, {timezone.localtime(self.starts_at):%d-%m-%Y}"

    def in_language(self, language: str) -> dict[str, object]:
        """The texts of one language: title, summary, text, place, …"""
        texts: dict[str, object] = self.facts["en" if language == "en" else "nl"]
        return texts

    def vevent_in(self, language: str) -> str:
        """The bytes that were told in one language."""
        return self.vevent_en if language == "en" else self.vevent_nl


class EntryFacet(models.Model):
    """One property by which entries are filtered: venue, term, organiser, kind, language, access, way in, track."""

    entry = models.ForeignKey(CalendarEntry, models.CASCADE, related_name="facets")
    name = models.CharField(max_length=12)
    value = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "value", "entry"], name="one_facet_per_entry")]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class ChangeQuerySet(models.QuerySet["Change"]):
    def news(self) -> "ChangeQuerySet":
        """What people would call a change: not what is new at its first publication, and not the same written anew."""
        return self.exclude(what=Change.What.NEW).exclude(before=models.F("after"))


class Change(models.Model):
    """One difference between what the public was told before and after (append-only)."""

    class What(models.TextChoices):
        NEW = "new", "nieuw"
        MOVED = "moved", "verplaatst"
        LINK = "link", "andere link"  # of the live stream
        CANCELLED = "cancelled", "afgelast"
        POSTPONED = "postponed", "uitgesteld"
        RESTORED = "restored", "gaat toch door"
        TEXT = "text", "tekst"

    entry = models.ForeignKey(CalendarEntry, models.CASCADE, related_name="changes")
    what = models.CharField(max_length=10, choices=What.choices)
    before = models.JSONField(null=True)
    after = models.JSONField()
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[ChangeQuerySet] = ChangeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "wijziging"
        verbose_name_plural = "wijzigingen"

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
