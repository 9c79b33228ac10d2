"""Rules over the moments of one event together with its edition, each with its sentence."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta
from itertools import combinations
from operator import attrgetter

from django.db.models import Q
from django.utils import formats

from events.ledger.checking import Broken, refuse
from events.models import Edition, Event, Occurrence
from events.models.event import EventQuerySet
from events.shell.walltime import say, zone

NO_MOMENT = "Voeg bij ‘Momenten’ minstens één moment toe: zonder moment staat de activiteit nergens in de agenda."


def without_moment(occurrences: Collection[object]) -> list[str]:
    """The sentence for what is published without a moment: a page that nobody finds, and that answers 404."""
    return [] if occurrences else [NO_MOMENT]


def refuse_without_moment(published: EventQuerySet) -> None:
    """Raise ``ValidationError`` (``breaks_calendars``) when any of ``published`` that is live has no moment."""
    bare = published.filter(live=True, occurrences=None).order_by("pk")
    refuse(Broken(event.title, without_moment([])) for event in bare)


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


def with_registrations(occurrences: Iterable[int]) -> dict[int, int]:
    """How many registrations each of these has (cancelled ones too: their rows hold on to it); none = absent."""
    counted = Occurrence.objects.filter(pk__in=list(occurrences), registrations__isnull=False)
    found: dict[int, int] = {}
    for pk in counted.values_list("pk", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def left_outside(edition: Edition) -> str:
    """What no longer lies within the days of an edition, as a sentence; ``""`` when all of it does."""
    rows = Occurrence.objects.filter(event__edition=edition).select_related("event").order_by("starts_at")
    found = [row for row in rows if outside_edition(row, edition)]
    if not found:
        return ""
    many = f"{len(found)} momenten vallen" if len(found) > 1 else "1 moment valt"
    return (
        f"{many} nu buiten de editie ({days_of(edition)}). Het eerste: ‘{found[0].event}’, {say(found[0].starts_at)}. "
        "Verzet dat, of pas de dagen van de editie aan."
    )


def overlaps(event: Event) -> list[str]:
    """What else goes on at the same hour in the same hall, as sentences; a warning: some halls hold two things."""
    mine = sorted((row for row in event.occurrences.all() if fills_a_hall(row)), key=attrgetter("starts_at"))
    if not mine:
        return []
    begin, end = mine[0].starts_at, max(map(end_of, mine))
    others = Occurrence.objects.filter(
        Q(ends_at__gt=begin) | Q(ends_at=None, starts_at__gt=begin - timedelta(days=1)),
        venue__in={row.venue_id for row in mine},
        starts_at__lt=end,
        status=Occurrence.Status.SCHEDULED,
        is_continuous=False,
    )
    others = others.exclude(event=event.pk).select_related("event__edition", "venue__parent").order_by("starts_at")
    twice = [
        f"{one.venue}: op {say(other.starts_at)} lopen daar twee momenten van deze activiteit door elkaar."
        for one, other in combinations(mine, 2)
        if coincide(one, other)
    ]
    elsewhere = [
        f"{other.venue}: op {say(other.starts_at)} is daar ook ‘{other.event}’."
        for other in others
        if any(coincide(row, other) for row in mine)
    ]
    return twice + elsewhere


def fills_a_hall(row: Occurrence) -> bool:
    return bool(row.venue_id and row.status == Occurrence.Status.SCHEDULED and not row.is_continuous)


def end_of(row: Occurrence) -> datetime:
    """When it ends, or is taken to end where nobody said so."""
    edition = row.event.edition
    return row.ends_at or row.starts_at + timedelta(minutes=edition.default_minutes if edition else 60)


def coincide(one: Occurrence, other: Occurrence) -> bool:
    return one.venue_id == other.venue_id and one.starts_at < end_of(other) and other.starts_at < end_of(one)


def overbooked(event: Event) -> list[str]:
    """Moments whose capacity is below the seats that were given, as sentences. Who waits has none yet."""
    rows = Occurrence.objects.filter(event=event.pk).with_seats_given().values_list("pk", "given")  # type: ignore[misc]
    given: dict[int, int] = dict(rows)
    return [
        f"{say(row.starts_at)}: {given[row.pk]} plaatsen zijn al vergeven, en u zet het aantal op {row.capacity}."
        for row in event.occurrences.all()
        if row.capacity is not None and given.get(row.pk, 0) > row.capacity
    ]
