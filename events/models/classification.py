"""Dated classifications: six programme lines once, three themes now, two goals beside them."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from .texts import in_language


class SchemeQuerySet(models.QuerySet["Scheme"]):
    def in_use(self, on: date) -> "SchemeQuerySet":
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=on), Q(valid_until=None) | Q(valid_until__gte=on))


class Scheme(models.Model):
    slug = models.SlugField("adres", max_length=60, unique=True)
    name = models.CharField("naam", max_length=120)
    name_en = models.CharField("naam (Engels)", max_length=120, blank=True)
    valid_from = models.DateField("geldig vanaf", null=True, blank=True)
    valid_until = models.DateField("geldig tot en met", null=True, blank=True)

    objects: ClassVar[SchemeQuerySet] = SchemeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-valid_from", "slug"]
        verbose_name = "indeling"
        verbose_name_plural = "indelingen"

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """One entry of a scheme. ``topic`` says whom of the subscribers it interests."""

    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="terms", verbose_name="indeling")
    slug = models.SlugField("adres", max_length=60, unique=True)
    name = models.CharField("naam", max_length=200)
    name_en = models.CharField("naam (Engels)", max_length=200, blank=True)
    position = models.PositiveSmallIntegerField("volgorde", default=0)
    topic = models.ForeignKey(
        "subscribers.Topic", models.SET_NULL, null=True, blank=True, related_name="terms", verbose_name="onderwerp"
    )

    class Meta:
        ordering = ["scheme", "position", "slug"]
        verbose_name = "thema of programmalijn"
        verbose_name_plural = "thema's en programmalijnen"

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        return in_language(self, "name", language)
