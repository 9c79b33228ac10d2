"""Parties that stand in every way one can, brought there by the rules themselves, and what is then said to them."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from django.utils import timezone, translation

from events.models import Occurrence, Registration, VisitMail
from events.publishing.telling import tell_calendars
from events.registration.mail.invitations import uid_of
from events.registration.registering import cancel_registration, register_attendee
from events.registration.timed.due import write
from events.registration.words import Happened, Standing, say
from subscribers.feedback import receive_mail
from tests.factories import make_open_occurrence, make_registration
from tests.subscribers.dsn.answers import SHAPES
from tests.typed import carry_out_typed

STREAM = "https://stream.example/1"
PENDING = (Standing.HELD, Standing.UNKEPT, Standing.UNHELD)
# How many, in which language: each cell of the table is read in full by itself (``test_words.py``).
ONE_OR_MORE = [
    (1, "nl"),
    (3, "en"),
    pytest.param(1, "en", marks=pytest.mark.slow),
    pytest.param(3, "nl", marks=pytest.mark.slow),
]
COMES = (Standing.PLACE, Standing.WAITING, *PENDING)


def told(happened: Happened, standing: Standing, seats: int, language: str, **values: str) -> list[str]:
    """The heading, and the sentences behind it."""
    with translation.override(language):
        said = say(happened, standing, seats, **values)
    return [said.heading, *said.sentences]


def evening(**values: Any) -> Occurrence:
    return make_open_occurrence(
        **{"capacity": 6, "stream_url": STREAM, "status_reason": "Storm.", "status_reason_en": "A storm.", **values}
    )


def party_of(standing: Standing, seats: int, language: str) -> Registration:
    """Somebody who has just registered and stands so, by the rules themselves."""
    occurrence = evening(must_confirm=standing in PENDING)
    if standing in (Standing.WAITING, Standing.UNHELD):
        make_registration(occurrence, seats=6)
    if standing == Standing.UNKEPT:  # half of the seats are kept for another
        make_registration(occurrence, seats=3, state="pending", lapses_at=timezone.now() + timedelta(hours=1))
    register(occurrence, seats, language)
    return occurrence.registrations.get(email="an@example.org")


def register(occurrence: Occurrence, seats: int, language: str) -> None:
    register_attendee(
        occurrence.public_id, name="An", email="an@example.org", seats=seats, language=language, source="form"
    )
    carry_out_typed()


def edit(occurrence: Occurrence, **values: Any) -> None:
    Occurrence.objects.filter(pk=occurrence.pk).update(**values)
    tell_calendars()


def ask_again(party: Registration) -> None:
    register(party.occurrence, party.seats, party.language)


def answer(party: Registration, shape: str = "google", **said: str) -> str:
    """Their calendar answers, by mail."""
    uid, stamp = uid_of(party.public_id, "agenda.leiden.example"), f"{timezone.now():%Y%m%dT%H%M%SZ}"
    return receive_mail(SHAPES[shape](**{"uid": uid, "stamp": stamp, **said}), source="mail")


def by_clock(party: Registration, kind: str) -> None:
    """Its hour has come."""
    assert write(VisitMail.Kind(kind), Registration.objects.all(), party.pk)


def promote(party: Registration) -> None:
    (who_has_it,) = set(party.occurrence.registrations.all()) - {party}
    cancel_registration(who_has_it)


def restore(party: Registration) -> None:
    edit(party.occurrence, status="cancelled")
    edit(party.occurrence, status="scheduled")


def plain(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
