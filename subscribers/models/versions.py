"""Versions of what the public is shown: each transaction that changed it counts a step."""

from django.db import models


class VersionStep(models.Model):
    """How often one transaction wrote what a scope shows; the version of a scope is the sum of its ``steps``.

    Written by triggers alone (``subscribers.caching.watching``). A row for each transaction, so that no writer waits
    for another; 0 are those that are history, added up.
    """

    scope = models.CharField(max_length=20)
    transaction = models.BigIntegerField()
    steps = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "transaction"], name="one_step_per_transaction")]

    def __str__(self) -> str:
        return f"{self.scope}: {self.steps}"
