"""The way of a counted link leads where the issue says and nowhere else; a click is counted once, of readers only."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from newsletter.models import ClickCount, Rendition
from newsletter.readers.clicks import BURST_SECONDS, ClickTally
from tests.newsletter.readers.clicking import DAY, LAPTOP, PHONE, click, make_sent, written

pytestmark = pytest.mark.django_db


def test_a_link_leads_where_the_issue_says_and_leaves_no_trace(client: Client, tally: ClickTally) -> None:
    make_sent()
    response = click(client, 2)
    assert (response.status_code, response["Location"]) == (302, "https://example.org/2?a=1&b=%C3%A9")
    assert {name: response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Robots-Tag": "noindex",
    }
    assert response.cookies == {}


@pytest.mark.parametrize(
    "address",
    [
        "/nieuwsbrief/juni/k/0/",
        "/nieuwsbrief/juni/k/13/",
        "/nieuwsbrief/juni/k/99999999999999999999/",
        "/nieuwsbrief/juni/k/-1/",
        "/nieuwsbrief/juni/k/1/https://evil.example/",
        "/nieuwsbrief/juni/k/https://evil.example/",
        "/nieuwsbrief/juli/k/1/",
        "/en/nieuwsbrief/juni/k/1/",
    ],
)
def test_an_address_that_the_issue_does_not_have_leads_nowhere(client: Client, tally: ClickTally, address: str) -> None:
    make_sent()
    assert client.get(address, headers={"User-Agent": LAPTOP}).status_code == 404
    assert tally.visits == {}


def test_nothing_in_the_request_moves_where_a_link_leads(client: Client, tally: ClickTally) -> None:
    make_sent()
    asked = client.get(
        "/nieuwsbrief/juni/k/1/?url=https://evil.example/&next=//evil.example",
        headers={"Host": "testserver", "X-Forwarded-Host": "evil.example", "Referer": "https://evil.example/"},
    )
    assert asked["Location"] == "https://example.org/1?a=1&b=%C3%A9"
    assert client.post("/nieuwsbrief/juni/k/1/").status_code == 405


@pytest.mark.parametrize(
    ("state", "status"),
    [("draft", 404), ("scheduled", 404), ("held", 404), ("sending", 302), ("paused", 302), ("cancelled", 302)],
)
def test_links_work_from_the_first_mail_on_and_for_ever(
    client: Client, tally: ClickTally, state: str, status: int
) -> None:
    make_sent(state=state)
    assert click(client, 1).status_code == status


def test_an_issue_without_counted_links_has_none(client: Client, tally: ClickTally) -> None:
    make_sent()
    for links in (None, []):
        Rendition.objects.update(links=links)
        assert click(client, 1).status_code == 404


def test_a_click_takes_one_query_and_waits_in_memory(
    client: Client, tally: ClickTally, django_assert_num_queries: Any
) -> None:
    make_sent()
    with django_assert_num_queries(1):
        click(client, 1)
    assert ClickCount.objects.count() == 0


def test_clicks_are_sums_per_link_and_day_and_nothing_else(client: Client, tally: ClickTally, clock: Any) -> None:
    issue = make_sent()
    click(client, 1)
    click(client, 1, address="192.0.2.2")
    click(client, 3, agent=PHONE)
    clock.shift(BURST_SECONDS)
    assert written(tally) == [(1, DAY, 2), (3, DAY, 1)]
    clock.move_to(datetime(2026, 6, 15, 22, 30, tzinfo=UTC))  # half past midnight in town
    click(client, 1)
    clock.shift(BURST_SECONDS)
    assert written(tally) == [(1, DAY, 2), (1, date(2026, 6, 16), 1), (3, DAY, 1)]
    row = ClickCount.objects.filter(number=3).values().get()
    assert row | {"id": 0} == {
        "id": 0, "issue_id": issue.pk, "language": "nl", "number": 3, "day": DAY, "count": 1,
    }  # fmt: skip


def test_the_english_mail_has_links_of_its_own(client: Client, tally: ClickTally, clock: Any) -> None:
    make_sent(language="en")
    assert client.get("/en/nieuwsbrief/juni/k/1/", headers={"User-Agent": LAPTOP}).status_code == 302
    clock.shift(BURST_SECONDS)
    tally.write()
    assert list(ClickCount.objects.values_list("language", "number", "count")) == [("en", 1, 1)]


def test_the_same_link_pressed_twice_at_once_is_one_click(client: Client, tally: ClickTally, clock: Any) -> None:
    make_sent()
    click(client, 1)
    click(client, 1)
    clock.shift(BURST_SECONDS)
    click(client, 1)
    clock.shift(BURST_SECONDS)
    assert written(tally) == [(1, DAY, 2)]


def test_a_head_request_a_fetch_beforehand_and_a_robot_are_no_readers(client: Client, tally: ClickTally) -> None:
    make_sent()
    assert client.head("/nieuwsbrief/juni/k/1/", headers={"User-Agent": LAPTOP}).status_code == 302
    for agent in ("", "curl/8.10", "Mozilla/5.0 (compatible; Googlebot/2.1)", "Mozilla/5.0 HeadlessChrome/140"):
        assert click(client, 1, agent=agent).status_code == 302
    for name, value in (("Sec-Purpose", "prefetch;prerender"), ("Purpose", "prefetch")):
        assert click(client, 1, **{name: value}).status_code == 302
    assert tally.visits == {}


def test_a_program_that_asks_for_many_links_at_once_counts_for_nothing(
    client: Client, tally: ClickTally, clock: Any
) -> None:
    make_sent()
    for number in range(1, 13):
        assert click(client, number, address="192.0.2.9").status_code == 302
        clock.shift(0.5)
    click(client, 4, address="192.0.2.1")
    clock.shift(BURST_SECONDS)
    assert written(tally) == [(4, DAY, 1)]


def test_so_does_one_that_is_slow_to_end_or_asks_for_every_link_of_a_small_issue(
    client: Client, tally: ClickTally, clock: Any
) -> None:
    make_sent(count=3)
    for number in (1, 2, 3):
        click(client, number)
    for _ in range(4):
        clock.shift(BURST_SECONDS - 1)
        tally.write()
        click(client, 2)
    clock.shift(BURST_SECONDS)
    assert written(tally) == []
    click(client, 2)
    clock.shift(BURST_SECONDS)
    assert written(tally) == [(2, DAY, 1)]


def test_a_reader_who_opens_some_links_in_a_row_counts(client: Client, tally: ClickTally, clock: Any) -> None:
    make_sent()
    for number in (1, 5, 7, 9, 12):
        click(client, number)
    clock.shift(BURST_SECONDS)
    assert written(tally) == [(number, DAY, 1) for number in (1, 5, 7, 9, 12)]


def test_readers_behind_one_network_with_other_programs_are_not_taken_for_one(
    client: Client, tally: ClickTally, clock: Any
) -> None:
    make_sent()
    for number in range(1, 5):
        click(client, number)
        click(client, number + 4, agent=PHONE)
    clock.shift(BURST_SECONDS)
    assert [number for number, _day, _count in written(tally)] == list(range(1, 9))


def test_the_privacy_page_tells_what_is_counted_and_where_nothing_is(client: Client, settings: Any) -> None:
    settings.CLICK_THRESHOLD = 7
    page = client.get("/privacy/").content.decode()
    assert "Is er minder dan 7 keer geklikt" in page and "Waarop u klikt, weten wij ook niet." not in page
    settings.MEASURE_CLICKS = False
    page = client.get("/privacy/").content.decode()
    assert "teller" not in page and "Waarop u klikt, weten wij ook niet." in page
