"""Places with their rooms and the names they had."""

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from .texts import in_language


class VenueQuerySet(models.QuerySet["Venue"]):
    def with_names(self) -> "VenueQuerySet":
        """With the building of a room and the names that both had."""
        return self.select_related("parent").prefetch_related("former_names", "parent__former_names")

    def top_level(self) -> "VenueQuerySet":
        """Buildings and grounds, without their rooms."""
        return self.filter(parent=None)


class Venue(ClusterableModel):
    """A place, or (with ``parent``) a room in one. Address and coordinates (WGS84) of a room are its parent's."""

    slug = models.SlugField("adres van de pagina", max_length=80, unique=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="rooms", verbose_name="zaal van"
    )
    name = models.CharField("naam", max_length=160)
    name_en = models.CharField("naam (Engels)", max_length=160, blank=True)
    street = models.CharField("straat en nummer", max_length=160, blank=True)
    postcode = models.CharField("postcode", max_length=10, blank=True)
    city = models.CharField("plaats", max_length=80, blank=True)
    lat = models.FloatField(
        "breedtegraad", null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    lon = models.FloatField(
        "lengtegraad", null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    capacity = models.PositiveIntegerField("aantal plaatsen", null=True, blank=True)
    wheelchair = models.BooleanField("rolstoeltoegankelijk", default=False)
    ring_loop = models.BooleanField("ringleiding", default=False)
    access_note = models.CharField("toegankelijkheid in woorden", max_length=300, blank=True)
    access_note_en = models.CharField("toegankelijkheid in woorden (Engels)", max_length=300, blank=True)
    url = models.URLField("website", blank=True)

    objects: ClassVar[VenueQuerySet] = VenueQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name"]
        verbose_name = "locatie"
        verbose_name_plural = "locaties"

    def __str__(self) -> str:
        return f"{self.parent.name}, {self.name}" if self.parent else self.name

    def clean(self) -> None:
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("Een zaal ligt in een gebouw, niet in een andere zaal.")})
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("Een locatie kan geen zaal van zichzelf zijn.")})

    def name_on(self, day: date, language: str) -> str:
        """The name it had on ``day``; needs ``former_names`` prefetched when many are asked."""
        for former in sorted(self.former_names.all(), key=lambda n: n.valid_until):
            if day <= former.valid_until:
                return in_language(former, "name", language)
        return in_language(self, "name", language)


class VenueName(models.Model):
    """A name a venue had until some day, that day included."""

    venue = ParentalKey(Venue, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField("vroegere naam", max_length=160)
    name_en = models.CharField("vroegere naam (Engels)", max_length=160, blank=True)
    valid_until = models.DateField("tot en met")

    class Meta:
        ordering = ["valid_until"]
        verbose_name = "vroegere naam"
        verbose_name_plural = "vroegere namen"

    def __str__(self) -> str:
        return self.name
