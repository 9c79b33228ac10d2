"""Venues on the map: GeoJSON order (longitude, latitude), WGS 84 only."""

from typing import Annotated, Literal

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from pydantic import Field, StringConstraints

from events.models.venue import VenueQuerySet
from subscribers.shell.schemas import Schema

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
Crs = Literal["http://www.opengis.net/def/crs/OGC/1.3/CRS84"]
LON = r"-?(180(\.0+)?|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]+)?)"
LAT = r"-?(90(\.0+)?|[1-8]?[0-9](\.[0-9]+)?)"
Box = Annotated[str, StringConstraints(pattern=f"^{LON},{LAT},{LON},{LAT}$", max_length=100)]


class Area(Schema):
    bbox: Box | None = Field(
        None,
        description="Alleen wat binnen deze rechthoek ligt: west, zuid, oost, noord in graden.",
        examples=["4.47,52.15,4.51,52.17"],
    )
    crs: Crs | None = Field(None, description="Wij kennen alleen CRS84.")


def inside(venues: VenueQuerySet, area: Area) -> VenueQuerySet:
    """Venues in the box; a room without coordinates of its own is where its building is."""
    if not area.bbox:
        return venues
    west, south, east, north = (float(side) for side in area.bbox.split(","))
    around = Q(spot_lon__gte=west, spot_lon__lte=east, spot_lat__gte=south, spot_lat__lte=north)
    spots = {"spot_lon": Coalesce(F("lon"), F("parent__lon")), "spot_lat": Coalesce(F("lat"), F("parent__lat"))}
    return venues.annotate(**spots).filter(around)
