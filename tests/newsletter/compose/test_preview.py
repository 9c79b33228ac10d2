"""What staff see before they approve: the edits on screen, in every form a reader may get, running nothing."""

from html import unescape
from typing import Any

import pytest
from django.test import RequestFactory

from newsletter.compose.preview import serve_issue_preview
from newsletter.models import Issue
from tests.factories import make_issue, make_topic

pytestmark = pytest.mark.django_db
ENGLISH = [("intro", {"heading": "", "text": "<p>Good evening.</p>", "signed": ""})]


def preview(issue: Issue, mode: str) -> tuple[str, Any]:
    request = RequestFactory().get("/beheer/snippets/newsletter/issue/preview/1/")
    response = serve_issue_preview(issue, request, mode)
    assert response.status_code == 200
    return response.content.decode(), response


@pytest.fixture
def issue() -> Issue:
    """With edits that are not saved."""
    issue = make_issue(make_topic(), subject="Opgeslagen", preheader="Wat er komt")
    issue.subject = "Nog niet opgeslagen"
    issue.body = [
        ("intro", {"heading": "", "text": '<p>Goedenavond <a href="https://a.example/">x</a>.</p>', "signed": ""})
    ]
    return issue


@pytest.mark.parametrize("mode", ["desktop", "phone"])
def test_the_mail_stands_in_a_frame_that_runs_nothing(issue: Issue, mode: str) -> None:
    page, _response = preview(issue, mode)
    assert 'sandbox="allow-same-origin"' in page
    document = unescape(page.split('srcdoc="')[1].split('"')[0])
    assert (
        document.startswith("<!doctype html>") and "Goedenavond" in document and "/uitschrijven/voorbeeld/" in document
    )
    assert "<dd>Nog niet opgeslagen</dd>" in page and "<dd>Wat er komt</dd>" in page
    assert f'width="{375 if mode == "phone" else 680}"' in page


def test_plain_text_is_shown_as_it_goes_out(issue: Issue) -> None:
    page, _response = preview(issue, "text")
    assert "<pre>Nieuwsbrief " in page and "Goedenavond x (https://a.example/)." in page and "\ue000" not in page


def test_the_archive_page_is_the_page_of_the_site(issue: Issue) -> None:
    page, _response = preview(issue, "web")
    assert "<h1>Nog niet opgeslagen</h1>" in page and '<section class="part part-intro" data-part="1">' in page


def test_english_is_shown_where_it_is_written_and_asked_for_where_not(issue: Issue) -> None:
    assert "nog geen Engelse tekst" in preview(issue, "english")[0]
    issue.subject_en, issue.body_en = "Tonight", ENGLISH
    page, _response = preview(issue, "english")
    assert "<dd>Tonight</dd>" in page and "Good evening." in page


@pytest.mark.parametrize("mode", ["desktop", "phone", "text", "web", "english"])
def test_every_preview_has_a_policy_of_its_own(issue: Issue, mode: str) -> None:
    _page, response = preview(issue, mode)
    policy = response["Content-Security-Policy"]
    assert (
        "default-src 'none'" in policy
        and "script-src" not in policy
        and "sandbox" in policy
        and "frame-ancestors 'self'" in policy
    )
    assert (response["X-Frame-Options"], response["Cache-Control"]) == ("SAMEORIGIN", "no-store")


@pytest.mark.parametrize("mode", ["desktop", "text", "web"])
def test_a_half_filled_form_still_has_a_preview(mode: str) -> None:
    empty = {"heading": "", "image": None, "image_alt": "", "text": None, "link": "", "link_text": ""}
    half = Issue(title="", subject="", slug="")
    half.body = [
        ("article", empty),
        ("two_columns", {"left": empty, "right": empty}),
        ("image", {"image": None}),
        ("button", {"text": "", "link": ""}),
        ("agenda", {"heading": "", "days": None, "limit": None}),
        ("quote", {"text": ""}),
        ("intro", {"heading": "", "text": None}),
    ]
    preview(half, mode)


def test_what_cannot_be_made_says_so(issue: Issue, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(content: Any) -> None:
        raise ValueError("unexpected token")

    monkeypatch.setattr("newsletter.compose.preview.render_issue", broken)
    assert "kan geen mail worden gemaakt" in preview(issue, "desktop")[0]
