"""A title may have a word that is wider than a telephone: it breaks, and the page does not grow."""

import pytest

from tests.browser.test_public_journeys import open_occurrence

WORD = "Wetenschapsgeschiedenisboekenliefhebbersbijeenkomstaankondiging"
# In every text that may be somebody's, the first word becomes that one; a moment and a button have words of our own.
STRETCH = """word => {
  const ours = "script, style, button, .button, option, svg, time, th, label, legend, .w-breadcrumbs";
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT), texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts)
    if (!text.parentElement.closest(ours))
      text.data = text.data.replace(/\\p{L}{4,}/u, word);
  return document.body.textContent.split(word).length - 1;
}"""
# What reaches past the window and is in no box that scrolls by itself; Wagtail's own bar above the page is one.
OUTSIDE = """() => [...document.querySelectorAll(".desk-page *, .w-dashboard .w-panel *")]
  .filter(one => !one.closest(".desk-wide, svg, .w-panel__header"))
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
  .map(one => one.outerHTML.slice(0, 80))"""
NIGHT = "/agenda/nacht-van-kunst-en-kennis/"


def assert_narrow(page, path):
    page.goto(path)
    assert page.evaluate(STRETCH, WORD), f"nothing to stretch at {path}"
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 320, f"{path} is {wide} px wide at 320"


def first(page, path, part):
    """The first link in the page at ``path`` that leads to ``part``."""
    page.goto(path)
    return page.locator(f"main a[href*='{part}']").first.get_attribute("href")


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": 320, "height": 700})
    return page


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/agenda/", "/agenda/?q=nacht", "/agenda/?q=bestaatniet", "/agenda/365-dagen/", NIGHT),
        *(f"{NIGHT}2026/{view}" for view in ("", "?weergave=locaties", "?weergave=rooster", "?weergave=kaart")),
        *("/mijn-programma/", "/wijzigingen/", "/nieuwsbrief/", "/privacy/", "/bestaat-niet/", "/en/agenda/"),
    ],
)
def test_no_word_makes_a_page_wider_than_a_telephone(phone, path):
    assert_narrow(phone, path)


def test_nor_that_of_one_event_its_form_or_an_issue_and_its_question(phone, service):
    issue = first(phone, "/nieuwsbrief/", "/nieuwsbrief/")
    event = first(phone, "/agenda/", "/evenement/")
    for path in (event, f"/aanmelden/{open_occurrence(service)}/", issue, f"{issue}nuttig/"):
        assert_narrow(phone, path)


def test_nor_does_one_leave_a_page_of_the_desk(desk):
    event = first(desk, "/beheer/snippets/events/event/", "/event/edit/")
    issue = first(desk, "/beheer/snippets/newsletter/issue/", "/issue/edit/")
    desk.set_viewport_size({"width": 320, "height": 700})
    for path in (
        *("/beheer/", "/beheer/kalenders/", "/beheer/cijfers/", "/beheer/persoonsgegevens/", "/beheer/api-sleutels/"),
        *(event.replace("/edit/", "/verschil/"), "/beheer/snippets/events/registration/nieuw/"),
        *(issue.replace("/edit/", f"/{page}/") for page in ("inplannen", "voortgang", "rapport", "verantwoording")),
    ):
        desk.goto(path)
        desk.evaluate(STRETCH, WORD)
        assert desk.evaluate(OUTSIDE) == [], path
