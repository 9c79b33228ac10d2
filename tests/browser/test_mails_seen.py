"""Each mail to a visitor as a telephone shows it, by day and by night: nobody scrolls sideways, and axe is content."""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import translation
from playwright.sync_api import Browser

from events.registration.mail.letters import Visit, write
from events.registration.words import TABLE, Happened, Standing
from subscribers.outbox.letters import compose_letter

SHOTS = Path(os.environ.get("SCREENSHOTS", "/tmp/kennisstad-screenshots"))
SITE = "https://agenda.leiden.example"
PAGE = f"{SITE}/aanmelding/{'a1B2' * 11}/"
VISIT = Visit(
    name="Noor van Dam",
    seats=3,
    title="Orgelconcert bij kaarslicht",
    when="zaterdag 19 september 2026, 20:00–21:00",
    place="Pieterskerk, Kloksteeg 16, 2311 SL Leiden",
    page=f"{SITE}/evenement/orgelconcert-abcd2345/",
    code="abcdefghjkmn",
    until="14:05",
    was="zaterdag 19 september 2026, 19:00–20:00",
    news="het is op een ander moment.",
)
ON_PAGES = (Happened.LOOKED, Happened.OVER)
MAILS = [(happened, standing) for happened in TABLE for standing in TABLE[happened] if happened not in ON_PAGES]


def visit_for(happened: Happened, standing: Standing) -> Visit:
    """With what goes with it."""
    more: dict[Happened, dict[str, str]] = {
        Happened.DECLINED: {"give_up": f"{PAGE}vrijgeven/"},
        Happened.THANKED: {"opinion": f"{SITE}/hoe-was-het/{'a1B2' * 11}/"},
        Happened.REMINDED: {"cancel": f"{PAGE}afmelden/"},
        Happened.CALLED: {"cancel": f"{PAGE}afmelden/"},
    }
    leads = {"map": "https://www.openstreetmap.org/?mlat=52.1578&mlon=4.4881#map=18/52.1578/4.4881"}
    given = {**more.get(happened, {}), **(leads if "cancel" in more.get(happened, {}) else {})}
    return Visit(**{**vars(VISIT), "manage": PAGE if standing in (Standing.PLACE, Standing.WAITING) else "", **given})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_mail_to_a_visitor_is_readable_on_a_telephone_by_day_and_by_night(browser: Browser, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": 375, "height": 800})  # type: ignore[arg-type]
    page = context.new_page()
    page.route("**/*", lambda route: route.abort())
    found, backgrounds = {}, set()
    for happened, standing in MAILS:
        with translation.override("nl"):
            letter = write(happened, standing, visit_for(happened, standing))
            html = compose_letter(letter, language="nl", sender_name="Leiden Kennisstad", postal_address="Leiden")[1]
        page.set_content(html)
        if os.environ.get("SCREENSHOTS"):
            page.screenshot(path=SHOTS / f"mail-{happened}-{standing}-{scheme}.png", full_page=True)
        wrong = [one["id"] for one in Axe().run(page).response["violations"]]
        found[f"{happened} {standing}"] = wrong, page.evaluate("document.documentElement.scrollWidth")
        backgrounds.add(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    context.close()
    assert {name: what for name, what in found.items() if what != ([], 375)} == {}
    assert backgrounds == {"rgb(251, 250, 246)" if scheme == "light" else "rgb(15, 22, 38)"}
