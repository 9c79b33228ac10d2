"""What a visitor and a subscriber do, in a real browser against a started service."""

import json
import re
import urllib.request

import pytest
from icalendar import Calendar

from tests.patience import PATIENCE

LET_TEN_MINUTES_PASS = """
from django.utils import timezone
from events.models import Registration
from events.tasks import tick
Registration.objects.exclude(leaves_at=None).update(leaves_at=timezone.now())
tick()
"""


def get(service, path):
    with urllib.request.urlopen(service.url + path, timeout=PATIENCE) as answer:
        return answer.read()


def open_occurrence(service):
    """The roomiest occurrence of the demo that takes registrations: it confirms at once, whatever day it is today."""
    items = json.loads(get(service, "/api/v1/occurrences?registration=open&pageSize=200"))["items"]
    return max(items, key=lambda item: item["seatsFree"] or 0)["id"]


def links(mail, part):
    return re.findall(rf"https?://\S+{part}\S*", mail.get_body(("plain",)).get_content())


@pytest.mark.parametrize(
    "path", ["/", "/agenda/", "/nieuwsbrief/", "/toegankelijkheid/", "/privacy/", "/beveiliging/", "/bestaat-niet/"]
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_public_page_is_accessible_in_both_languages(page, looks_right, path, language):
    page.goto(language + path)
    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == ("en" if language else "nl")
    looks_right(page, f"page{language}{path}".strip("/").replace("/", "-"))


def test_from_home_to_an_event_and_its_calendar(page, service, looks_right):
    page.goto("/agenda/")
    page.locator("main a[href*='/evenement/']").first.click()
    page.wait_for_url("**/evenement/**")
    looks_right(page, "event")
    address = page.locator("a[href$='.ics']").first.get_attribute("href")
    body = get(service, address.removeprefix(service.url))
    assert len(Calendar.from_ical(body).walk("VEVENT")) >= 1
    page.goto("/agenda/nacht-van-kunst-en-kennis/")
    looks_right(page, "series")
    page.locator("main a[href^='/agenda/nacht-van-kunst-en-kennis/2']").first.click()
    looks_right(page, "edition")


def test_a_visitor_registers_and_cancels_by_the_mailed_link(page, service, looks_right):
    page.goto(f"/aanmelden/{open_occurrence(service)}/")
    looks_right(page, "register")
    page.wait_for_timeout(1100)  # a person takes longer than the second of the form check
    page.get_by_label("Naam").fill("Anna Bezoeker")
    page.get_by_label("E-mailadres").fill("anna.bezoeker@example.org")
    page.get_by_label("Met hoeveel mensen").fill("2")
    page.get_by_role("button", name="Meld mij aan").click()
    assert "anna.bezoeker" not in page.url
    looks_right(page, "register-done")
    mail = service.mail_to("anna.bezoeker@example.org")
    calendars = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert calendars[0].get_param("method") == "REQUEST"
    (manage,) = links(mail, "/aanmelding/")
    page.goto(manage)
    looks_right(page, "registration")
    page.get_by_role("link", name="Afmelden").click()
    looks_right(page, "registration-cancel")
    page.get_by_role("button", name="Meld mij af").click()
    looks_right(page, "registration-leaving")
    page.get_by_role("button", name="Ik kom toch").click()
    page.get_by_role("link", name="Afmelden").click()
    page.get_by_role("button", name="Meld mij af").click()
    service.manage("shell", "-v", "0", "-c", LET_TEN_MINUTES_PASS)
    page.goto(manage)
    looks_right(page, "registration-cancelled")
    cancelled = service.mail_to("anna.bezoeker@example.org", about="Afgemeld")
    calendars = [part for part in cancelled.walk() if part.get_content_type() == "text/calendar"]
    assert calendars[0].get_param("method") == "CANCEL"


def test_wrong_values_are_told_and_what_was_typed_is_kept(page, service, looks_right):
    page.goto(f"/aanmelden/{open_occurrence(service)}/")
    page.wait_for_timeout(1100)
    page.locator("main form").evaluate("form => form.noValidate = true")
    page.get_by_label("Naam").fill("Anna")
    page.get_by_label("E-mailadres").fill("geen adres")
    page.get_by_role("button", name="Meld mij aan").click()
    assert page.title().startswith("Fout")
    assert page.get_by_label("Naam").input_value() == "Anna"
    assert page.get_by_label("E-mailadres").get_attribute("aria-invalid") == "true"
    looks_right(page, "register-error")


def test_a_subscriber_signs_up_confirms_and_leaves(page, service, looks_right):
    page.goto("/nieuwsbrief/")
    page.wait_for_timeout(1100)
    page.locator("main form").get_by_label("E-mailadres").fill("bo.lezer@example.org")
    page.get_by_role("button", name="Stuur mij de bevestigingsmail").click()
    looks_right(page, "subscribed")
    (confirm,) = links(service.mail_to("bo.lezer@example.org"), "/bevestigen/")
    page.goto(confirm)
    looks_right(page, "confirm-subscription")
    page.get_by_role("button", name="Ja, stuur mij de nieuwsbrief").click()
    looks_right(page, "subscription-confirmed")
    assert "bo.lezer" not in page.url


def test_the_keyboard_alone_reaches_the_programme_and_the_form(page, service):
    page.goto("/agenda/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.goto(f"/aanmelden/{open_occurrence(service)}/")
    names = []
    for _ in range(40):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.name || document.activeElement.type || ''"))
    assert [name for name in names if name in ("name", "email", "seats")][:3] == ["name", "email", "seats"]
    assert "let_be" not in names


def test_an_anonymous_visitor_gets_no_cookie(context, page):
    for path in ("/", "/agenda/", "/nieuwsbrief/", "/en/agenda/"):
        page.goto(path)
    assert context.cookies() == []


def test_the_archive_shows_the_issues_that_were_sent(page, looks_right):
    page.goto("/nieuwsbrief/")
    page.locator("main a[href^='/nieuwsbrief/']").first.click()
    looks_right(page, "issue")
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(("language", "button"), [("", "Een beetje"), ("/en", "A little")])
def test_a_reader_says_whether_an_issue_was_useful(context, page, looks_right, language, button):
    page.goto(f"{language}/nieuwsbrief/")
    page.locator(f"main a[href^='{language}/nieuwsbrief/']").first.click()
    page.locator("main a[href$='/nuttig/']").click()
    looks_right(page, f"useful{language}".replace("/", "-"))
    page.wait_for_timeout(1100)  # a person takes longer than the second of the form check
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/nuttig/bedankt/")
    looks_right(page, f"useful-thanks{language}".replace("/", "-"))
    assert context.cookies() == []
