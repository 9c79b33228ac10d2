"""What events stand on: places, partners, classifications, series with their editions. Made once, never changed."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import takewhile
from typing import Any

from events.models import Edition, Organiser, Scheme, Series, SeriesName, Term, Venue, VenueName
from subscribers.models import Topic

from .days import yearly
from .reading import Row, read_file

CITY = "Leiden"
SERIES = ("name", "name_en", "accent", "summary", "summary_en", "description", "description_en", "ended_on")
EDITION = ("is_night", "default_minutes")
SEASON_DAYS = 405  # a year and a bit: whoever looks in the last week still sees something coming


def seed_venues() -> None:
    for row in read_file("places")["venue"]:
        rooms, former = row.get("room", []), row.get("former", [])
        values = {"city": CITY, **without(row, "room", "former")}
        venue, is_new = Venue.objects.get_or_create(slug=row["slug"], defaults=values)
        if is_new:
            VenueName.objects.bulk_create(VenueName(venue=venue, **name) for name in former)
        for room in rooms:
            slug = f"{venue.slug}-{room['slug']}"
            Venue.objects.get_or_create(slug=slug, defaults={"parent": venue, **without(room, "slug")})


def seed_organisers() -> None:
    for row in read_file("partners")["organiser"]:
        Organiser.objects.get_or_create(slug=row["slug"], defaults=without(row))


def seed_schemes() -> None:
    topics = {topic.slug: topic for topic in Topic.objects.all()}
    for row in read_file("schemes")["scheme"]:
        scheme, _ = Scheme.objects.get_or_create(slug=row["slug"], defaults=without(row, "term"))
        for position, term in enumerate(row["term"]):
            values = {"scheme": scheme, "position": position, "topic": topics.get(term.get("topic", ""))}
            Term.objects.get_or_create(slug=term["slug"], defaults={**without(term, "topic"), **values})


def seed_series(today: date) -> dict[str, Edition]:
    """Series and editions; returns the editions by ``series/year`` and, the coming ones, by ``series/upcoming``."""
    organisers = {organiser.slug: organiser for organiser in Organiser.objects.all()}
    editions: dict[str, Edition] = {}
    for row in read_file("series")["series"]:
        plain = {name: row[name] for name in SERIES if name in row}
        series, is_new = Series.objects.get_or_create(slug=row["slug"], defaults=plain)
        if is_new:
            series.organisers.set(organisers[slug] for slug in row["by"])
            SeriesName.objects.bulk_create(SeriesName(series=series, **name) for name in row.get("former", []))
        for name, values in editions_of(row, today):
            slug = values.pop("slug", str(values["starts_on"].year))
            edition, _ = Edition.objects.get_or_create(series=series, slug=slug, defaults=values)
            editions[f"{series.slug}/{slug}"] = editions[f"{series.slug}/{name or slug}"] = edition
    return editions


def editions_of(row: Row, today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    """(``upcoming`` or nothing, values) for the past editions of a series, those of the years since, the coming one."""
    past = row.get("past", [])
    common: dict[str, Any] = {name: row[name] for name in EDITION if name in row}
    coming = next(yearly(row["rule"], today)) if "rule" in row else None
    for values in past:
        if coming is None or values["on"].year < coming.year:
            yield "", {**common, **spread(values["on"], values.get("days", 1)), **without(values, "on", "days")}
    if coming is not None:
        days = row["rule"]["days"]
        latest = max(values["on"] for values in past) if row.get("every_year") else today
        for day in takewhile(lambda day: day < coming, yearly(row["rule"], date(latest.year, 12, 31))):
            yield "", {**common, **spread(day, days), **ordinal_of(row, day.year)}
        yield "upcoming", {**common, **spread(coming, days), **ordinal_of(row, coming.year), **row["upcoming"]}
    if row.get("season"):
        first = today - timedelta(days=today.weekday(), weeks=4)
        yield "upcoming", {**spread(first, SEASON_DAYS), "slug": f"{first.year}-{first.year + 1}"}


def spread(first: date, days: int) -> dict[str, date]:
    return {"starts_on": first, "ends_on": first + timedelta(days=days - 1)}


def ordinal_of(row: Row, year: int) -> dict[str, str]:
    """Typed, never counted: the sources disagree on which one this is."""
    nl, en = row.get("ordinals", {}).get(str(year), ("", ""))
    return {"ordinal": nl, "ordinal_en": en}


def without(row: Row, *names: str) -> Row:
    return {name: value for name, value in row.items() if name not in names}
