"""Links whose clicks are counted: only in the mail, only those of the web, and bound by the approval."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from newsletter.blocks import Button, TwoColumns
from newsletter.compose.content import gather_content
from newsletter.models import Issue, Rendition
from newsletter.rendering import Link, render_issue
from newsletter.rendering.pieces import IssueContent
from newsletter.rendering.slots import UNSUBSCRIBE
from newsletter.schedule.approval import approval_hash, approval_text, audience_rule, rendition_hash
from newsletter.send import sending
from tests.factories import make_issue
from tests.newsletter.rendering.pieces import (
    SITE,
    make_agenda,
    make_article,
    make_content,
    make_facts,
    make_frame,
    make_intro,
)
from tests.newsletter.sending import make_scheduled

COUNTER = f"{SITE}/nieuwsbrief/december/k/"
TEXT = '<p>Kijk in <a href="/agenda/">de <b>agenda</b></a>, <a href="mailto:an@stad.example">mail</a> of '
TEXT += '<a href="tel:+3171">bel</a>; <a href="/agenda/">nog eens</a>.</p>'


def counted(*pieces: Any, **values: Any) -> IssueContent:
    return make_content(*pieces, clicks_url=COUNTER, **values)


def addresses(html: str) -> list[str]:
    return re.findall(r'<a [^>]*href="([^"]*)"', html)


def test_links_of_the_web_lead_past_the_counter_in_the_mail_alone() -> None:
    pieces = [
        make_intro(TEXT),
        make_agenda(make_facts()),
        Button("Meld u aan", "https://example.org/?a=1&b=2"),
        TwoColumns(make_article(link="https://example.org/"), make_article(link="tel:+31", link_text="Bel ons")),
    ]
    rendered, straight = render_issue(counted(*pieces)), render_issue(make_content(*pieces))
    assert rendered.links == (
        Link(1, "de agenda", f"{SITE}/agenda/"),
        Link(2, "Sterren kijken", f"{SITE}/evenement/x-abcd2345/"),
        Link(2, "De hele agenda", f"{SITE}/agenda/"),
        Link(3, "Meld u aan", "https://example.org/?a=1&b=2"),
        Link(4, "Lees verder over De koepel open", "https://example.org/"),
    )
    in_pieces = [one for one in addresses(rendered.mail_html) if "/nieuwsbrief/" not in one or "/k/" in one]
    assert in_pieces == [
        f"{COUNTER}1/", "mailto:an@stad.example", "tel:+3171", f"{COUNTER}1/", f"{COUNTER}2/", f"{COUNTER}3/",
        f"{COUNTER}4/", f"{COUNTER}5/", "tel:+31", f"{SITE}/privacy/",
    ]  # fmt: skip
    assert (rendered.mail_text, rendered.web_html) == (straight.mail_text, straight.web_html)


def test_the_way_out_and_the_other_links_of_the_frame_are_never_counted() -> None:
    frame = make_frame(useful_url=f"{SITE}/nieuwsbrief/december/nuttig/")
    rendered = render_issue(counted(Button("Kijk", "https://example.org/"), frame=frame))
    assert [one for one in addresses(rendered.mail_html) if not one.startswith(COUNTER)] == [
        f"{SITE}/nieuwsbrief/december/",
        f"{SITE}/nieuwsbrief/december/nuttig/",
        f"{SITE}/nieuwsbrief/uitschrijven/{UNSUBSCRIBE}/",
        f"{SITE}/nieuwsbrief/december/",
        f"{SITE}/nieuwsbrief/",
        f"{SITE}/privacy/",
    ]


def test_nobody_s_token_or_address_is_in_a_counted_link() -> None:
    rendered = render_issue(counted(make_intro(TEXT)))
    assert {one for one in addresses(rendered.mail_html) if "/k/" in one} == {f"{COUNTER}1/"}


def test_where_nothing_is_counted_the_mail_is_as_it_always_was() -> None:
    content = make_content(make_intro(TEXT))
    assert render_issue(content).links == ()
    assert render_issue(replace(content, clicks_url=COUNTER)).mail_html.replace(
        f"{COUNTER}1/", f"{SITE}/agenda/"
    ) == render_issue(content).mail_html  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_question_stands_in_both_parts_and_only_where_it_is_asked(language: str) -> None:
    asked = make_frame(useful_url=f"{SITE}/nuttig/")
    with_it = render_issue(make_content(make_intro(), language=language, frame=asked))
    without = render_issue(make_content(make_intro(), language=language))
    assert f'href="{SITE}/nuttig/"' in with_it.mail_html and f": {SITE}/nuttig/\n" in with_it.mail_text
    assert "nuttig" not in without.mail_html + without.mail_text + with_it.web_html


@pytest.mark.django_db
def test_the_addresses_are_those_the_site_answers_in_the_language_of_the_mail() -> None:
    issue = make_issue(slug="juni")
    made = [gather_content(issue, language, None, counts_clicks=True) for language in ("nl", "en")]
    assert [(one.clicks_url, one.frame.useful_url) for one in made] == [
        ("http://testserver/nieuwsbrief/juni/k/", "http://testserver/nieuwsbrief/juni/nuttig/"),
        ("http://testserver/en/nieuwsbrief/juni/k/", "http://testserver/en/nieuwsbrief/juni/nuttig/"),
    ]


BODY = [("button", {"text": "Kijk", "link": "https://example.org/een"})]


def after_tick(issue: Issue) -> tuple[str, str]:
    sending.tick(timezone.now())
    issue.refresh_from_db()
    return issue.state, issue.held_reason


@pytest.mark.django_db
def test_an_approval_keeps_where_each_link_leads_and_binds_it(settings: Any, clock: Any) -> None:
    issue = make_scheduled(slug="juni", body=BODY)
    kept = issue.renditions.get()
    assert kept.links == [[1, "Kijk", "https://example.org/een"]]
    assert "http://testserver/nieuwsbrief/juni/k/1/" in kept.mail_html
    assert kept.sha256 == rendition_hash(kept)
    kept.links[0][2] = "https://example.org/twee"
    assert kept.sha256 != rendition_hash(kept)


@pytest.mark.django_db
@pytest.mark.parametrize("counts_clicks", [True, False])
def test_a_setting_changed_after_approval_takes_it_not_back(settings: Any, clock: Any, counts_clicks: bool) -> None:
    settings.MEASURE_CLICKS = counts_clicks
    issue = make_scheduled(body=BODY)
    settings.MEASURE_CLICKS = not counts_clicks
    assert after_tick(issue) == ("scheduled", "")


@pytest.mark.django_db
def test_what_an_older_release_approved_stays_approved(clock: Any) -> None:
    """Its mail asks nothing and counts nothing, and goes out like that."""
    issue = make_scheduled(body=BODY)
    older = render_issue(gather_content(issue, "nl", issue.send_at, asks_useful=False))
    Rendition.objects.update(mail_html=older.mail_html, mail_text=older.mail_text, links=None)
    kept = Rendition.objects.get()
    text = approval_text([older], audience_rule(issue), issue.send_at)  # type: ignore[arg-type]
    Issue.objects.update(approved_hash=approval_hash(text), approved_text=text)
    assert "nuttig" not in kept.mail_html and rendition_hash(kept) == rendition_hash(older)
    assert after_tick(issue) == ("scheduled", "")
    clock.shift(timedelta(hours=1))
    assert after_tick(issue)[0] == "sending"


@pytest.mark.django_db
def test_a_link_that_leads_elsewhere_after_approval_holds_the_issue(clock: Any) -> None:
    issue = make_scheduled(body=BODY)
    changed = Issue.objects.get(pk=issue.pk)
    changed.body = [("button", {"text": "Kijk", "link": "https://example.org/twee"})]
    changed.save()
    assert after_tick(issue) == ("held", "De inhoud van blok 1 is veranderd.")
