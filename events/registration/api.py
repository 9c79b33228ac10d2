"""Registering for an occurrence."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from events.opendata.answers import Answer
from events.opendata.schemas import RegistrationAnswer, RegistrationRequest
from subscribers.access.form_checks import count_use

from .seats import register_attendee

router = Router(tags=["aanmelden"])


@router.post(
    "/registrations",
    response={201: RegistrationAnswer},
    operation_id="createRegistration",
    summary="Aanmelden voor een moment",
    description=(
        "Is er geen plaats meer, dan komt het hele gezelschap op de wachtlijst. Wie al was aangemeld krijgt hetzelfde "
        "antwoord als een nieuwe bezoeker; er verandert dan niets, en de mail vertelt het. Een aanmelding is hier niet "
        "terug te lezen: bekijken en afmelden gaat met de link in de mail."
    ),
    by_alias=True,
)
def create_registration(request: HttpRequest, response: HttpResponse, body: RegistrationRequest) -> Answer:
    count_use(request, "registration")
    answer = register_attendee(
        body.occurrence_id, name=body.name, email=body.email, seats=body.seats, language=body.language, source="api"
    )
    response["Location"] = f"{request.path}/{answer.public_id}"
    return {"id": answer.public_id, "state": answer.state, "seats": answer.seats}
