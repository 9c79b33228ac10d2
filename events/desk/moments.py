"""Rules over the moments of one event together with its edition, each with its sentence."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db.models import Q
from django.utils import formats
from django.utils.timezone import localtime

from events.models import Edition, Event, Occurrence

from .walltime import zone


def outside_edition(occurrence: Occurrence, edition: Edition) -> tuple[str, str] | None:
    """(field, sentence) when a moment lies outside the days of its edition; its last day ends at ``day_ends_at``."""
    opens = datetime.combine(edition.starts_on, time.min, tzinfo=zone())
    closes = edition.closes_at
    if not opens <= occurrence.starts_at < closes:
        return (
            "starts_at",
            f"Dit valt buiten de editie ({days_of(edition)}). Kies een andere dag, of een andere editie.",
        )
    if occurrence.ends_at and occurrence.ends_at > closes:
        return "ends_at", f"De editie eindigt op {say(closes)}; dit moment loopt langer door."
    return None


def days_of(edition: Edition) -> str:
    first, last = (formats.date_format(day, "j F Y") for day in (edition.starts_on, edition.ends_on))
    return first if first == last else f"{first} tot en met {last}"


def say(moment: datetime) -> str:
    """``zaterdag 19 september 2026 20:15``"""
    return formats.date_format(localtime(moment, zone()), "l j F Y H:i")


def with_registrations(occurrences: Iterable[int]) -> dict[int, int]:
    """How many registrations each of these has (cancelled ones too: their rows hold on to it); none = absent."""
    counted = Occurrence.objects.filter(pk__in=list(occurrences), registrations__isnull=False)
    found: dict[int, int] = {}
    for pk in counted.values_list("pk", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def overlaps(event: Event) -> list[str]:
    """What else goes on at the same hour in the same hall, as sentences; a warning: some halls hold two things."""
    sentences = []
    for occurrence in event.occurrences.all():
        if occurrence.venue_id and occurrence.ends_at and occurrence.status == Occurrence.Status.SCHEDULED:
            others = Occurrence.objects.filter(
                Q(ends_at__gt=occurrence.starts_at) | Q(ends_at=None, starts_at__gte=occurrence.starts_at),
                venue=occurrence.venue_id,
                starts_at__lt=occurrence.ends_at,
                status=Occurrence.Status.SCHEDULED,
                is_continuous=False,
            )
            others = others.exclude(event=event.pk).select_related("event", "venue__parent").order_by("starts_at")
            sentences += [
                f"{other.venue}: op {say(other.starts_at)} is daar ook ‘{other.event}’."
                for other in others[:3]
                if not occurrence.is_continuous
            ]
    return sentences


def overbooked(event: Event) -> list[str]:
    """Moments whose capacity is below the seats that are taken, as sentences."""
    rows = Occurrence.objects.filter(event=event.pk).with_seats_taken().values_list("pk", "seats_taken")  # type: ignore[misc]
    taken: dict[int, int] = dict(rows)
    return [
        f"{say(row.starts_at)}: {taken[row.pk]} plaatsen zijn al vergeven, en u zet het aantal op {row.capacity}."
        for row in event.occurrences.all()
        if row.capacity is not None and taken.get(row.pk, 0) > row.capacity
    ]
