"""Registering for an occurrence."""

from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import Field

from subscribers.access.auth import key_of
from subscribers.access.networks import network_of
from subscribers.access.once import answer_once, find_answer, key_of_call
from subscribers.admission.admitting import admit_call
from subscribers.shell.names import LONGEST_NAME
from subscribers.shell.schemas import ONE_LINE, Address, Language, Schema

from .registering import Registered, fulfil_wish, prepare_wish

router = Router(tags=["aanmelden"])
IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=64,
        description=(
            "Van u, willekeurig, voor één aanmelding: wie haar met dezelfde waarde nog eens stuurt, binnen een dag en "
            "van hetzelfde netwerk of met dezelfde API-sleutel, krijgt hetzelfde antwoord, en er gaat geen mail."
        ),
    ),
]


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
def create_registration(
    request: HttpRequest, response: HttpResponse, body: RegistrationRequest, idempotency_key: IdempotencyKey = None
) -> dict[str, Any]:
    api_key = key_of(request)
    network = "" if api_key else network_of(request)  # one with a key asks for many people
    whose = f"key {api_key.pk}" if api_key else network
    wish = (body.occurrence_id, body.email, body.seats)
    key = key_of_call("registration", whose, idempotency_key, wish) if idempotency_key else ""
    if (told := find_answer(key) if key else None) is None:
        admit_call(request, "registration")
        told = register(body, network, key)
    state, _, public_id = told.partition(" ")
    response["Location"] = f"{request.path}/{public_id}"
    return {"id": public_id, "state": state, "seats": body.seats}


def register(body: RegistrationRequest, network: str, key: str) -> str:
    """The state and the id, as they are kept under ``key`` ("" for a call that says it is never sent again)."""
    wish = prepare_wish(
        body.occurrence_id,
        name=body.name,
        email=body.email,
        seats=body.seats,
        language=body.language,
        source="api",
        network=network,
    )

    def act() -> str:
        answer: Registered = fulfil_wish(wish)
        return f"{answer.state} {answer.public_id}"

    if key:
        return answer_once(key, act)
    with transaction.atomic():
        return act()
