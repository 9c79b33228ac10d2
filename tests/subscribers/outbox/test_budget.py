"""One budget of mail for each email address, whatever a stranger asks for in its name."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from subscribers import tasks
from subscribers.models import MailBudget
from subscribers.outbox.budget import claim_mail, reserve_mail
from tests.at_once import at_once

pytestmark = pytest.mark.django_db
ANNA = "anna@example.org"


def minutes_of(clock: Any, upto: int, step: int, again: str = "") -> list[int]:
    """The minutes at which a mail may go, asked for every ``step`` until ``upto``."""
    found = []
    for minute in range(0, upto, step):
        if claim_mail(ANNA, again):
            found.append(minute)
        clock.shift(timedelta(minutes=step))
    return found


def test_three_in_a_quarter_and_six_a_day_fit_over_all_kinds(clock: Any) -> None:
    assert [claim_mail(spelling) for spelling in (ANNA, "Anna@Example.org", f" {ANNA}", ANNA)] == [True] * 3 + [False]
    assert claim_mail("bram@example.org")
    clock.shift(timedelta(minutes=15))
    assert minutes_of(clock, 24 * 60, 5) == [0, 5, 10, 1425, 1430, 1435]


def test_no_spelling_of_an_address_has_a_budget_of_its_own(clock: Any) -> None:
    assert claim_mail(ANNA, "again")
    for spelling in (ANNA.upper(), "Anna@EXAMPLE.org", f" {ANNA} ", "anna@Example.Org"):
        assert not claim_mail(spelling, "again")
    assert claim_mail(ANNA.upper()) and claim_mail(ANNA.title()) and not claim_mail(ANNA)
    assert reserve_mail(ANNA.upper()) == timezone.now() + timedelta(minutes=15)
    assert MailBudget.objects.count() == 1


def test_spellings_that_reach_one_mailbox_share_a_budget(clock: Any) -> None:
    """A tag behind a +, and dots: with many providers the same person reads them all."""
    spellings = ("an.na@example.org", "anna+1@example.org", "a.n.n.a+x.y@EXAMPLE.org", "Anna+2@example.org")
    assert [claim_mail(one) for one in spellings] == [True] * 3 + [False]
    assert claim_mail("anna@example.com") and claim_mail("+anna@example.org") and claim_mail("hanna@example.org")


def test_a_mailbox_whose_next_week_is_full_is_promised_nothing_more(clock: Any) -> None:
    moments = [reserve_mail(f"anna+{number}@example.org") for number in range(100)]
    assert moments[-1] is None and 36 <= len([one for one in moments if one]) <= 48
    clock.shift(timedelta(days=1))
    assert reserve_mail(ANNA)


def test_a_day_is_any_day_and_not_one_of_the_calendar(clock: Any) -> None:
    found = minutes_of(clock, 72 * 60, 60)
    assert all(sum(start <= minute < start + 24 * 60 for minute in found) <= 6 for start in found)
    assert len(found) == 18


def test_what_tells_the_same_again_goes_once_in_a_quarter_and_three_times_a_day(clock: Any) -> None:
    assert minutes_of(clock, 24 * 60, 10, "subscription.confirm") == [0, 20, 40]
    assert claim_mail(ANNA, "registration.repeated") and claim_mail(ANNA)


def test_a_later_moment_is_the_first_with_room_and_counts_there(clock: Any) -> None:
    now = timezone.now()
    for _ in range(3):
        assert reserve_mail(ANNA) == now
    assert reserve_mail(ANNA) == now + timedelta(minutes=15)
    clock.shift(timedelta(minutes=15))
    assert [claim_mail(ANNA) for _ in range(4)] == [True, True, False, False]


def test_only_a_keyed_hash_is_kept_and_for_a_day(clock: Any) -> None:
    claim_mail(ANNA)
    assert "anna" not in str(list(MailBudget.objects.values()))
    clock.shift(timedelta(hours=23, minutes=59))
    tasks.tick()
    assert MailBudget.objects.count() == 1
    clock.shift(timedelta(minutes=2))
    tasks.tick()
    assert MailBudget.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_any_number_at_the_same_moment_no_more_than_fit_get_through() -> None:
    told = at_once(*[lambda: claim_mail(ANNA)] * 12)
    assert (told.count(True), told.count(False)) == (3, 9)
