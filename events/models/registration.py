"""One party's claim to seats."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Case, Q, Sum, When
from django.utils import timezone

from .texts import new_ticket_code


class State(models.TextChoices):
    """Whose arrows are in ``events.registration.states``."""

    PENDING = "pending", "wacht op bevestiging"
    CONFIRMED = "confirmed", "bevestigd"
    WAITLISTED = "waitlisted", "wachtlijst"
    CANCELLED = "cancelled", "afgemeld"
    HANDED_OVER = "handed", "overgedragen"
    LAPSED = "lapsed", "niet bevestigd"


HOLDING_STATES = (State.PENDING, State.CONFIRMED, State.WAITLISTED)  # keep seats from others; the rest is over
IN_LINE = (State.PENDING, State.WAITLISTED)  # of those, who has no place yet
WANTS_MORE = Q(state=State.CONFIRMED, more_wanted__gt=0)  # a party with a place that waits for the rest of it


# What a place, or a place in line, has become where the public was told that it does not take place.
OFF = {"cancelled": "afgelast", "postponed": "uitgesteld"}


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def holding(self) -> "RegistrationQuerySet":
        """Those that keep seats from others: confirmed, waiting, and pending until they lapse; not who was erased."""
        return self.filter(erased_at=None, state__in=HOLDING_STATES)

    def waiting(self) -> "RegistrationQuerySet":
        """The waiting list, first come first."""
        return self.holding().filter(state=State.WAITLISTED).order_by("in_line_since", "pk")

    def in_line(self) -> "RegistrationQuerySet":
        """Who has no place yet, or not for all, first come first: those who wait and those whose mail is under way; not
        who leaves. With ``asked``: the seats that are waited for."""
        asked = Case(When(state=State.CONFIRMED, then="more_wanted"), default="seats")
        rows = self.holding().filter(Q(state__in=IN_LINE) | WANTS_MORE, leaves_at=None)
        return rows.annotate(asked=asked).order_by("in_line_since", "pk")

    def owed(self, now: datetime) -> "RegistrationQuerySet":
        """Those whose address still has to hear of them (``events.registration.mail.owed``), until it is over."""
        return self.filter(owed_since__isnull=False, erased_at=None, occurrence__entry__ends_at__gt=now)

    def with_standing(self) -> "RegistrationQuerySet":
        """With what ``standing`` reads, and without the bytes of feeds."""
        rows = self.select_related("occurrence__event", "occurrence__entry")
        return rows.defer("occurrence__entry__vevent_nl", "occurrence__entry__vevent_en")

    def off(self) -> "RegistrationQuerySet":
        """Those who hold or wait for seats at what the public was told does not take place."""
        return self.holding().filter(occurrence__entry__status="CANCELLED")

    def leaving(self, now: datetime) -> "RegistrationQuerySet":
        """Those who signed off, and for whom undoing it is over."""
        return self.holding().filter(leaves_at__lte=now)

    def lapsed(self, now: datetime) -> "RegistrationQuerySet":
        """Pending for longer than their seats are held."""
        return self.filter(state=State.PENDING, lapses_at__lte=now)

    def seats(self) -> int:
        return self.aggregate(n=Sum("seats"))["n"] or 0


class Registration(models.Model):
    """A party's way from pending, confirmed or waitlisted to cancelled or lapsed is ``events.registration.states``."""

    State = State

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    occurrence = models.ForeignKey(
        "events.Occurrence", models.PROTECT, related_name="registrations", verbose_name="moment"
    )
    name = models.CharField("naam", max_length=120)
    email = models.EmailField("e-mailadres", max_length=254, blank=True)  # "": registered at our desk, without
    email_normalised = models.CharField(max_length=254, editable=False)
    seats = models.PositiveSmallIntegerField("plaatsen", default=1)
    more_wanted = models.PositiveSmallIntegerField("wacht op nog", default=0, editable=False)  # who has a place
    language = models.CharField("taal", max_length=2, default="nl")
    state = models.CharField("stand", max_length=10, choices=State.choices)
    code = models.CharField("code", max_length=12, unique=True, default=new_ticket_code, editable=False)  # at the door
    happenings = models.PositiveIntegerField(default=0, editable=False)  # how many: see ``events.registration.states``
    sequence = models.PositiveIntegerField(default=0, editable=False)  # of its calendar invitation
    answers = models.JSONField(default=dict, blank=True, editable=False)  # to further questions; application text
    source = models.CharField("langs welke weg", max_length=10, default="form", editable=False)  # form, api, desk
    created_at = models.DateTimeField("aangemeld", default=timezone.now, editable=False)
    in_line_since = models.DateTimeField(default=timezone.now, editable=False)  # its place among who waits
    lapses_at = models.DateTimeField("vervalt zonder bevestiging", null=True, blank=True, editable=False)
    confirmed_at = models.DateTimeField("bevestigd", null=True, blank=True, editable=False)
    proven_at = models.DateTimeField("adres bevestigd", null=True, blank=True, editable=False)  # by the mailed link
    owed_since = models.DateTimeField(null=True, blank=True, editable=False)  # a mail that its address has no room for
    leaves_at = models.DateTimeField("meldt zich af per", null=True, blank=True, editable=False)  # undone until then
    cancelled_at = models.DateTimeField("afgemeld op", null=True, blank=True, editable=False)
    handed_over_at = models.DateTimeField("overgedragen", null=True, blank=True, editable=False)
    erase_asked_at = models.DateTimeField(null=True, blank=True, editable=False)  # by its owner
    erased_at = models.DateTimeField("gewist", null=True, blank=True, editable=False)  # only a count is left of it

    objects: ClassVar[RegistrationQuerySet] = RegistrationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["occurrence", "email_normalised"],
                condition=Q(state__in=HOLDING_STATES) & ~Q(email_normalised=""),
                name="one_party_at_a_time_per_address",
            ),
            models.CheckConstraint(condition=Q(seats__gte=1), name="at_least_one_seat"),
            models.CheckConstraint(
                condition=Q(more_wanted=0) | Q(state=State.CONFIRMED), name="only_who_has_a_place_wants_more"
            ),
        ]
        indexes = [
            models.Index(fields=["occurrence", "state", "in_line_since"], name="registration_queue"),
            models.Index(fields=["occurrence"], condition=Q(more_wanted__gt=0), name="registration_wants_more"),
            models.Index(fields=["leaves_at"], condition=Q(leaves_at__isnull=False), name="registration_leaving"),
            models.Index(
                fields=["erase_asked_at"], condition=Q(erase_asked_at__isnull=False), name="registration_erasing"
            ),
            models.Index(fields=["email_normalised"], condition=Q(owed_since__isnull=False), name="registration_owed"),
        ]
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"

    def __str__(self) -> str:
        return f"aanmelding {self.pk}"  # logs and histories repeat it, and outlive the person

    @property
    def shown(self) -> str:
        return f"{self.name} ({self.seats})"

    @property
    def is_holding(self) -> bool:
        return self.erased_at is None and self.state in HOLDING_STATES

    @property
    def is_leaving(self) -> bool:
        """Signed off, which can still be undone: it keeps what it has, and is not let in."""
        return self.is_holding and self.leaves_at is not None

    @property
    def standing(self) -> str:
        """Its state in words, as it is now: nobody has a place at what was called off."""
        entry = getattr(self.occurrence, "entry", None) if self.is_holding else None
        if self.is_leaving:
            return "meldt zich af"
        return OFF.get(entry.facts["status"] if entry else "", "") or str(self.get_state_display())

    @property
    def name_in_mail(self) -> str:
        """The name, where it is its owner's own or ours; "" while a stranger may have written it to this address."""
        return self.name if self.proven_at or self.source == "desk" else ""


class NetworkSeats(models.Model):
    """Seats of one occurrence that one network asked for: a keyed hash of both, kept for an hour and tied to nobody."""

    key = models.CharField(max_length=64)
    seats = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="seats_by_network")]

    def __str__(self) -> str:
        return f"{self.seats} at {self.at}"
