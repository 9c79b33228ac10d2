"""Registering in a page of a partner's, and everything we hold about it: read, taken along, erased by its owner."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Service, hold_against_axe
from tests.browser.test_public_journeys import links, open_occurrence
from tests.patience import PATIENCE, wait_until


@contextmanager
def partner(body: str) -> Iterator[str]:
    """The address of another site with this page: another name of this machine, as Chromium lets no page from
    elsewhere frame one from here."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_a_visitor_registers_in_a_page_of_a_partners(browser: Browser, service: Service) -> None:
    framed = f"{service.url}/aanmelden/{open_occurrence(service)}/inbedden/"
    iframe = f'<iframe src="{framed}" title="Aanmelden" width="100%" height="1100"></iframe>'
    context = browser.new_context(viewport={"width": 360, "height": 800})
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    with partner(f"<!doctype html><title>Partner</title>{iframe}") as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        page.wait_for_timeout(1100)  # a person takes longer than the second of the form check
        frame.get_by_label("Naam").fill("Pia Partnerbezoeker")
        frame.get_by_label("E-mailadres").fill("pia.partner@example.org")
        inside = next(one for one in page.frames if one.url == framed)
        assert inside.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
        frame.get_by_role("button", name="Meld mij aan").press("Enter")
        expect(frame.get_by_role("heading", name="Kijk in uw mail")).to_be_visible()
        assert page.url == address and context.cookies() == []
    assert service.mail_to("pia.partner@example.org")
    context.close()


def test_the_form_in_a_frame_is_a_page_of_its_own_that_axe_finds_nothing_in(page: Page, service: Service) -> None:
    page.goto(f"/aanmelden/{open_occurrence(service)}/inbedden/")
    hold_against_axe(page, "register-embedded", "#main")


def test_who_registered_reads_what_is_held_takes_it_along_and_erases_it(
    page: Page, service: Service, looks_right: Callable[[Page, str], None]
) -> None:
    page.goto(f"/aanmelden/{open_occurrence(service)}/")
    page.wait_for_timeout(1100)
    page.get_by_label("Naam").fill("Wim Wisser")
    page.get_by_label("E-mailadres").fill("wim.wisser@example.org")
    page.get_by_role("button", name="Meld mij aan").click()
    (manage,) = links(service.mail_to("wim.wisser@example.org"), "/aanmelding/")
    page.goto(manage)
    page.get_by_role("link", name="Uw gegevens bij deze aanmelding").click()
    looks_right(page, "own-data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als bestand").click()
    (row,) = json.loads(Path(download.value.path()).read_text())["gegevens"]["Aanmeldingen"]
    assert row["naam"] == "Wim Wisser"
    page.get_by_role("link", name="Wis mijn gegevens").click()
    looks_right(page, "own-data-erase")
    page.get_by_role("button", name="Wis mijn gegevens").press("Enter")
    expect(page.get_by_role("heading", name="gewist")).to_be_visible()
    looks_right(page, "own-data-erased")
    service.mail_to("wim.wisser@example.org", about="Afgemeld")

    def is_gone() -> bool:
        service.manage("shell", "-v", "0", "-c", "from events.tasks import tick; tick()")
        answer = page.goto(manage)
        return answer is not None and answer.status == 404

    wait_until(is_gone, "the registration to be erased")
