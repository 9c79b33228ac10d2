"""Reports that lost our mark: few are ordinary, a rising share is an alarm."""

from datetime import timedelta
from typing import Any

import pytest

from subscribers.feedback import Trust, how_far_trusted
from subscribers.models import Bounce, Suppression
from tests.subscribers.dsn.reports import dsn
from tests.subscribers.feedback.test_feedback import take

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Reason = Suppression.Reason


def unmarked(count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        take(dsn(own_id=f"<{number}@mx>"))


def test_a_rising_share_of_reports_without_our_mark_mails_the_people_responsible_once_a_day(
    mark: str, clock: Any, outbox: Any, settings: Any
) -> None:
    settings.ALARM_ADDRESS = "beheer@leiden.example"
    ours = [Bounce(event_id=f"ours-{n}", source="mail", kind="policy", origin="message") for n in range(60)]
    Bounce.objects.bulk_create(ours)
    unmarked(10)
    assert how_far_trusted() == Trust(lost=10, recent=50, lost_before=0, before=20)
    assert len(outbox()) == 1  # the mail of the mark alone: a fifth is not yet too much
    unmarked(3, first=10)
    alarm = outbox()[1]
    assert (alarm["To"], alarm["Subject"]) == ("beheer@leiden.example", "Terugmeldingen zonder kenmerk")
    assert len(outbox()) == 2
    clock.shift(timedelta(days=1))
    unmarked(1, first=50)
    assert len(outbox()) == 3


@pytest.mark.parametrize(
    ("trust", "is_worrying"),
    [
        (Trust(), False),
        (Trust(19, 19), False),  # too few to tell
        (Trust(10, 50), False),
        (Trust(11, 50), True),
        (Trust(21, 50, 100, 500), True),
        (Trust(20, 50, 100, 500), False),  # it was as bad before
    ],
)
def test_the_share_is_worrying_when_it_is_high_and_twice_that_of_before(trust: Trust, is_worrying: bool) -> None:
    assert trust.is_worrying == is_worrying
