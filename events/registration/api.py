"""Registering for an occurrence."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from subscribers.access.auth import key_of
from subscribers.access.networks import network_of
from subscribers.admission.admitting import admit_call
from subscribers.shell.names import LONGEST_NAME
from subscribers.shell.schemas import ONE_LINE, Address, Language, Schema

from .registering import register_attendee

router = Router(tags=["aanmelden"])


class RegistrationRequest(Schema):
    occurrence_id: UUID = Field(description="`id` van het moment.")
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), ONE_LINE] = Field(examples=["Noor van Dam"])
    email: Address = Field(examples=["noor@example.org"])
    seats: int = Field(default=1, ge=1, le=100, strict=True, description="Grootte van het gezelschap.")
    language: Language = Field(default="nl", description="Taal van onze mails.")


class RegistrationAnswer(Schema):
    id: UUID
    state: Literal["confirmed", "waitlisted", "pending"] = Field(
        description="`pending`: de bezoeker moet de mail nog bevestigen; zijn er plaatsen, dan zijn die zolang bezet."
    )
    seats: int


@router.post(
    "/registrations",
    response={201: RegistrationAnswer},
    operation_id="createRegistration",
    summary="Aanmelden voor een moment",
    description=(
        "Is er geen plaats meer, dan komt het hele gezelschap op de wachtlijst; waar die er niet is, is het vol (409). "
        "Wie hier al was aangemeld, of bij `wayIn` `choose` voor een ander moment van dezelfde keuze, krijgt hetzelfde "
        "antwoord als een nieuwe bezoeker; er verandert dan niets, en de mail vertelt het, en hoe men wisselt. Soms "
        "moet de bezoeker eerst de mail bevestigen: waar wij dat vragen, of na veel plaatsen voor één netwerk of veel "
        "aanmeldingen van één adres. Een aanmelding is hier niet terug te lezen: bekijken en afmelden gaat met de link "
        "in de mail."
    ),
    by_alias=True,
)
def create_registration(request: HttpRequest, response: HttpResponse, body: RegistrationRequest) -> dict[str, Any]:
    admit_call(request, "registration")
    answer = register_attendee(
        body.occurrence_id,
        name=body.name,
        email=body.email,
        seats=body.seats,
        language=body.language,
        source="api",
        network="" if key_of(request) else network_of(request),  # one with a key asks for many people
    )
    response["Location"] = f"{request.path}/{answer.public_id}"
    return {"id": answer.public_id, "state": answer.state, "seats": answer.seats}
