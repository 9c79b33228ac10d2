"""Rows of series, editions, venues and the like turned into answers. No query: what is needed has been fetched."""

from django.conf import settings

from events.models import Edition, Organiser, Series, Term, Venue
from events.models.texts import in_language

from .responses import Response, edition_id, page


def series_response(series: Series, language: str) -> Response:
    return {
        "id": series.slug,
        "name": in_language(series, "name", language),
        "former_names": former_names(series, language),
        "summary": in_language(series, "summary", language),
        "description": in_language(series, "description", language),
        "ended_on": series.ended_on,
        "organisers": [organiser.slug for organiser in series.organisers.all()],
        "url": page("series", series.slug),
    }


def edition_response(edition: Edition, language: str) -> Response:
    return {
        "id": edition_id(edition.series.slug, edition.slug),
        "series_id": edition.series.slug,
        "name": edition.name_in(language),
        "ordinal": in_language(edition, "ordinal", language),
        "theme": in_language(edition, "theme", language),
        "summary": in_language(edition, "summary", language),
        "starts_on": edition.starts_on,
        "ends_on": edition.ends_on,
        "day_ends_at": edition.day_ends_at,
        "time_zone": settings.TIME_ZONE,
        "status": "cancelled" if edition.is_cancelled else "scheduled",
        "status_reason": in_language(edition, "cancelled_reason", language),
        "url": page("edition", edition.series.slug, edition.slug),
    }


def venue_response(venue: Venue, language: str) -> Response:
    """A room has the address and the coordinates of its building."""
    building = venue.parent or venue
    spot = venue if venue.lat is not None and venue.lon is not None else building
    known = spot.lat is not None and spot.lon is not None
    return {
        "id": venue.slug,
        "parent_id": venue.parent.slug if venue.parent else None,
        "name": in_language(venue, "name", language),
        "former_names": former_names(venue, language),
        "street": building.street,
        "postcode": building.postcode,
        "city": building.city,
        "location": {"coordinates": [spot.lon, spot.lat]} if known else None,
        "capacity": venue.capacity,
        "access": [sign for sign in ("wheelchair", "ring_loop") if getattr(venue, sign)],
        "access_note": in_language(venue, "access_note", language),
        "url": venue.url,
    }


def organiser_response(organiser: Organiser, language: str) -> Response:
    return {
        "id": organiser.slug,
        "name": organiser.name_in(language),
        "description": in_language(organiser, "description", language),
        "url": organiser.url,
    }


def term_response(term: Term, language: str) -> Response:
    return {
        "id": term.slug,
        "name": term.name_in(language),
        "scheme_id": term.scheme.slug,
        "scheme_name": in_language(term.scheme, "name", language),
        "valid_from": term.scheme.valid_from,
        "valid_until": term.scheme.valid_until,
    }


def former_names(row: Series | Venue, language: str) -> list[Response]:
    return [
        {"name": in_language(former, "name", language), "valid_until": former.valid_until}
        for former in row.former_names.all()
    ]
