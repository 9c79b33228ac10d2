"""What every worker must know of other servers: which relay to leave alone, which mail provider asked for patience."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone


class RelayState(models.Model):
    """The circuit breaker of one relay, by ``host:port``. ``failures`` in a row; not used before ``open_until``.

    One for each ``kind`` of mail (the name of its model): who wants no newsletter may well want a confirmation.
    """

    name = models.CharField("mailserver", max_length=280)
    kind = models.CharField("soort mail", max_length=20, default="", db_default="")
    failures = models.PositiveIntegerField("mislukt op een rij", default=0)
    trips = models.PositiveSmallIntegerField(default=0)
    open_until = models.DateTimeField("met rust gelaten tot", null=True, blank=True)
    without_pipelining_until = models.DateTimeField(
        "zonder PIPELINING tot", null=True, blank=True
    )  # it promised and did not keep it
    error = models.CharField("laatste fout", max_length=300, blank=True)
    changed_at = models.DateTimeField("sinds", default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "kind"], name="one_breaker_per_kind_of_mail")]
        ordering = ["name", "kind"]
        verbose_name = "mailserver"
        verbose_name_plural = "mailservers"

    def __str__(self) -> str:
        return self.name


class DomainHoldQuerySet(models.QuerySet["DomainHold"]):
    def active(self, now: datetime) -> "DomainHoldQuerySet":
        return self.filter(held_until__gt=now)


class DomainHold(models.Model):
    """A mail provider that defers everything: its other recipients wait too. ``deferrals`` in a row."""

    domain = models.CharField("domein", max_length=255, unique=True)
    deferrals = models.PositiveIntegerField("uitgesteld op een rij", default=0)
    held_until = models.DateTimeField("wacht tot", null=True, blank=True, db_index=True)
    smtp_code = models.PositiveSmallIntegerField("antwoordcode", null=True, blank=True)
    smtp_text = models.CharField("antwoord van de mailserver", max_length=300, blank=True)
    changed_at = models.DateTimeField("sinds", default=timezone.now)

    objects: ClassVar[DomainHoldQuerySet] = DomainHoldQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["domain"]
        verbose_name = "uitgesteld maildomein"
        verbose_name_plural = "uitgestelde maildomeinen"

    def __str__(self) -> str:
        return self.domain
