"""Walking through a list."""

from typing import Any

import pytest
from django.test import Client

from tests.factories import make_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def five() -> None:
    for letter in "abcde":
        make_organiser(slug=letter, name=letter)


def get(client: Client, query: str) -> tuple[list[str], int, str]:
    """(ids on the page, count, Link header)."""
    answer: Any = client.get(f"/api/v1/organisers{query}")
    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"items", "count"}
    return [item["id"] for item in body["items"]], body["count"], answer["Link"]


def test_a_list_that_fits_is_one_page(client: Client, five: None) -> None:
    first = '</api/v1/organisers?page=1>; rel="first"'
    last = '</api/v1/organisers?page=1>; rel="last"'
    assert get(client, "") == (["a", "b", "c", "d", "e"], 5, f"{first}, {last}")


def test_links_lead_through_the_pages_with_the_query_kept(client: Client, five: None) -> None:
    address = "/api/v1/organisers?page={}&pageSize=2"
    links = {
        name: f'<{address.format(page)}>; rel="{name}"'
        for name, page in [("first", 1), ("prev", 1), ("next", 3), ("last", 3)]
    }
    assert get(client, "?page=2&pageSize=2") == (["c", "d"], 5, ", ".join(links.values()))


def test_the_last_page_has_no_next(client: Client, five: None) -> None:
    items, count, link = get(client, "?page=3&pageSize=2")
    assert (items, count) == (["e"], 5)
    assert 'rel="next"' not in link


def test_a_page_past_the_end_is_empty_and_leads_back(client: Client, five: None) -> None:
    items, count, link = get(client, "?page=1000000&pageSize=2")
    assert (items, count) == ([], 5)
    assert '</api/v1/organisers?page=3&pageSize=2>; rel="prev"' in link


def test_an_empty_list_has_one_page(client: Client) -> None:
    first = '</api/v1/organisers?page=1>; rel="first"'
    last = '</api/v1/organisers?page=1>; rel="last"'
    assert get(client, "") == ([], 0, f"{first}, {last}")


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=x", "page=1.5", "page=1000001", f"page={10**40}", "pageSize=0", "pageSize=201"]
)
def test_a_page_that_cannot_be_is_refused(client: Client, query: str) -> None:
    answer: Any = client.get(f"/api/v1/organisers?{query}")
    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["errors"]] == [query.partition("=")[0]]


def test_a_query_too_long_for_a_header_gets_its_page_without_links(client: Client, five: None) -> None:
    answer: Any = client.get("/api/v1/organisers?" + "&".join(["pageSize=5"] * 600))
    assert (answer.status_code, answer.json()["count"]) == (200, 5)
    assert "Link" not in answer
