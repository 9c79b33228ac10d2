"""Why one cannot register, in the sentence that form and API show."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from events.registration.registering import register_attendee
from events.registration.seats.waiting_list import promote
from tests.events.registration.parties import confirm, states
from tests.events.registration.standings import edit
from tests.factories import make_event, make_open_occurrence, make_registration

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]
ASKED = {"name": "An", "email": "an@example.org", "seats": 1, "source": "form"}


def refusal(uid: uuid.UUID, language: str = "nl") -> tuple[str, str]:
    with translation.override(language), pytest.raises(ValidationError) as error:
        register_attendee(uid, language=language, **ASKED)
    return str(error.value.code), error.value.messages[0]


@pytest.mark.parametrize(
    ("status", "nl", "en"),
    [
        (
            "cancelled",
            "Deze activiteit gaat niet door; aanmelden kan niet meer.",
            "This event is cancelled; you can no longer register.",
        ),
        (
            "postponed",
            "Deze activiteit is uitgesteld; aanmelden kan nu niet.",
            "This event has been postponed; you cannot register now.",
        ),
    ],
)
def test_what_is_off_says_how(status: str, nl: str, en: str) -> None:
    occurrence = make_open_occurrence()
    edit(occurrence, status=status, status_reason="Ziek.", status_reason_en="Ill.")
    assert [refusal(occurrence.public_id, language) for language in ("nl", "en")] == [("closed", nl), ("closed", en)]


def test_what_is_there_no_more_says_so() -> None:
    assert refusal(uuid.uuid4()) == ("gone", "Dit moment bestaat niet meer.")


def test_at_the_minute_it_begins_nobody_gets_a_place_any_more(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=2)
    make_registration(occurrence, state="waitlisted", seats=2)
    lapses = occurrence.starts_at + timedelta(hours=1)
    make_registration(occurrence, state="pending", email="bo@example.org", lapses_at=lapses)
    clock.move_to(occurrence.starts_at)
    assert (promote(occurrence), confirm(occurrence, "bo@example.org")) == (False, None)
    assert states(occurrence)[1] == ("bo", "pending") and states(occurrence)[0][1] == "waitlisted"


def test_what_was_never_published_is_not_there_to_register_for(clock: Any) -> None:
    hidden = make_event(live=False, at__way_in="register").occurrences.get()
    assert refusal(hidden.public_id)[0] == "closed"
