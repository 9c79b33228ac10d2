"""The door of an evening: who may scan there, with what, and every scan that was made.

Scans are facts: inserted once and never altered or judged again. Who is in is a sum over them
(``events.door.scans.sums``), the same in whatever order they came. They name nobody: a scan holds a hash of a code
under the key of its evening, and leads to a registration only while both still stand.
"""

import hashlib
import hmac
import secrets
import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, IntegerField, Q, When
from django.utils import timezone

HASH_LETTERS = 12  # hexadecimal: 48 bits. A code has 59.5, so that a hash has thousands of codes that give it


def new_hash_key() -> str:
    return secrets.token_hex(32)


class Evening(models.Model):
    """A programme day as its doors know it. ``hash_key`` is on the phones of that day; empty when it was forgotten."""

    day = models.DateField("avond", unique=True)
    hash_key = models.CharField(max_length=64, default=new_hash_key, blank=True, editable=False)

    class Meta:
        ordering = ["day"]
        verbose_name = "avond"
        verbose_name_plural = "avonden"

    def __str__(self) -> str:
        return f"{self.day:%d-%m-%Y}"

    def hash_of(self, text: str) -> str:
        """Of a code, or of ``name:`` and a surname: HMAC-SHA-256, cut off; "" when the key is gone."""
        if not self.hash_key:
            return ""
        return hmac.new(bytes.fromhex(self.hash_key), text.encode(), hashlib.sha256).hexdigest()[:HASH_LETTERS]


class DoorKeyQuerySet(models.QuerySet["DoorKey"]):
    def usable(self, now: datetime) -> "DoorKeyQuerySet":
        return self.filter(expires_at__gt=now, revoked_at=None)


class DoorKey(models.Model):
    """What a printed QR opens: the door of one venue (None: of every place) on one evening. Only a hash is kept."""

    evening = models.ForeignKey(Evening, models.PROTECT, related_name="keys", verbose_name="avond")
    venue = models.ForeignKey(
        "events.Venue", models.CASCADE, null=True, blank=True, related_name="+", verbose_name="locatie"
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("gemaakt", default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    expires_at = models.DateTimeField("geldt tot")
    revoked_at = models.DateTimeField("ingetrokken", null=True, blank=True, editable=False)

    objects: ClassVar[DoorKeyQuerySet] = DoorKeyQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-evening__day", "-created_at"]
        verbose_name = "deur"
        verbose_name_plural = "deuren"

    def __str__(self) -> str:
        return f"{self.venue or 'alle plekken'}, {self.evening}"

    @property
    def right_ends_at(self) -> datetime:
        """From when on what is scanned with it counts no more."""
        return min(self.expires_at, self.revoked_at) if self.revoked_at else self.expires_at


class Device(models.Model):
    """A phone at a door, or a browser with a hand scanner; it holds a key of which only the hash is here."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.ForeignKey(DoorKey, models.CASCADE, related_name="devices", verbose_name="deur")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    label = models.CharField("naam", max_length=40, blank=True)
    created_at = models.DateTimeField("begonnen", default=timezone.now, editable=False)
    last_seen_at = models.DateTimeField("laatst gezien", default=timezone.now, editable=False)
    revoked_at = models.DateTimeField("ingetrokken", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "telefoon"
        verbose_name_plural = "telefoons"

    def __str__(self) -> str:
        return self.label or f"telefoon {self.pk}"

    @property
    def right_ends_at(self) -> datetime:
        return min(self.key.right_ends_at, self.revoked_at) if self.revoked_at else self.key.right_ends_at


# People of a scan, as they change how many are in
SIGNED = Case(When(kind="out", then=-F("people")), default=F("people"), output_field=IntegerField())


class ScanQuerySet(models.QuerySet["Scan"]):
    def of_codes(self, codes: list[str]) -> "ScanQuerySet":
        """Of these codes, on evenings whose key is still there."""
        evenings = Evening.objects.exclude(hash_key="") if codes else []
        return self.filter(code_hash__in=[evening.hash_of(code) for evening in evenings for code in codes])

    def counted(self) -> "ScanQuerySet":
        """Those that sums are made of: what was done while the phone had a right to it, and not undone since."""
        undoing = Scan.objects.filter(kind=Scan.Kind.UNDO, after_right=False, undoes=models.OuterRef("nonce"))
        return self.filter(after_right=False).exclude(kind=Scan.Kind.UNDO).exclude(models.Exists(undoing))


class Scan(models.Model):
    """One reading of a code at a door, one step of a counter, or one of them undone (append-only)."""

    class Kind(models.TextChoices):
        IN = "in", "binnen"
        OUT = "out", "eruit"
        WALK_IN = "walk-in", "inloop"
        UNDO = "undo", "teruggedraaid"

    class Shown(models.TextChoices):
        """What the phone said. By the second half nobody is let in, unless the volunteer did it all the same."""

        IN = "in", "binnen"
        OUT = "out", "eruit"
        WALK_IN = "walk-in", "inloop"
        UNDO = "undo", "teruggedraaid"
        AGAIN = "again", "al binnen"
        OTHER_HOUR = "other-hour", "ander uur"
        ELSEWHERE = "elsewhere", "andere plek"
        WAITING = "waiting", "wachtlijst"
        UNCONFIRMED = "unconfirmed", "niet bevestigd"
        CANCELLED = "cancelled", "afgemeld"
        HANDED_OVER = "handed-over", "overgedragen"
        CALLED_OFF = "called-off", "gaat niet door"
        UNKNOWN = "unknown", "onbekend"

    nonce = models.UUIDField(unique=True)
    evening = models.ForeignKey(Evening, models.PROTECT, related_name="scans")
    device = models.ForeignKey(Device, models.SET_NULL, null=True, related_name="scans")
    number = models.PositiveIntegerField(default=0)  # of this device, from 1
    occurrence = models.ForeignKey("events.Occurrence", models.SET_NULL, null=True, related_name="scans")
    code_hash = models.CharField(max_length=HASH_LETTERS, blank=True)  # under the key of the evening; "" without a code
    kind = models.CharField(max_length=8, choices=Kind.choices)
    people = models.PositiveSmallIntegerField(default=1)  # 0: nobody went in or out, it was only shown
    shown = models.CharField(max_length=12, choices=Shown.choices)
    undoes = models.UUIDField(null=True)  # the nonce of another scan, which may come later than this one
    wall_at = models.DateTimeField()  # by the phone's clock
    load_id = models.UUIDField(null=True)  # of the page it was made on
    since_load_ms = models.PositiveBigIntegerField(default=0)
    happened_at = models.DateTimeField()  # corrected
    is_exact = models.BooleanField(default=False)  # by a clock that cannot be set; otherwise by the difference of walls
    after_right = models.BooleanField(default=False)  # when the phone had none any more: kept, and not counted
    recorded_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[ScanQuerySet] = ScanQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["happened_at", "nonce"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="undo", undoes__isnull=False) | (~Q(kind="undo") & Q(undoes=None)),
                name="an_undo_names_what_it_undoes",
            )
        ]
        indexes = [
            models.Index(fields=["evening", "recorded_at"], name="scan_news"),
            models.Index(fields=["occurrence", "code_hash"], name="scan_by_code"),
            models.Index(fields=["undoes"], condition=Q(undoes__isnull=False), name="scan_undone"),
        ]
        verbose_name = "scan"
        verbose_name_plural = "scans"

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_at:%Y-%m-%d %H:%M}"
