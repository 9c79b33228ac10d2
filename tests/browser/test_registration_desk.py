"""The desk of registrations in a browser: by keyboard alone, readable by axe and on a telephone, and on paper."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Service
from tests.patience import wait_until

LIST = "/beheer/snippets/events/registration/"
Check = Callable[[Page, str], None]


def test_who_gives_no_address_is_entered_by_keyboard_and_has_a_code_on_paper(desk: Page, desk_right: Check) -> None:
    desk.goto(f"{LIST}nieuw/")
    desk_right(desk, "registration-add")
    shown = desk.locator("[name=occurrence] option").all_inner_texts()
    first_open = next(number for number, text in enumerate(shown) if number and "gesloten" not in text)
    desk.locator("[name=occurrence]").focus()
    for key in (*["ArrowDown"] * first_open, "Tab"):  # other journeys leave what has begun
        desk.keyboard.press(key)
    desk.keyboard.type("Jeltje Baliebezoeker")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Laat deze code bij de deur zien")).to_be_visible()
    desk_right(desk, "registration-paper")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("link", name="Naar de aanmelding")).to_be_hidden()
    expect(desk.locator("main img.code")).to_be_visible()
    desk.emulate_media(media="screen")


@pytest.mark.parametrize("step", ["", "inspect", "verbeteren", "afmelden", "opnieuw-mailen", "vooraan"])
def test_the_screens_of_registrations_are_readable(desk: Page, desk_right: Check, step: str) -> None:
    desk.goto(f"{LIST}?state=waitlisted")
    link = str(desk.locator("main a[href*='/inspect/']").first.get_attribute("href"))
    desk.goto(link.replace("inspect", step) if step else LIST)
    desk_right(desk, f"registration-{step or 'list'}")


def test_a_message_is_written_looked_at_and_sent_once_to_each(desk: Page, service: Service, desk_right: Check) -> None:
    desk.goto("/beheer/berichten/nieuw/")
    desk_right(desk, "announcement-form")
    desk.locator("[name=occurrence]").select_option(index=1)
    desk.get_by_label("Onderwerp", exact=False).first.fill("Neem een jas mee")
    desk.locator("[name=body]").fill("Het wordt koud op het plein.\n\nhttps://voorbeeld.example/kaart")
    desk.get_by_role("button", name="Bewaar en bekijk").press("Enter")
    expect(desk.locator("pre")).to_contain_text("Het wordt koud op het plein.")
    desk_right(desk, "announcement-draft")
    many = int(str(desk.locator("dd").nth(2).text_content()).split()[0])
    desk.get_by_role("button", name="Versturen…").press("Enter")
    desk_right(desk, "announcement-ask")
    desk.get_by_role("button", name="Ja, verstuur").press("Enter")

    def sent() -> list[str]:
        return [str(mail["To"]) for mail in service.mails() if mail["Subject"] == "Neem een jas mee"]

    wait_until(lambda: len(sent()) == many, "everybody was written to")
    assert len(set(sent())) == many > 0
    desk.reload()
    desk_right(desk, "announcement-sent")
    desk.goto("/beheer/berichten/")
    desk_right(desk, "announcements")
