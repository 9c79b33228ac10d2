"""The desk with the keyboard alone: a list of days or hours is open while its field has the focus, and no longer."""

import pytest
from playwright.sync_api import Page

OPEN = """() => [...document.querySelectorAll(".xdsoft_datetimepicker")]
    .filter((list) => getComputedStyle(list).display !== "none").length"""
HAS_LIST = "() => Boolean(window.jQuery(document.activeElement).data('xdsoft_datetimepicker'))"
FIELDS = """() => [...document.querySelectorAll("input")]
    .filter((field) => window.jQuery(field).data("xdsoft_datetimepicker") && field.offsetParent)
    .map((field) => field.id)"""
FORMS = (
    "/beheer/snippets/events/edition/add/",
    "/beheer/snippets/events/scheme/add/",
    "/beheer/snippets/newsletter/issue/inplannen/{issue}/",
)


def issue_to_schedule(desk: Page) -> str:
    desk.goto("/beheer/snippets/newsletter/issue/?state=draft")
    link = desk.locator("a[href*='/newsletter/issue/edit/']").first
    return str(link.get_attribute("href")).rstrip("/").rsplit("/", 1)[1]


def open_lists(desk: Page) -> int:
    desk.wait_for_timeout(500)  # it opens late, and fades
    return int(desk.evaluate(OPEN))


@pytest.mark.parametrize("form", FORMS)
def test_a_list_of_days_goes_with_the_focus(desk: Page, form: str) -> None:
    desk.goto(form.format(issue=issue_to_schedule(desk)))
    desk.wait_for_load_state("networkidle")
    fields = desk.evaluate(FIELDS)
    assert fields
    for field in fields:
        for key in ("Tab", "Shift+Tab"):
            desk.locator(f"#{field}").focus()
            assert open_lists(desk) == 1
            desk.keyboard.press(key)
            assert open_lists(desk) == int(desk.evaluate(HAS_LIST))
        desk.locator(f"#{field}").focus()
        desk.keyboard.press("Escape")
        assert open_lists(desk) == 0
        assert desk.evaluate("() => document.activeElement.id") == field


def test_who_clicks_elsewhere_leaves_no_list_behind(desk: Page) -> None:
    desk.goto(FORMS[0])
    desk.wait_for_load_state("networkidle")
    desk.locator("#id_starts_on").focus()
    assert open_lists(desk) == 1
    desk.evaluate("() => document.getElementById('id_theme').focus()")
    assert open_lists(desk) == 0
