"""Rapport and Cijfers in the desk: what is shown of how issues were received, and what cannot be got out of it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.models import ClickCount, Delivery, Issue, UsefulCount
from newsletter.rendering import Link
from newsletter.report.link_report import report_clicks
from newsletter.report.metrics import MEASURES, IssueMetrics, earlier_issues, latest_issues, metrics_of, usual
from newsletter.report.threshold import Span
from tests.factories import make_issue, make_staff, make_subscriber, make_topic

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 15)
LINKS = [[1, "Agenda", "https://stad.example/agenda/"], [1, "Museum", "https://museum.example/"]]
LINKS += [[2, "Kaartjes", "https://kaartjes.example/"]]
BODY = [
    ("intro", {"heading": "", "text": "<p>Dag.</p>", "signed": ""}),
    ("button", {"text": "Kaartjes", "link": "https://kaartjes.example/"}),
]


def make_sent(*, days_ago: int = 0, sent: int = 0, failed: int = 0, links: Any = LINKS, **values: Any) -> Issue:
    """Sent at noon so many days before now, to ``sent`` readers."""
    at = timezone.now() - timedelta(days=days_ago)
    issue = make_issue(make_topic(), **{"state": "sent", "started_at": at, "sent_at": at, "body": BODY, **values})
    row = {"subject": "Juni", "mail_html": "", "mail_text": "", "web_html": "", "sha256": "0" * 64, "links": links}
    issue.renditions.create(language="nl", **row)
    for state, count in {"sent": sent, "failed": failed}.items():
        for _ in range(count):
            person = make_subscriber()
            Delivery.objects.create(
                issue=issue, subscriber=person, email=person.email, email_normalised=person.email, state=state,
                settled_at=at,
            )  # fmt: skip
    return issue


def clicked(issue: Issue, number: int, *counts: int, language: str = "nl") -> None:
    """So many clicks on the day of sending, the day after, ….."""
    for later, count in enumerate(counts):
        day = DAY + timedelta(days=later)
        ClickCount.objects.create(issue=issue, language=language, number=number, day=day, count=count)


def answered(issue: Issue, **counts: int) -> None:
    for answer, count in counts.items():
        UsefulCount.objects.create(issue=issue, answer=answer, day=DAY, count=count)


def test_links_below_the_threshold_are_in_no_sum_so_that_no_subtraction_finds_them(clock: Any) -> None:
    issue = make_sent()
    clicked(issue, 1, 40, 10, 5, 1)
    clicked(issue, 2, 4)
    clicked(issue, 3, 0, 7)
    report = report_clicks(issue)
    assert [(one.link, one.block, one.clicks) for one in report.links] == [
        (Link(*LINKS[0]), "Blok 1 (Opening)", 56),
        (Link(*LINKS[1]), "Blok 1 (Opening)", None),
        (Link(*LINKS[2]), "Blok 2 (Knop)", 7),
    ]
    assert report.blocks == [("Blok 1 (Opening)", 56), ("Blok 2 (Knop)", 7)]
    assert report.spans == [
        Span(DAY, DAY, 40),
        Span(date(2026, 6, 16), date(2026, 6, 16), 17),
        Span(date(2026, 6, 17), date(2026, 6, 18), 6),
    ]
    assert report.total == 63


def test_clicks_spread_over_many_days_count_together(clock: Any) -> None:
    issue = make_sent()
    clicked(issue, 1, 2, 2, 2)
    assert report_clicks(issue).links[0].clicks == 6
    assert report_clicks(issue).spans == [Span(DAY, date(2026, 6, 17), 6)]


def test_an_issue_in_two_languages_has_its_links_per_language(clock: Any) -> None:
    issue = make_sent()
    english = {"subject": "June", "mail_html": "", "mail_text": "", "web_html": "", "sha256": "0" * 64}
    issue.renditions.create(language="en", links=[[1, "Programme", "https://stad.example/en/agenda/"]], **english)
    clicked(issue, 1, 8)
    clicked(issue, 1, 6, language="en")
    found = [(one.link.words, one.language, one.clicks) for one in report_clicks(issue).links]
    assert found == [("Agenda", "nl", 8), ("Museum", "nl", None), ("Kaartjes", "nl", None), ("Programme", "en", 6)]


def test_an_issue_in_numbers(clock: Any) -> None:
    issue = make_sent(sent=20, failed=5, leavers=6)
    clicked(issue, 1, 30)
    clicked(issue, 2, 4)
    answered(issue, yes=6, partly=1, no=1)
    (found,) = metrics_of([issue])
    assert (found.sent, found.refused, found.clicks, found.clicks_per_hundred) == (20, 20.0, 30, 150.0)
    assert (found.leavers, found.leavers_per_thousand) == (6, 300.0)
    assert (found.useful, found.found_useful) == ({"yes": 6, "partly": 1, "no": 1}, 75.0)


def test_what_is_too_little_or_was_not_measured_is_unknown_and_not_zero(clock: Any) -> None:
    few, none = make_sent(sent=10, leavers=4), make_sent(links=None)
    clicked(few, 1, 4)
    answered(few, yes=4)
    first, second = metrics_of([few, none])
    assert (first.clicks, first.leavers, first.useful, first.counts_clicks) == (None, None, None, True)
    assert [measure.of(first) for measure in MEASURES] == [10, 0.0, None, None, None]
    assert (second.counts_clicks, [measure.of(second) for measure in MEASURES]) == (
        False,
        [0, None, None, None, None],
    )


def test_the_threshold_is_a_setting(clock: Any, settings: Any) -> None:
    issue = make_sent()
    clicked(issue, 1, 6)
    settings.CLICK_THRESHOLD = 7
    assert (metrics_of([issue])[0].clicks, report_clicks(issue).total) == (None, None)


def test_usual_is_the_middle_of_the_issues_before_that_are_known(clock: Any) -> None:
    earlier = [make_sent(days_ago=30 * number, sent=number) for number in (1, 2, 9)]
    later, this = make_sent(sent=50), make_sent(days_ago=3, sent=4)
    assert set(earlier_issues(this)) == set(earlier) and later not in earlier_issues(this)
    by_name = {measure.name: measure for measure in MEASURES}
    assert usual(by_name["sent"], metrics_of(earlier_issues(this))) == 2
    assert usual(by_name["useful"], metrics_of(earlier_issues(this))) is None


@pytest.mark.parametrize("count", [1, 3])
def test_each_issue_takes_one_query_and_all_together_three(
    clock: Any, count: int, django_assert_num_queries: Any
) -> None:
    issues = [make_sent(leavers=1) for _ in range(count)]
    with django_assert_num_queries(3 + count):
        metrics_of(issues)


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def page(desk: Client, name: str, *keys: int) -> str:
    response = desk.get(reverse(name, args=keys))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def report(desk: Client, issue: Issue) -> str:
    return page(desk, "wagtailsnippets_newsletter_issue:report", issue.pk)


def test_the_report_has_a_table_beside_every_picture_and_hides_what_is_too_little(desk: Client) -> None:
    make_sent(days_ago=30, sent=20, leavers=0)
    issue = make_sent(sent=40, leavers=6, title="Juni & meer")
    clicked(issue, 1, 40, 10)
    clicked(issue, 2, 3)
    answered(issue, yes=8, no=1)
    html = report(desk, issue)
    assert "<title>Rapport: Juni &amp; meer" in html
    assert '<th scope="row">Verzonden</th><td>40</td><td>20</td><td>hoger</td>' in html
    assert '<th scope="row">Kliks per 100 mails</th><td>125</td><td>–</td><td>niet te vergelijken</td>' in html
    assert 'href="https://museum.example/">Museum</a><br>Blok 1 (Opening)</th><td>minder dan 5</td>' in html
    assert '<th scope="row">15 juni</th><td>40</td>' in html and '<th scope="row">Nee</th><td>1</td>' in html
    assert "meldden 6 lezers zich af" in html
    pictures = re.findall(r'<svg class="chart" role="img" aria-labelledby="(\w+)-title \w+-summary"', html)
    assert pictures == ["time", "links", "answers"]
    assert len(re.findall(r'</svg> (?:<div class="desk-wide">)?<table', html)) == 3


def test_the_report_of_an_issue_that_nobody_touched_says_so_and_draws_nothing(desk: Client) -> None:
    html = report(desk, make_sent(sent=1))
    assert "Samen minder dan 5 kliks" in html and "nog minder dan 5 antwoorden" in html
    assert "Er is nog geen eerder nummer" in html and '<svg class="chart"' not in html
    assert "Van dit nummer worden geen kliks geteld." in report(desk, make_sent(links=[]))


def test_the_report_can_be_opened_while_it_goes_out_and_is_no_business_of_who_may_not_edit(desk: Client) -> None:
    issue = make_sent(state="sending", sent_at=None)
    assert "de cijfers groeien nog" in report(desk, issue)
    reader = get_user_model().objects.create_user("kijker")
    reader.user_permissions.add(Permission.objects.get(codename="access_admin"))
    desk.force_login(reader)
    assert desk.get(reverse("wagtailadmin_home")).status_code == 200
    for name, keys in (("wagtailsnippets_newsletter_issue:report", [issue.pk]), ("cijfers:index", [])):
        assert desk.get(reverse(name, args=keys)).url == reverse("wagtailadmin_home")  # type: ignore[attr-defined]


def test_the_issues_stand_side_by_side_newest_first_in_the_table_and_last_in_the_pictures(desk: Client) -> None:
    assert "Er is nog geen nummer verzonden." in page(desk, "cijfers:index")
    for number, title in enumerate(("Juni", "Mei", "April")):
        make_sent(days_ago=30 * number, sent=number + 1, title=title)
    make_issue(state="draft", title="Concept")
    html = page(desk, "cijfers:index")
    assert re.findall(r'<th scope="row"><a href="[^"]+">(\w+)</a>', html) == ["Juni", "Mei", "April"]
    assert '<th scope="row" colspan="2">Mediaan</th><td>2</td>' in html
    names = re.findall(r'<svg class="chart" role="img" aria-labelledby="over-(\w+)-title', html)
    assert names == [measure.name for measure in MEASURES]
    assert "Van het oudste naar het nieuwste nummer: 3; 2; 1." in html
    assert [one.title for one in latest_issues(2)] == ["Mei", "Juni"]


def test_the_steps_of_a_sent_issue_lead_to_its_report(desk: Client) -> None:
    issue = make_sent()
    assert reverse("wagtailsnippets_newsletter_issue:report", args=[issue.pk]) in page(
        desk, "wagtailsnippets_newsletter_issue:edit", issue.pk
    )  # fmt: skip


def test_metrics_hold_no_row_of_a_person() -> None:
    assert list(IssueMetrics.__dataclass_fields__) == [
        "issue", "counts", "counts_clicks", "clicks", "leavers", "useful",
    ]  # fmt: skip
