"""Series with their editions, venues, organisers and themes."""

from collections.abc import Callable
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from ninja import Header, Query, Router
from ninja.pagination import paginate

from events.models import Edition, Organiser, Series, Term, Venue
from subscribers.shell.schemas import Schema

from .listing import Listing
from .places import CRS84, Area, Crs, inside
from .reference_responses import edition_response, organiser_response, series_response, term_response, venue_response
from .responses import Response
from .schemas import EditionAnswer, OrganiserAnswer, SeriesAnswer, SeriesId, TermAnswer, VenueAnswer

router = Router(tags=["programma"])
AcceptCrs = Annotated[Crs | None, Header(alias="Accept-Crs", description="Wij kennen alleen CRS84.")]


class EditionFilter(Schema):
    series: SeriesId | None = None


def listing(rows: QuerySet[Any], answer: Callable[[Any, str], Response]) -> Listing:
    """``rows``, each turned into an answer in the reader's language."""
    language = get_language() or "nl"
    return Listing(rows, lambda found: [answer(row, language) for row in found])


@router.get("/series", response=list[SeriesAnswer], operation_id="listSeries", summary="Reeksen", by_alias=True)
@paginate
def list_series(request: HttpRequest) -> Listing:
    return listing(Series.objects.with_names().prefetch_related("organisers").order_by("name", "pk"), series_response)


@router.get("/series/{id}", response=SeriesAnswer, operation_id="getSeries", summary="Eén reeks", by_alias=True)
def get_series(request: HttpRequest, id: str) -> Response:
    """Ook onder een vroeger adres."""
    return series_response(get_object_or_404(Series.objects.at_address(id)), get_language() or "nl")


@router.get(
    "/editions", response=list[EditionAnswer], operation_id="listEditions", summary="Edities van reeksen", by_alias=True
)
@paginate
def list_editions(request: HttpRequest, wanted: Query[EditionFilter]) -> Listing:
    """De nieuwste eerst."""
    editions = public_editions()
    if wanted.series:
        editions = editions.filter(series__in=Series.objects.at_address(wanted.series).values("pk"))
    return listing(editions.order_by("-starts_on", "pk"), edition_response)


@router.get("/editions/{id}", response=EditionAnswer, operation_id="getEdition", summary="Eén editie", by_alias=True)
def get_edition(request: HttpRequest, id: str) -> Response:
    series, _, slug = id.partition(".")
    found = public_editions().filter(series__in=Series.objects.at_address(series).values("pk"))
    return edition_response(get_object_or_404(found, slug=slug), get_language() or "nl")


def public_editions() -> QuerySet[Edition]:
    return Edition.objects.visible().with_names()


@router.get(
    "/organisers", response=list[OrganiserAnswer], operation_id="listOrganisers", summary="Organisatoren", by_alias=True
)
@paginate
def list_organisers(request: HttpRequest) -> Listing:
    return listing(Organiser.objects.order_by("name", "pk"), organiser_response)


@router.get(
    "/organisers/{id}", response=OrganiserAnswer, operation_id="getOrganiser", summary="Eén organisator", by_alias=True
)
def get_organiser(request: HttpRequest, id: str) -> Response:
    return organiser_response(get_object_or_404(Organiser, slug=id), get_language() or "nl")


@router.get(
    "/terms", response=list[TermAnswer], operation_id="listTerms", summary="Thema's en programmalijnen", by_alias=True
)
@paginate
def list_terms(request: HttpRequest) -> Listing:
    """Een activiteit kan thema's hebben uit meer dan één indeling; indelingen hebben een geldigheid."""
    return listing(Term.objects.select_related("scheme").order_by("scheme__slug", "position", "slug"), term_response)


@router.get(
    "/venues", response=list[VenueAnswer], operation_id="listVenues", summary="Locaties en hun zalen", by_alias=True
)
@paginate
def list_venues(
    request: HttpRequest, response: HttpResponse, area: Query[Area], accept_crs: AcceptCrs = None
) -> Listing:
    response["Content-Crs"] = f"<{CRS84}>"
    venues = Venue.objects.select_related("parent").prefetch_related("former_names")
    return listing(inside(venues, area).order_by("name", "pk"), venue_response)


@router.get("/venues/{id}", response=VenueAnswer, operation_id="getVenue", summary="Eén locatie", by_alias=True)
def get_venue(request: HttpRequest, response: HttpResponse, id: str, accept_crs: AcceptCrs = None) -> Response:
    response["Content-Crs"] = f"<{CRS84}>"
    return venue_response(get_object_or_404(Venue.objects.select_related("parent"), slug=id), get_language() or "nl")
