"""What a subscriber picks and an issue is addressed to."""

from typing import ClassVar

from django.db import models


class TopicQuerySet(models.QuerySet["Topic"]):
    def offered(self) -> "TopicQuerySet":
        """What the sign-up form and the API show, in their order."""
        return self.filter(is_offered=True)

    def default(self) -> "TopicQuerySet":
        """What somebody gets who picks nothing."""
        return self.offered().filter(is_default=True)


class Topic(models.Model):
    """One thing to be kept informed of; terms of the classification in use point here (``events.Term.topic``)."""

    slug = models.SlugField("adres", max_length=60, unique=True)
    name = models.CharField("naam", max_length=120)
    name_en = models.CharField("naam (Engels)", max_length=120, blank=True)
    description = models.CharField("omschrijving", max_length=300, blank=True)
    description_en = models.CharField("omschrijving (Engels)", max_length=300, blank=True)
    is_offered = models.BooleanField("te kiezen bij aanmelden", default=True)
    is_default = models.BooleanField("voor wie niets kiest", default=False)
    position = models.PositiveSmallIntegerField("volgorde", default=0)

    objects: ClassVar[models.Manager["Topic"]] = TopicQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = "onderwerp"
        verbose_name_plural = "onderwerpen"

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        return (self.name_en if language == "en" else "") or self.name

    def description_in(self, language: str) -> str:
        return (self.description_en if language == "en" else "") or self.description
