"""The rows that triggers write, added up when they are history."""

from django.db import transaction
from django.db.models import Sum

from subscribers.models import VersionStep

LEFT_APART = 200  # the latest rows of each scope


def add_up_steps() -> int:
    """So that a version is a sum of few rows; how many went. Whoever sums up sees the same before and after."""
    done = 0
    for scope in VersionStep.objects.order_by().values_list("scope", flat=True).distinct():
        with transaction.atomic():
            rows = VersionStep.objects.filter(scope=scope, transaction__gt=0).order_by("-pk")
            old = list(rows.select_for_update().values_list("pk", flat=True)[LEFT_APART:])
            if old:
                done += replace_by_one(scope, old)
    return done


def replace_by_one(scope: str, old: list[int]) -> int:
    """In the caller's transaction."""
    base, _ = VersionStep.objects.select_for_update().get_or_create(scope=scope, transaction=0, defaults={"steps": 0})
    going = VersionStep.objects.filter(pk__in=old)
    base.steps += going.aggregate(sum=Sum("steps"))["sum"]
    base.save(update_fields=["steps"])
    return going.delete()[0]
