"""Partners who host."""

from django.db import models

from .texts import in_language


class Organiser(models.Model):
    slug = models.SlugField("adres", max_length=80, unique=True)
    name = models.CharField("naam", max_length=160)
    name_en = models.CharField("naam (Engels)", max_length=160, blank=True)
    description = models.TextField("omschrijving", blank=True)
    description_en = models.TextField("omschrijving (Engels)", blank=True)
    url = models.URLField("website", blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = "organisator"
        verbose_name_plural = "organisatoren"

    def __str__(self) -> str:
        return self.name

    def name_in(self, language: str) -> str:
        return in_language(self, "name", language)
