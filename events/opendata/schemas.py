"""What the API says about the programme; properties in camelCase, moments in UTC with ``Z``."""

from datetime import date, time
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, WithJsonSchema

from events.models import Event, Occurrence
from subscribers.shell.schemas import Language, Moment, Schema, Slug

TimeZone = Annotated[str, Field(description="Tijdzone waarin de tijden bedoeld zijn.", examples=["Europe/Amsterdam"])]
TimeOfDay = Annotated[time, WithJsonSchema({"type": "string", "format": "time-local"})]
Access = list[Literal["wheelchair", "ring_loop", "sign_language", "low_stimulus"]]
SeriesId = Annotated[Slug, Field(examples=["nacht-van-kunst-en-kennis"])]
EditionId = Annotated[
    str,
    StringConstraints(pattern=r"^[-a-zA-Z0-9_]+\.[-a-zA-Z0-9_]+$", max_length=141),
    Field(description="Reeks en editie, met een punt ertussen.", examples=["nacht-van-kunst-en-kennis.2026"]),
]


class FormerName(Schema):
    name: str
    valid_until: date = Field(description="Laatste dag waarop de naam gold.")


class SeriesAnswer(Schema):
    id: SeriesId
    name: str
    former_names: list[FormerName]
    summary: str
    description: str
    ended_on: date | None = Field(description="Dag waarop de reeks stopte.")
    organisers: list[Slug]
    url: str


class EditionAnswer(Schema):
    id: EditionId
    series_id: SeriesId
    name: str = Field(description="Met de naam die de reeks toen had.")
    ordinal: str = Field(description="Hoeveelste, in woorden.", examples=["zesde"])
    theme: str
    summary: str
    starts_on: date
    ends_on: date
    day_ends_at: TimeOfDay = Field(
        description="Tot dit uur hoort de nacht bij de vorige programmadag.", examples=["06:00:00"]
    )
    time_zone: TimeZone
    status: Literal["scheduled", "cancelled"]
    status_reason: str
    url: str


class OrganiserAnswer(Schema):
    id: Slug
    name: str
    description: str
    url: str


class TermAnswer(Schema):
    id: Slug
    name: str
    scheme_id: Slug = Field(description="De indeling waar dit thema bij hoort.")
    scheme_name: str
    valid_from: date | None
    valid_until: date | None


class Point(Schema):
    """GeoJSON (RFC 7946): lengtegraad, breedtegraad in WGS 84 (CRS84)."""

    type: Literal["Point"] = "Point"
    coordinates: Annotated[list[float], Field(min_length=2, max_length=2, examples=[[4.4911, 52.1586]])]


class VenueAnswer(Schema):
    id: Slug
    parent_id: Slug | None = Field(description="Het gebouw waar deze zaal in ligt.")
    name: str
    former_names: list[FormerName]
    street: str
    postcode: str
    city: str
    location: Point | None
    capacity: int | None
    access: Access
    access_note: str
    url: str


class Image(Schema):
    url: str
    width: int
    height: int
    alt: str


class Speaker(Schema):
    name: str
    role: str
    bio: str


class Programmed(Schema):
    """What an event and its occurrences have in common."""

    title: str
    summary: str
    text_language: Language = Field(description="De taal waarin de tekst er werkelijk is.")
    kind: Event.Kind
    language: Event.Language = Field(description="Voertaal.")
    series_id: SeriesId | None
    edition_id: EditionId | None
    terms: list[Slug]
    organisers: list[Slug]
    access: Access
    highlight: bool
    track: str
    url: str = Field(description="De pagina op de site.")
    changed_at: Moment


class EventAnswer(Programmed):
    id: str = Field(examples=["k7m2p9qx"])
    html: str = Field(description="De tekst met eenvoudige opmaak.")
    text: str = Field(description="Dezelfde tekst zonder opmaak.")
    speakers: list[Speaker]
    image: Image | None
    status: Literal["scheduled", "cancelled", "postponed"] = Field(
        description="`cancelled`: geen enkel moment gaat door."
    )
    occurrences: list[UUID]


class Moved(Schema):
    """Tijd en plaats voor de laatste verplaatsing."""

    starts_at: Moment
    ends_at: Moment
    place: str


class OccurrenceAnswer(Programmed):
    id: UUID
    event_id: str
    starts_at: Moment
    ends_at: Moment
    end_known: bool = Field(description="Onwaar: `endsAt` is een schatting.")
    all_day: bool
    continuous: bool = Field(description="Doorlopend: binnenlopen kan de hele tijd.")
    programme_date: date = Field(description="Programmadag: de nacht hoort bij de avond ervoor.")
    time_zone: TimeZone
    status: Literal["scheduled", "cancelled", "postponed"]
    status_reason: str
    way_in: Occurrence.WayIn
    capacity: int | None = Field(description="Aantal plaatsen; `null` is onbeperkt.")
    seats_free: int | None = Field(
        description="Plaatsen die nu nog vrij zijn; `null` is onbeperkt. 0: vol, of alleen nog de wachtlijst."
    )
    party_limit: int = Field(description="Grootste gezelschap in één aanmelding.")
    price: str
    ticket_url: str
    stream_url: str
    venue_id: Slug | None
    place: str = Field(examples=["Stadsgehoorzaal, Grote Zaal"])
    address: str = Field(description="Plaats met adres, op één regel.")
    previous: Moved | None
    calendar_url: str = Field(description="Dit ene moment als .ics.")
    sequence: int = Field(description="Loopt op als tijd, plaats of stand verandert (RFC 5546).")
