"""Parties that come, as the rules are asked for them, and what they are then."""

from typing import Any

from events.models import Event, Occurrence, Registration
from events.publishing.publish import publish_event
from events.registration.registering import confirm_registration, register_attendee
from tests.events.registration.secret_links import confirm_address
from tests.factories import make_public_event
from tests.typed import carry_out_typed


def register(occurrence: Occurrence, email: str, seats: int = 1, network: str = "", source: str = "form") -> str:
    answer = register_attendee(
        occurrence.public_id, name="Anna", email=email, seats=seats, language="nl", source=source, network=network
    )
    carry_out_typed()
    return answer.state


def confirm(occurrence: Occurrence, email: str) -> Registration | None:
    party = occurrence.registrations.get(email=email, state="pending")
    return confirm_registration(confirm_address(party).rstrip("/").rsplit("/", 1)[1])


def states(occurrence: Occurrence) -> list[tuple[str, str]]:
    rows = occurrence.registrations.order_by("pk").values_list("email", "state")
    return [(email.removesuffix("@example.org"), state) for email, state in rows]


def evening_of(edition: Any) -> Occurrence:
    return make_public_event(edition, at__way_in="register", at__capacity=50).occurrences.get()


def publish(occurrence: Occurrence, **values: Any) -> None:
    """As staff do: a version of the event in which its moment is otherwise."""
    event = Event.objects.get(pk=occurrence.event_id)
    event.occurrences = list(event.occurrences.all())
    for name, value in values.items():
        setattr(event.occurrences.all()[0], name, value)
    publish_event(event)
