"""Issues on the site: what was sent, in the reader's language where it exists, and nothing before its time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from newsletter.models import Issue
from newsletter.send import sending
from tests.factories import make_issue, make_subscriber, make_topic
from tests.newsletter.sending import make_scheduled

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def send(issue: Issue, clock: Any) -> Issue:
    clock.shift(timedelta(hours=1))
    sending.tick(timezone.now())
    sending.tick(timezone.now())
    issue.refresh_from_db()
    return issue


def test_a_sent_issue_is_a_page_with_its_words_and_one_top_heading(client: Client, clock: Any) -> None:
    issue = send(make_scheduled(slug="juni", subject="Juni & meer"), clock)
    response = client.get("/nieuwsbrief/juni/")
    page = response.content.decode()
    assert (response.status_code, issue.state, page.count("<h1")) == (200, "sent", 1)
    assert "<h1>Juni &amp; meer</h1>" in page and issue.renditions.get().web_html in page
    assert "<title>Juni &amp; meer · " in page and '<time datetime="2026-06-15">15 juni 2026</time>' in page
    assert "uitschrijven" not in page and "style=" not in page and response.cookies == {}


def test_the_page_is_there_as_soon_as_the_first_mails_link_to_it(client: Client, clock: Any) -> None:
    topic = make_topic()
    make_subscriber(topic)
    issue = send(make_scheduled(topic, slug="juni"), clock)
    assert (issue.state, client.get("/nieuwsbrief/juni/").status_code) == ("sending", 200)
    assert 'href="/nieuwsbrief/juni/"' not in client.get("/nieuwsbrief/").content.decode()


def test_what_is_not_sent_is_nobodys_business(client: Client, clock: Any) -> None:
    topic = make_topic()
    make_issue(topic, slug="concept")
    make_scheduled(topic, slug="gepland")
    make_issue(topic, slug="vast", state="held")
    addresses = ["concept", "gepland", "vast", "bestaat-niet"]
    assert [client.get(f"/nieuwsbrief/{slug}/").status_code for slug in addresses] == [404] * 4


def test_an_edit_after_sending_does_not_change_the_page(client: Client, clock: Any) -> None:
    issue = send(make_scheduled(slug="juni", subject="Zoals verzonden"), clock)
    before = client.get("/nieuwsbrief/juni/").content
    Issue.objects.filter(pk=issue.pk).update(subject="Anders", body="[]")
    assert client.get("/nieuwsbrief/juni/").content == before


def test_an_english_page_is_english_where_the_issue_is_and_says_so_where_it_is_not(client: Client, clock: Any) -> None:
    english = [("intro", {"heading": "", "text": "<p>Hello.</p>", "signed": ""})]
    topic = make_topic()
    both = make_scheduled(topic, slug="beide", subject="Nieuws", subject_en="News", body_en=english)
    dutch = make_scheduled(topic, slug="alleen", subject="Alleen Nederlands")
    send(both, clock)
    dutch.refresh_from_db()
    page = client.get("/en/nieuwsbrief/beide/").content.decode()
    assert '<html lang="en"' in page and "<h1>News</h1>" in page and "Hello." in page
    page = client.get("/en/nieuwsbrief/alleen/").content.decode()
    assert '<h1 lang="nl">Alleen Nederlands</h1>' in page and '<div class="issue-body" lang="nl">' in page
    listed = client.get("/en/nieuwsbrief/").content.decode()
    assert (
        '<a href="/en/nieuwsbrief/alleen/" lang="nl">Alleen Nederlands</a>' in listed
        and '<a href="/en/nieuwsbrief/beide/">News</a>' in listed
    )


def test_the_archive_lists_the_newest_first(client: Client, clock: Any) -> None:
    for slug in ("mei", "juni", "juli"):
        send(make_scheduled(slug=slug), clock)
    page = client.get("/nieuwsbrief/").content.decode()
    assert page.index("/nieuwsbrief/juli/") < page.index("/nieuwsbrief/juni/") < page.index("/nieuwsbrief/mei/")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_issue_and_three(
    client: Client, clock: Any, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        send(make_scheduled(slug=f"nummer-x{number}"), clock)
    with django_assert_num_queries(3):  # topics, issues, how much this network sent
        client.get("/nieuwsbrief/")
    with django_assert_num_queries(4):  # versions, issue, renditions, the others
        client.get("/nieuwsbrief/nummer-x0/")


def test_an_issue_is_only_read(client: Client) -> None:
    assert client.post("/nieuwsbrief/juni/").status_code == 405
