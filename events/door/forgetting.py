"""What is left of a door in time: how many came in, when and where, and nothing that leads to a registration."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from events.models import DoorKey, Evening
from events.registration.forgetting import KEPT


@transaction.atomic
def forget_doors(now: datetime) -> int:
    """Of evenings of ``KEPT`` ago the key of hashes, the keys of doors and the phones; returns how many evenings."""
    day = timezone.localdate(now) - KEPT
    old = Evening.objects.filter(day__lt=day).filter(~Q(hash_key="") | Q(keys__isnull=False))
    evenings = list(old.values_list("pk", flat=True).distinct())
    DoorKey.objects.filter(evening__in=evenings).delete()
    return Evening.objects.filter(pk__in=evenings).update(hash_key="")
