"""Every page has a title of its own: it stands in tabs and histories, and readers of screens say it first."""

import re
from collections import defaultdict

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_edition, make_issue, make_open_occurrence, make_public_event, make_series, make_topic
from tests.pages import soup

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = re.compile(r"/(?!static|media|beheer|api|dev)[^?#.]*$")


@pytest.fixture
def town(clock: object) -> list[str]:
    """Two of everything that has pages; addresses that no page links to."""
    for slug in ("nacht", "dag"):
        make_public_event(make_edition(make_series(slug=slug), slug="2026"))
        make_open_occurrence()
    issues = [make_issue(make_topic(), state="sent", sent_at=timezone.now()) for _ in range(2)]
    return [reverse(name, args=[issue.slug]) for issue in issues for name in ("useful", "useful-thanks")]


def titles_from(client: Client, addresses: list[str]) -> dict[tuple[str, str], list[str]]:
    """(language, title) → addresses of the pages that have it, following every link to a page of ours."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    ahead, seen = list(addresses), set(addresses)
    while ahead:
        address = ahead.pop()
        response = client.get(address)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        page = soup(response)
        found[page.html["lang"], page.title.get_text(" ", strip=True)].append(address)
        new = {link["href"] for link in page.find_all("a", href=PAGE)} - seen
        seen |= new
        ahead += new
    return found


def test_no_two_pages_have_the_same_title(client: Client, town: list[str]) -> None:
    found = titles_from(client, ["/", "/en/", *town, *(f"/en{address}" for address in town)])
    assert {title: sorted(where) for title, where in found.items() if len(where) > 1} == {}
    assert sum(map(len, found.values())) > 40


def test_every_page_that_shows_an_issue_has_its_subject_in_the_title(client: Client, town: list[str]) -> None:
    assert all("Nieuws " in soup(client.get(address)).title.get_text() for address in town)
