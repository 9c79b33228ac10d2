"""One dated happening of an event: what becomes a VEVENT and what one registers for."""

import uuid
from datetime import datetime, time, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, Min, Q, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey

from .event import Event
from .registration import HOLDING_STATES, State
from .seats import PASS_OVER_HOURS, Seats, closed_lines, passing_over, seats_of


class ChoiceGroup(models.Model):
    """Choose one of N: a visitor has a place at one occurrence of the group at most."""

    edition = models.ForeignKey("events.Edition", models.CASCADE, related_name="choices", verbose_name="editie")
    name = models.CharField("naam", max_length=120)
    name_en = models.CharField("naam (Engels)", max_length=120, blank=True)

    class Meta:
        verbose_name = "keuze"
        verbose_name_plural = "keuzes"

    def __str__(self) -> str:
        return self.name


class OccurrenceQuerySet(models.QuerySet["Occurrence"]):
    def with_seats_taken(self) -> "OccurrenceQuerySet":
        """Adds ``seats_taken``: of everyone who is in, waits or still has to confirm, so nobody overtakes them.

        Not of who stops nobody (``events.registration.seats.waiting_list``): parties larger than the whole room, those
        that wait where who fits may pass them, and of who still has to confirm what is more than ``most_kept``.
        """
        holding = Q(registrations__state__in=HOLDING_STATES, registrations__erased_at=None)
        holding &= Q(registrations__leaves_at=None) | Q(registrations__state=State.CONFIRMED)
        is_pending, has_place = Q(registrations__state=State.PENDING), Q(registrations__state=State.CONFIRMED)
        too_large = Q(registrations__seats__gt=F("capacity")) & ~has_place
        passed_over = Q(registrations__state=State.WAITLISTED) & passing_over(timezone.now())
        counted = holding & ~too_large & ~passed_over
        more = Q(registrations__more_wanted__gt=0, registrations__erased_at=None) & ~passing_over(timezone.now())
        more &= Q(capacity__gte=F("registrations__seats") + F("registrations__more_wanted"))
        asked, taken = seats_of(counted & is_pending), seats_of(counted & ~is_pending)
        kept = Least(asked, Coalesce((F("capacity") + 1) / 2, asked, output_field=models.IntegerField()))
        return self.annotate(seats_taken=taken + kept + seats_of(more, "more_wanted"))

    def with_seats_given(self) -> "OccurrenceQuerySet":
        """Adds ``given``: seats of those who have a place."""
        return self.annotate(given=seats_of(Q(registrations__state=State.CONFIRMED, registrations__erased_at=None)))

    def with_seats_waited_for(self) -> "OccurrenceQuerySet":
        """Adds ``waited_for``: seats that those on the waiting list ask for."""
        waiting = Q(registrations__state=State.WAITLISTED, registrations__erased_at=None)
        return self.annotate(waited_for=seats_of(waiting))

    def with_room_for_waiting(self, now: datetime) -> "OccurrenceQuerySet":
        """To come, and with fewer seats given than there are for the smallest party that waits. One that is stopped by
        a larger one before it is among them."""
        waiting = Q(registrations__erased_at=None, registrations__leaves_at=None)
        asked = Case(
            When(registrations__state=State.WAITLISTED, then="registrations__seats"),
            When(registrations__more_wanted__gt=0, then="registrations__more_wanted"),
        )
        to_come = (
            self.filter(starts_at__gt=now, entry__status="CONFIRMED").exclude(closed_lines(now)).with_seats_given()
        )
        rows = to_come.annotate(smallest=Min(asked, filter=waiting))
        no_bound = Q(capacity=None) | Q(way_in=Occurrence.WayIn.FREE)
        return rows.filter(no_bound | Q(capacity__gte=F("given") + F("smallest")), smallest__gt=0).order_by("pk")

    def seats(self) -> dict[int, Seats]:
        """Of each, by primary key. One query."""
        now = timezone.now()
        return {
            row.pk: Seats(
                row.seats_free(row.seats_taken),  # type: ignore[attr-defined]
                row.has_waiting_list,
                row.pass_over_hours,
                row.promote_until_hours,
                row.window(now),
            )
            for row in self.with_seats_taken().order_by()
        }

    def free_seats(self) -> dict[int, int | None]:
        """Seats a newcomer can get, by primary key; None = unlimited. One query."""
        return {pk: seats.free for pk, seats in self.seats().items()}

    def open_for_registration(self, now: datetime) -> "OccurrenceQuerySet":
        """Published, ours to register for, not begun, inside its window; full ones with a waiting list included."""
        return self.filter(
            Q(registration_opens_at=None) | Q(registration_opens_at__lte=now),
            Q(registration_closes_at=None) | Q(registration_closes_at__gt=now),
            event__live=True,
            entry__status="CONFIRMED",
            way_in__in=Occurrence.REGISTERED_HERE,
            starts_at__gt=now,
        )


class Occurrence(models.Model):
    """Times are aware; an all-day occurrence runs from local midnight to local midnight, the end exclusive."""

    class Status(models.TextChoices):
        SCHEDULED = "scheduled", "gaat door"
        CANCELLED = "cancelled", "afgelast"
        POSTPONED = "postponed", "uitgesteld"

    class WayIn(models.TextChoices):
        FREE = "free", "vrij binnenlopen"
        EXPECTED = "expected", "vrij, laat weten dat u komt"
        REGISTER = "register", "aanmelden op deze site"
        CHOOSE = "choose", "kies één van meer"
        APPLY = "apply", "aanvraag, wij beslissen"
        ELSEWHERE = "elsewhere", "kaarten elders"
        INVITED = "invited", "alleen op uitnodiging"

    REGISTERED_HERE = (WayIn.EXPECTED, WayIn.REGISTER, WayIn.CHOOSE)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="occurrences", verbose_name="activiteit")
    starts_at = models.DateTimeField("begin")
    ends_at = models.DateTimeField("einde", null=True, blank=True)
    all_day = models.BooleanField("hele dag", default=False)
    is_continuous = models.BooleanField("doorlopend, in- en uitlopen", default=False)
    venue = models.ForeignKey(
        "events.Venue", models.PROTECT, null=True, blank=True, related_name="occurrences", verbose_name="locatie"
    )
    place = models.CharField(
        "plek in woorden", max_length=200, blank=True, help_text="Als er geen locatie is, of als aanvulling."
    )
    place_en = models.CharField("plek in woorden (Engels)", max_length=200, blank=True)
    stream_url = models.URLField("livestream", blank=True)
    status = models.CharField("stand", max_length=10, choices=Status.choices, default=Status.SCHEDULED)
    status_reason = models.CharField("waarom", max_length=300, blank=True)
    status_reason_en = models.CharField("waarom (Engels)", max_length=300, blank=True)
    way_in = models.CharField("toegang", max_length=10, choices=WayIn.choices, default=WayIn.FREE)
    capacity = models.PositiveIntegerField("aantal plaatsen", null=True, blank=True, help_text="Leeg: onbeperkt.")
    party_limit = models.PositiveSmallIntegerField(
        "grootste gezelschap", default=6, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    has_waiting_list = models.BooleanField("wachtlijst als het vol is", default=True)
    pass_over_hours = models.PositiveSmallIntegerField(
        "wie past mag voorgaan vanaf",
        null=True,
        blank=True,
        choices=[(hours, f"{words} tevoren") for hours, words in PASS_OVER_HOURS.items()],
        help_text="Wie niet past, houdt dan niemand meer op. Leeg: de volgorde blijft tot het laatst.",
    )
    promote_until_hours = models.PositiveSmallIntegerField(
        "wachtlijst sluit",
        null=True,
        blank=True,
        choices=[(hours, f"{words} tevoren") for hours, words in PASS_OVER_HOURS.items()],
        help_text="Wie dan nog wacht, krijgt geen plaats meer. Leeg: bij het begin.",
    )
    must_confirm = models.BooleanField(
        "aanmelding per mail laten bevestigen",
        default=False,
        help_text="Plaatsen tellen pas na de knop in de mail; tot die tijd zijn ze even vastgehouden.",
    )
    visit_mails = models.CharField(
        "mails rond het bezoek",
        max_length=10,
        blank=True,
        default="",
        choices=[
            ("", "zoals bij de editie"),
            ("all", "herinnering, ‘ga alvast’ en bedankje"),
            ("some", "herinnering en bedankje"),
            ("reminder", "alleen een herinnering"),
            ("none", "geen"),
        ],
        help_text="Aan wie een plaats heeft. Buiten een editie: herinnering en bedankje.",
    )
    registration_opens_at = models.DateTimeField("aanmelden vanaf", null=True, blank=True)
    registration_closes_at = models.DateTimeField("aanmelden tot", null=True, blank=True)
    choice = models.ForeignKey(
        ChoiceGroup, models.SET_NULL, null=True, blank=True, related_name="occurrences", verbose_name="keuze"
    )
    ticket_url = models.URLField("kaarten via", blank=True)
    price = models.CharField("prijs in woorden", max_length=120, blank=True)
    price_en = models.CharField("prijs in woorden (Engels)", max_length=120, blank=True)

    objects: ClassVar[OccurrenceQuerySet] = OccurrenceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")), name="occurrence_ends_after_start"
            ),
            models.CheckConstraint(condition=Q(party_limit__gte=1), name="party_of_one_at_least"),
        ]
        indexes = [
            models.Index(fields=["starts_at"], name="occurrence_by_start"),
            models.Index(
                fields=["registration_opens_at"],
                condition=Q(registration_opens_at__isnull=False),
                name="occurrence_by_opening",
            ),
            models.Index(
                fields=["registration_closes_at"],
                condition=Q(registration_closes_at__isnull=False),
                name="occurrence_by_closing",
            ),
        ]
        verbose_name = "moment"
        verbose_name_plural = "momenten"

    def __str__(self) -> str:
        return f"{self.event} {timezone.localtime(self.starts_at):%d-%m-%Y %H:%M}"

    def clean(self) -> None:
        """Every wrong combination gets its own sentence, at its own field."""
        problems: dict[str, ValidationError] = {}
        if self.all_day and self.starts_at:
            self.starts_at = midnight(self.starts_at)
            last = self.ends_at or self.starts_at
            self.ends_at = (
                last if last == midnight(last) and last > self.starts_at else midnight(last + timedelta(days=1))
            )
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            problems["ends_at"] = ValidationError(_("Het einde moet na het begin liggen."), code="end_before_start")
        if not self.venue_id and not self.place and not self.stream_url:
            problems["venue"] = ValidationError(_("Kies een locatie, of zet de plek in woorden."), code="no_place")
        if self.way_in == self.WayIn.ELSEWHERE and not self.ticket_url:
            problems["ticket_url"] = ValidationError(_("Geef het adres waar men kaarten krijgt."), code="no_ticket_url")
        if self.way_in == self.WayIn.CHOOSE and not self.choice_id:
            problems["choice"] = ValidationError(_("Zeg bij welke keuze dit moment hoort."), code="no_choice")
        if self.status != self.Status.SCHEDULED and not self.status_reason:
            problems["status_reason"] = ValidationError(_("Vertel bezoekers in één zin waarom."), code="no_reason")
        if problems:
            raise ValidationError(problems)

    @property
    def room(self) -> int | None:
        """The seats that all who register share; None = no bound: unlimited, or free to walk in."""
        return None if self.way_in == self.WayIn.FREE else self.capacity

    @property
    def most_kept(self) -> int | None:
        """Seats that are kept for who still has to confirm: half of all, so that invented addresses never fill it."""
        return None if self.capacity is None else (self.capacity + 1) // 2

    def passes_over(self, now: datetime) -> bool:
        """Whether who waits and fits may pass who does not by now."""
        return self.pass_over_hours is not None and now >= self.starts_at - timedelta(hours=self.pass_over_hours)

    def promotes(self, now: datetime) -> bool:
        """Whether who waits can still get a place: until it begins, or the hour before that staff chose."""
        return now < self.starts_at - timedelta(hours=self.promote_until_hours or 0)

    def window(self, now: datetime) -> str:
        """Whether one can register by the clock: soon, open or closed."""
        if self.registration_opens_at and self.registration_opens_at > now:
            return "soon"
        ends = [self.starts_at, *([self.registration_closes_at] if self.registration_closes_at else [])]
        return "open" if now < min(ends) else "closed"

    def seats_free(self, seats_taken: int) -> int | None:
        """Seats a newcomer can still get; None = unlimited; never below zero."""
        return None if self.capacity is None else max(0, self.capacity - seats_taken)


def midnight(moment: datetime) -> datetime:
    """Local midnight at which the day of ``moment`` begins."""
    zone = timezone.get_default_timezone()
    return datetime.combine(moment.astimezone(zone).date(), time.min, tzinfo=zone)
