"""What is known of the seats of an occurrence, and the hours before it begins at which its line changes."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

PASS_OVER_HOURS = {1: "een uur", 2: "twee uur", 6: "zes uur", 24: "een dag"}


def passing_over(now: datetime) -> Q:
    """Occurrences where who fits may pass who does not by now (see ``Occurrence.passes_over``)."""
    near = [Q(pass_over_hours=hours, starts_at__lte=now + timedelta(hours=hours)) for hours in PASS_OVER_HOURS]
    return reduce(or_, near)


def closed_lines(now: datetime) -> Q:
    """Occurrences where nobody who waits gets a place any more (see ``Occurrence.promotes``)."""
    near = [Q(promote_until_hours=hours, starts_at__lte=now + timedelta(hours=hours)) for hours in PASS_OVER_HOURS]
    return reduce(or_, near)


class Seats(NamedTuple):
    """``free``: what a newcomer can get now; None = unlimited. ``window``: of registering: soon, open or closed."""

    free: int | None
    has_waiting_list: bool
    pass_over_hours: int | None
    promote_until_hours: int | None
    window: str


def seats_of(counted: Q, seats: str = "seats") -> Coalesce:
    """The seats of those registrations of an occurrence."""
    return Coalesce(Sum(f"registrations__{seats}", filter=counted), 0, output_field=models.IntegerField())
