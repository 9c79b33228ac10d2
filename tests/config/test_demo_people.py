"""The demo's people and post: invented, exactly enough of them, and nobody oversold."""

import re
from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

from subscribers.access.keys import find_api_key
from tests.config.town import MORNING, Town, of

RESERVED = re.compile(r"@(?:[a-z-]+\.)?(?:example|test)$|@example\.(?:org|nl|com)$")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # with the demo, see test_demo.py


def test_one_moment_is_sold_out_with_a_waiting_list_of_invented_people(town: Town) -> None:
    full, half = of(town, "snijden-in-het-anatomisch-theater")
    seats = Counter[str]()
    for registration in town.registrations:
        if registration.occurrence_id == full.pk:
            seats[registration.state] += registration.seats
    assert seats == {"confirmed": 35, "waitlisted": 7}
    assert (full.capacity, full.capacity - full.seats_taken, half.capacity - half.seats_taken) == (35, -7, 14)


def test_nothing_is_oversold_and_nobody_waits_while_there_is_room(town: Town) -> None:
    held, waiting, pending = Counter[int](), Counter[int](), Counter[int]()
    for registration in town.registrations:
        (waiting if registration.state == "waitlisted" else held)[registration.occurrence_id] += registration.seats
        pending[registration.occurrence_id] += registration.state == "pending"
    capacity = {moment.pk: moment.capacity for moment in town.moments}
    assert [pk for pk in held if held[pk] > capacity[pk]] == []
    assert [pk for pk in waiting if held[pk] < capacity[pk]] == []
    assert {moment.pk for moment in town.moments if moment.must_confirm} == {pk for pk in pending if pending[pk] == 2}


def test_the_smallest_open_moment_has_twelve_free_seats_and_confirms_at_once(town: Town) -> None:
    limited = [moment for moment in town.open if moment.capacity is not None]
    smallest = sorted(limited, key=lambda moment: moment.capacity)[:2]
    assert [moment.capacity for moment in smallest] == [12, 14]
    assert (smallest[0].seats_taken, smallest[0].must_confirm) == (0, False)
    assert len([moment for moment in limited if 20 <= moment.capacity <= 40]) >= 40
    assert len([moment for moment in town.open if moment.capacity is None]) >= 5


def test_three_schemes_and_only_the_one_in_use_leads_to_topics(town: Town) -> None:
    found = Counter((term.scheme.slug, term.topic is not None) for term in town.terms)
    assert found == {("programmalijnen", False): 6, ("themas", True): 3, ("hoofddoelen", False): 2}


def test_exactly_two_thousand_get_the_newsletter(town: Town) -> None:
    assert (town.audience, town.suppressed) == (2000, 2)
    assert town.consents > 2 * 2000


def test_nobody_is_real(town: Town) -> None:
    addresses = [row.email for row in (*town.subscribers, *town.registrations)]
    assert [address for address in addresses if not RESERVED.search(address)] == []
    assert len(set(addresses)) == len(addresses)
    assert town.messages == 0


def test_three_numbers_were_sent_and_one_is_ready_to_be_scheduled(town: Town) -> None:
    assert [issue.state for issue in town.issues] == ["sent", "sent", "sent", "draft"]
    assert {slug: [p.sentence for p in found] for slug, found in town.problems.items() if found} == {}
    for issue in town.issues[:3]:
        assert {one.language for one in issue.renditions.all()} == set(issue.languages())
        assert issue.sent_at < MORNING
        assert town.deliveries[(issue.slug, "sent")] > 1500
    draft = town.issues[-1]
    assert town.draft_blocks == {
        "intro", "image", "agenda", "article", "quote", "two_columns", "divider", "button",
    }  # fmt: skip
    assert [topic.slug for topic in draft.topics.all()] == ["nieuwsbrief"]


def test_the_accounts_of_the_demo_work(town: Town) -> None:
    beheer, redactie = town.users["beheer"], town.users["redactie"]
    assert (beheer.is_superuser, redactie.is_superuser) == (True, False)


@pytest.mark.django_db
def test_the_token_stands_alone_on_the_last_line_and_works() -> None:
    with pytest.raises(CommandError, match="seed_demo"):
        call_command("demo_token")
    get_user_model().objects.create_superuser("beheer", "beheer@kennisstad.example", "geheim-genoeg-1")
    out = StringIO()
    call_command("demo_token", stdout=out)
    key = find_api_key(out.getvalue().splitlines()[-1])
    assert key is not None
    assert key.scopes == ["issues:read", "issues:write"]
