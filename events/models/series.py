"""What comes back, and each time it did."""

from datetime import date, datetime, time, timedelta
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from .texts import in_language

HEX_COLOUR = RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Een kleur is # met zes cijfers of letters, zoals #7A2E5D."))


class SeriesQuerySet(models.QuerySet["Series"]):
    def with_names(self) -> "SeriesQuerySet":
        return self.prefetch_related("former_names")

    def at_address(self, slug: str) -> "SeriesQuerySet":
        """The series that has or ever had this address."""
        return self.filter(Q(slug=slug) | Q(former_names__slug=slug)).distinct()


class Series(ClusterableModel):
    """Current name and address; the earlier ones in ``former_names`` go on answering."""

    slug = models.SlugField("adres", max_length=80, unique=True)
    name = models.CharField("naam", max_length=160)
    name_en = models.CharField("naam (Engels)", max_length=160, blank=True)
    summary = models.CharField("in één zin", max_length=300, blank=True)
    summary_en = models.CharField("in één zin (Engels)", max_length=300, blank=True)
    description = models.TextField("omschrijving", blank=True)
    description_en = models.TextField("omschrijving (Engels)", blank=True)
    accent = models.CharField("steunkleur", max_length=7, blank=True, validators=[HEX_COLOUR])
    ended_on = models.DateField("gestopt op", null=True, blank=True)
    organisers = models.ManyToManyField(
        "events.Organiser", blank=True, related_name="series", verbose_name="organisatoren"
    )
    image = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="beeld"
    )

    objects: ClassVar[SeriesQuerySet] = SeriesQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        verbose_name = "reeks"
        verbose_name_plural = "reeksen"

    def __str__(self) -> str:
        return self.name

    def name_on(self, day: date, language: str) -> str:
        """An edition keeps the name of its time; needs ``former_names`` prefetched when many are asked."""
        for former in sorted(self.former_names.all(), key=lambda n: n.valid_until):
            if day <= former.valid_until:
                return in_language(former, "name", language)
        return in_language(self, "name", language)


class SeriesName(models.Model):
    """A name (and address) a series had until some day, that day included."""

    series = ParentalKey(Series, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField("vroegere naam", max_length=160)
    name_en = models.CharField("vroegere naam (Engels)", max_length=160, blank=True)
    slug = models.SlugField("vroeger adres", max_length=80, blank=True)
    valid_until = models.DateField("tot en met")

    class Meta:
        ordering = ["valid_until"]
        verbose_name = "vroegere naam"
        verbose_name_plural = "vroegere namen"

    def __str__(self) -> str:
        return self.name


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible(self) -> "EditionQuerySet":
        return self.filter(is_public=True)

    def with_names(self) -> "EditionQuerySet":
        """With what their names need."""
        return self.select_related("series").prefetch_related("series__former_names")

    def upcoming(self, now: datetime) -> "EditionQuerySet":
        """Public and not yet over, soonest first; see ``Edition.is_over``."""
        local = timezone.localtime(now)
        last_night = Q(ends_on=local.date() - timedelta(days=1), day_ends_at__gt=local.time())
        return self.visible().filter(Q(ends_on__gte=local.date()) | last_night).order_by("starts_on")


class Edition(models.Model):  # type: ignore[django-manager-missing]
    """One happening of a series. A cancelled one stays visible; its *programme day* runs to ``day_ends_at``."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="editions", verbose_name="reeks")
    slug = models.SlugField("adres", max_length=60, help_text="Meestal het jaar.")
    ordinal = models.CharField("hoeveelste", max_length=40, blank=True, help_text="In woorden: zesde.")
    ordinal_en = models.CharField("hoeveelste (Engels)", max_length=40, blank=True)
    theme = models.CharField("thema", max_length=160, blank=True)
    theme_en = models.CharField("thema (Engels)", max_length=160, blank=True)
    summary = models.CharField("in één zin", max_length=300, blank=True)
    summary_en = models.CharField("in één zin (Engels)", max_length=300, blank=True)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")
    day_ends_at = models.TimeField("programmadag eindigt om", default=time(6, 0))
    default_minutes = models.PositiveSmallIntegerField("duur als het einde onbekend is (minuten)", default=60)
    is_public = models.BooleanField("zichtbaar op de site", default=True)
    is_cancelled = models.BooleanField("afgelast", default=False)
    cancelled_reason = models.CharField("waarom afgelast", max_length=300, blank=True)
    cancelled_reason_en = models.CharField("waarom afgelast (Engels)", max_length=300, blank=True)
    has_reminder = models.BooleanField("herinnering, de dag tevoren", default=True)
    has_call = models.BooleanField("‘ga alvast’, een uur tevoren", default=False)
    has_thanks = models.BooleanField("bedankje met ‘hoe was het’, aan wie gescand is", default=True)
    is_night = models.BooleanField("avond of nacht: opent donker", default=False)
    image = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="beeld"
    )

    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["series", "slug"], name="one_edition_per_address"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="edition_ends_after_start"),
        ]
        verbose_name = "editie"
        verbose_name_plural = "edities"

    def __str__(self) -> str:
        return self.name_in("nl")

    @property
    def standing(self) -> str:
        """What the public sees of it, in the words of the desk."""
        if not self.is_public:
            return "niet op de site"
        return "op de site, afgelast" if self.is_cancelled else "op de site"

    def clean(self) -> None:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("De laatste dag ligt voor de eerste.")})

    @property
    def closes_at(self) -> datetime:
        """When its last programme day is over, in the hours after midnight of ``ends_on``."""
        zone = timezone.get_default_timezone()
        return datetime.combine(self.ends_on + timedelta(days=1), self.day_ends_at, tzinfo=zone)

    def is_over(self, now: datetime) -> bool:
        return now >= self.closes_at

    def name_in(self, language: str) -> str:
        """Series name of its time with the year, unless the address already says something else."""
        return f"{self.series.name_on(self.starts_on, language)} {self.starts_on.year}"
