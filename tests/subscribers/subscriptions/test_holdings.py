"""What we hold about an address, as its owner reads it, and how it goes; however the address is written."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from subscribers.models import Message, Subscriber, Suppression
from subscribers.subscriptions.holdings import erase_holdings, holdings_of
from tests.factories import make_message, make_subscriber, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
ANNA = " ANNA@example.org "


@pytest.fixture
def anna() -> Subscriber:
    person = make_subscriber(make_topic(slug="b", name="B", position=2), email="anna@example.org", name="Anna")
    person.subscriptions.create(topic=make_topic(slug="a", name="A", position=1), state="left")
    Suppression.objects.create(email_normalised="anna@example.org", reason="complaint", note="Belde ons.")
    make_message(to="anna@example.org")
    make_message("subscriber:2", to="bram@example.org")
    Message.objects.update(state="sent", subject="Welkom")
    return person


def test_every_kind_is_told_in_words_and_in_order(anna: Subscriber) -> None:
    assert holdings_of(ANNA) == {
        "Abonnee": [
            {"e-mailadres": "anna@example.org", "naam": "Anna", "taal": "Nederlands", "aangemaakt": "2026-06-15 12:00"}
        ],
        "Onderwerpen": [
            {"onderwerp": "A", "stand": "afgemeld", "sinds": "2026-06-15 12:00"},
            {"onderwerp": "B", "stand": "bevestigd", "sinds": "2026-06-15 12:00"},
        ],
        "Blokkade": [
            {
                "reden": "klacht over ongewenste post",
                "toelichting": "Belde ons.",
                "sinds": "2026-06-15 12:00",
                "tot": "",
            }
        ],
        "Servicemails": [{"onderwerp": "Welkom", "geschreven": "2026-06-15 12:00", "stand": "verzonden"}],
    }


def test_erasing_takes_theirs_and_nobody_elses_however_it_is_written(anna: Subscriber) -> None:
    with transaction.atomic():
        erase_holdings(ANNA, timezone.now())
    assert list(Message.objects.values_list("email", flat=True)) == ["bram@example.org"]
    assert list(holdings_of(ANNA)) == ["Blokkade", "Kenmerk van een gewist adres"]


@pytest.mark.parametrize("state", ["pending", "claimed", "deferred"])
def test_a_mail_that_still_has_to_go_is_waited_for(anna: Subscriber, state: Any) -> None:
    Message.objects.filter(email="anna@example.org").update(state=state)
    with pytest.raises(ValidationError) as refused, transaction.atomic():
        erase_holdings(ANNA, timezone.now())
    assert (refused.value.code, Message.objects.count()) == ("under_way", 2)
