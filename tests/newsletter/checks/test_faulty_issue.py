"""The issue that a tired author scheduled without one word: every fault of it is named."""

from typing import Any

import pytest
from django.conf import settings

from newsletter.checks.engine import inspect_issue
from tests.factories import local, make_issue, make_public_event, make_topic
from tests.newsletter.checks.issues import NOON, article
from tests.newsletter.sending import agenda_block

pytestmark = pytest.mark.django_db


def test_every_fault_of_the_tired_authors_issue_is_named(clock: Any) -> None:
    topic = make_topic()
    make_issue(topic, subject="Nieuws van de stad", state="sent", send_at=local(2026, 6, 1))
    event = make_public_event(at__starts_at=local(2026, 6, 20, 20, 30))
    concert = f"{settings.SITE_URL}/evenement/{event.code}/"
    issue = make_issue(
        topic,
        title="Juni (kopie)",
        subject="Nieuws van de stad",
        preheader="",
        body=[
            article(f'Kom op dinsdag 4 november 2027. <a href="{concert}">Klik hier</a>, om 20.00 uur.'),
            ("button", {"text": "Naar de kaart", "link": f"{settings.SITE_URL}/kaart-van-de-stad/"}),
            agenda_block(),
            agenda_block(),
        ],
        subject_en="News of the city",
        preheader_en="What there is to see in the city this week.",
        body_en=[article("De bibliotheek en het museum zijn open voor wie van lezen houdt, ook op zondag bij regen.")],
    )
    named = {(one.rule, one.severity, one.block.number if one.block else None) for one in inspect_issue(issue, NOON)}
    assert named >= {
        ("K03", "W", None),  # no preheader
        ("K05", "W", None),  # today's subject again, and a title of a copy
        ("K09", "E", 1),  # a page that does not exist
        ("K10", "W", 0),  # “Klik hier”
        ("K16", "E", 0),  # a Tuesday that is a Thursday
        ("K19", "E", 0),  # eight o'clock beside half past
        ("K21", "E", 3),  # the agenda again
        ("K22", "W", 0),  # Dutch in the English mail
    }
