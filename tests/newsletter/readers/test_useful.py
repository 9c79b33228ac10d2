"""“Nuttig?”: shown by GET, answered by POST, counted by number; nothing about who answers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from newsletter.models import Issue, UsefulCount
from newsletter.readers.useful import count_answer
from subscribers.access import form_checks, throttle
from tests.at_once import at_once
from tests.factories import make_issue
from tests.subscribers.admission.proving import challenge_in, solved

pytestmark = pytest.mark.django_db
PAGE, THANKS = "/nieuwsbrief/juni/nuttig/", "/nieuwsbrief/juni/nuttig/bedankt/"
DAY = date(2026, 6, 15)


@pytest.fixture
def issue(clock: Any) -> Issue:
    return make_issue(slug="juni", state="sent", subject="Juni & meer", subject_en="June")


def answer(client: Client, clock: Any, value: str = "yes", *, headers: Any = None, **values: str) -> Any:
    """As a person does: a minute after the page was shown."""
    shown = {"stamp": form_checks.form_stamp("useful"), "let_be": ""}
    clock.shift(timedelta(minutes=1))
    return client.post(PAGE, {**shown, "answer": value, **values}, headers=headers)


def rows() -> list[tuple[Any, ...]]:
    return list(UsefulCount.objects.order_by("answer").values_list("answer", "day", "count"))


def test_the_page_asks_one_question_with_three_buttons_and_sets_nothing(client: Client, issue: Issue) -> None:
    response = client.get(PAGE)
    page = response.content.decode()
    assert (response.status_code, response.cookies) == (200, {})
    assert '<h1 id="question">Vond u dit nummer nuttig?</h1>' in page
    assert [label for label in ("Ja", "Een beetje", "Nee") if f">{label}</button>" in page] == [
        "Ja", "Een beetje", "Nee",
    ]  # fmt: skip
    assert 'href="/nieuwsbrief/juni/">Juni &amp; meer</a>' in page
    assert "<script" not in page and "style=" not in page and "csrfmiddlewaretoken" not in page
    assert {name: response[name] for name in ("Cache-Control", "Referrer-Policy", "X-Robots-Tag")} == {
        "Cache-Control": "no-store", "Referrer-Policy": "same-origin", "X-Robots-Tag": "noindex",
    }  # fmt: skip
    assert rows() == []


def test_an_answer_is_one_more_and_loading_the_thanks_again_is_none(client: Client, clock: Any, issue: Issue) -> None:
    for value in ("yes", "no", "yes"):
        response = answer(client, clock, value)
        assert (response.status_code, response["Location"]) == (303, THANKS)
    for _ in range(2):
        assert "Dank voor uw antwoord" in client.get(THANKS).content.decode()
    assert rows() == [("no", DAY, 1), ("yes", DAY, 2)]
    assert UsefulCount.objects.filter(answer="no").values().get().keys() == {"id", "issue_id", "answer", "day", "count"}


def test_only_a_post_from_our_own_page_counts(client: Client, clock: Any, issue: Issue) -> None:
    """A program that follows every link in a mail, or a page elsewhere, says nothing about the reader."""
    client.get(f"{PAGE}?answer=yes")
    client.head(PAGE)
    response = answer(client, clock, headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, rows()) == (403, [])


def test_a_machine_that_fills_in_everything_is_thanked_and_not_counted(
    client: Client, clock: Any, issue: Issue
) -> None:
    assert answer(client, clock, let_be="https://spam.example")["Location"] == THANKS
    assert rows() == []


@pytest.mark.parametrize("values", [{"value": "maybe"}, {"value": ""}, {"stamp": "x"}])
def test_what_is_no_answer_is_asked_again(client: Client, clock: Any, issue: Issue, values: dict[str, str]) -> None:
    response = answer(client, clock, **values)
    page = response.content.decode()
    assert response.status_code == 400
    assert "<title>Fout: " in page and page.count("</button>") == 3
    assert rows() == []


def test_one_network_goes_on_with_a_small_sum_and_may_still_sign_up(
    client: Client, clock: Any, issue: Issue, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("subscribers.admission.challenges.FEWEST", 8)
    settings.LIMIT_PER_NETWORK_HOUR = 2
    assert [answer(client, clock).status_code for _ in range(2)] == [303, 303]
    asked = answer(client, clock)
    page = asked.content.decode()
    assert (asked.status_code, rows()) == (429, [("yes", DAY, 2)])
    assert "Eerst een kleine som" in page and "Mail mij een code" not in page
    assert (
        answer(client, clock, mail_code="1", code="AAAA-AAAA").status_code == 429
    )  # there is no address to mail it to
    assert answer(client, clock, proof=solved(challenge_in(page))).status_code == 303
    assert rows() == [("yes", DAY, 3)]
    request = client.get("/nieuwsbrief/").wsgi_request
    throttle.count_use(request, "signup")  # raises if the answers had used up what this network may send


@pytest.mark.parametrize("state", ["draft", "scheduled", "held", "cancelled"])
def test_an_issue_that_nobody_can_read_is_not_asked_about(client: Client, clock: Any, state: str) -> None:
    make_issue(slug="juni", state=state)
    assert [client.get(PAGE).status_code, client.get(THANKS).status_code, answer(client, clock).status_code] == [
        404
    ] * 3
    assert rows() == []


def test_in_english_the_page_is_english_and_says_where_it_is_not(client: Client, issue: Issue) -> None:
    page = client.get(f"/en{PAGE}").content.decode()
    assert '<html lang="en"' in page and ">June</a>" in page
    Issue.objects.update(subject_en="")
    assert 'lang="nl">Juni &amp; meer</a>' in client.get(f"/en{PAGE}").content.decode()


def test_the_archive_page_links_to_the_question(client: Client, issue: Issue) -> None:
    issue.renditions.create(
        language="nl", subject="Juni", mail_html="", mail_text="", web_html="<p>Dag</p>", sha256="0" * 64
    )
    page = client.get("/nieuwsbrief/juni/").content.decode()
    assert '<a href="/nieuwsbrief/juni/nuttig/">Vond u dit nummer nuttig? Laat het ons weten</a>' in page


@pytest.mark.django_db(transaction=True)
def test_no_answer_is_lost_when_many_come_at_once() -> None:
    issue = make_issue(slug="juni", state="sent")

    def say_yes() -> None:
        for _ in range(10):
            count_answer(issue, UsefulCount.Answer.YES)

    at_once(*[say_yes] * 6)
    assert list(UsefulCount.objects.values_list("answer", "count")) == [("yes", 60)]
