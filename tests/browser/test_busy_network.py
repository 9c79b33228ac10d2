"""A network above its budget: the browser does a sum while one types, and without a script a code comes by mail."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.test_public_journeys import open_occurrence

CROWD = "203.0.113.9"  # of its own, so that other journeys keep their budget
USE_IT_UP = f"""
from datetime import timedelta
from django.utils import timezone
from subscribers.access.throttle import Budget, add_one, row_of
from subscribers.models import RateCount
for form in ("registration", "signup"):
    for hour in (0, 1):
        row = row_of(Budget("network:" + form + ":{CROWD}", 1000, 3600), timezone.now() + timedelta(hours=hour))
        add_one([row])
        RateCount.objects.filter(key=row.key, window=row.start).update(count=1000)
"""


@pytest.fixture(scope="module")
def crowd(service):
    service.manage("shell", "-c", USE_IT_UP)
    return {"X-Forwarded-For": CROWD}


@pytest.fixture
def script_page(browser: Browser, service, crowd) -> Iterator[Page]:
    with browser.new_context(base_url=service.url, extra_http_headers=crowd) as context:
        yield context.new_page()


@pytest.fixture
def plain_page(browser: Browser, service, crowd) -> Iterator[Page]:
    with browser.new_context(base_url=service.url, extra_http_headers=crowd, java_script_enabled=False) as context:
        yield context.new_page()


def fill(page: Page, email: str) -> None:
    page.get_by_label("Naam").fill("Noor van Dam")
    page.get_by_label("E-mailadres").fill(email)


def test_the_browser_does_a_sum_and_the_form_goes_through(script_page, service, looks_right):
    """With the keyboard alone; the policy of the page forbids what is not a file of ours."""
    page = script_page
    broken: list[str] = []
    page.on("console", lambda message: broken.append(message.text) if message.type == "error" else None)
    page.goto(f"/aanmelden/{open_occurrence(service)}/")
    expect(page.get_by_role("heading", name="Eerst een kleine som")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("De som is klaar. U kunt het formulier versturen.")
    looks_right(page, "proof-of-work")
    page.wait_for_timeout(1100)  # a person takes longer than the second of the form check
    fill(page, "noor.som@example.org")
    page.get_by_label("Met hoeveel mensen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw mail")
    assert service.mail_to("noor.som@example.org")
    assert broken == []


def test_who_sends_before_the_sum_is_done_waits_and_goes_through(script_page, service):
    page = script_page
    worker: list[Route] = []

    def hold(route: Route) -> None:
        worker.append(route)

    page.route("**/proof-worker*", hold)
    page.goto("/nieuwsbrief/")
    page.wait_for_timeout(1100)
    fill(page, "ongeduld@example.org")
    page.get_by_role("button", name="Stuur mij de bevestigingsmail").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("^Nog even"))
    worker[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in uw mailbox")
    assert service.mail_to("ongeduld@example.org")


def test_where_the_sum_fails_the_page_says_what_else_helps(script_page):
    page = script_page
    page.route("**/proof-worker*", lambda route: route.abort())
    page.goto("/nieuwsbrief/")
    expect(page.get_by_role("status")).to_have_text("De som lukt niet in deze browser. Laat u een code mailen.")
    expect(page.get_by_role("button", name="Mail mij een code")).to_be_visible()


def test_without_a_script_a_code_by_mail_goes_through(plain_page, service, looks_right):
    page = plain_page
    page.goto("/nieuwsbrief/")
    page.wait_for_timeout(1100)
    fill(page, "zonder.script@example.org")
    page.get_by_role("button", name="Stuur mij de bevestigingsmail").click()
    expect(page.get_by_role("alert")).to_contain_text("Er komt net veel van uw netwerk")
    page.wait_for_timeout(1100)
    page.get_by_role("button", name="Mail mij een code").click()
    field = page.get_by_label("Code uit de mail")
    expect(field).to_be_focused()
    code = str(service.mail_to("zonder.script@example.org", about="Uw code")["Subject"]).removeprefix("Uw code: ")
    page.wait_for_timeout(1100)
    field.fill(code)
    page.screenshot(path="/tmp/kennisstad-screenshots/proof-code.png", full_page=True)
    page.get_by_role("button", name="Stuur mij de bevestigingsmail").click()
    assert service.mail_to("zonder.script@example.org", about="Bevestig")
