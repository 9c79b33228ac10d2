"""Volunteers at a door: two browsers, one of them without a network, and the worker that answers there."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Service
from tests.browser.test_public_journeys import links
from tests.patience import PATIENCE, wait_until

TONIGHT = """
import json
from datetime import timedelta
from django.utils import timezone
from tests.events.door.phones import tonight
from tests.factories import make_registration
there = tonight()
now = timezone.localtime()
to_midnight = now.replace(hour=23, minute=59, second=59) - now
soon = tonight(starts_at=now + min(timedelta(minutes=10), to_midnight / 2))  # one can still change something
codes = {}
alone = [(name, 1) for name in ("Anna Bakker", "Cas Otter", "Eva Lam", "Uma Vos")]
for name, seats in (("Noor van Dam", 3), ("Bo Smit", 2), *alone):
    codes[name] = make_registration(there, name=name, seats=seats).code
print("CODES" + json.dumps({"codes": codes, "venue": there.venue.slug, "soon": str(soon.public_id)}))
"""
INSIDE = """
from django.utils import timezone
from events.door.scans.sums import find_conflicts, inside_by_code
from events.models import Evening, Registration
import json
evening = Evening.objects.get(day=timezone.localdate())
inside = inside_by_code(evening)
names = {evening.hash_of(one.code): one.name for one in Registration.objects.filter(erased_at=None)}
print("INSIDE" + json.dumps({names[code]: n for code, n in inside.items() if code in names}))
"""


def asked(service: Service, program: str, mark: str) -> Any:
    return json.loads(service.manage("shell", "-v", "0", "-c", program).split(mark)[1])


@dataclass
class Door:
    """The address in its printed QR code, and the codes of who comes, by name."""

    address: str
    codes: dict[str, str]
    venue: str  # slug
    soon: str  # uid of what begins in a moment


@pytest.fixture(scope="module")
def door(browser: Browser, service: Service) -> Door:
    """Opened in the desk, for tonight and every place."""
    made = asked(service, TONIGHT, "CODES")
    context = browser.new_context(base_url=service.url)
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.goto("/beheer/deuren/nieuw/")
    page.locator("input[name=username]").fill("beheer")
    page.locator("input[name=password]").fill("kennisstad-demo")
    page.locator("form button[type=submit]").first.click()
    page.get_by_role("button", name="Maak de QR-code").click()
    address = page.get_by_label("Adres, voor wie niet kan scannen").input_value()
    context.close()
    return Door(address, **made)


@pytest.fixture
def new_phone(browser: Browser, service: Service, door: Door) -> Iterator[Callable[[str], Page]]:
    """A phone that opened the printed code and says that it is ready without a network."""
    made: list[BrowserContext] = []

    def make(name: str, script: str = "") -> Page:
        context = browser.new_context(base_url=service.url, locale="nl-NL", viewport={"width": 360, "height": 740})
        context.set_default_timeout(1000 * PATIENCE)
        if script:
            context.add_init_script(script)
        made.append(context)
        page = context.new_page()
        page.goto(door.address)
        page.get_by_label("Naam van deze telefoon").fill(name)
        page.keyboard.press("Enter")
        expect(page.locator("#standing")).to_contain_text("Klaar zonder netwerk", timeout=1000 * PATIENCE)
        return page

    yield make
    for context in made:
        context.close()


def type_code(page: Page, code: str) -> None:
    page.get_by_role("button", name="Typ").click()
    page.get_by_label("Code", exact=True).fill(code)
    page.keyboard.press("Enter")


def find(page: Page, name: str) -> None:
    page.get_by_role("button", name="Zoek").first.click()
    page.get_by_label("Naam", exact=True).fill(name)
    page.keyboard.press("Enter")


def shows(page: Page, word: str, why: str = "") -> None:
    expect(page.locator("#word")).to_have_text(word, timeout=1000 * PATIENCE)
    expect(page.locator("#why")).to_contain_text(why)


def standing(page: Page, words: str) -> None:
    expect(page.locator("#standing")).to_contain_text(words, timeout=1000 * PATIENCE)


def test_a_party_is_let_in_by_two_phones_of_which_one_was_offline(
    new_phone: Callable[[str], Page], service: Service, door: Door
) -> None:
    front, back = new_phone("voordeur"), new_phone("achterdeur")
    back.context.set_offline(True)
    type_code(front, door.codes["Noor van Dam"].upper())
    shows(front, "Hoeveel nu?", "Een gezelschap van 3")
    front.get_by_role("button", name="2", exact=True).click()
    shows(front, "Binnen", "2 mensen")
    standing(front, "alles verstuurd")
    type_code(back, door.codes["Noor van Dam"])
    back.get_by_role("button", name="1", exact=True).click()
    shows(back, "Binnen", "1 persoon")
    standing(back, "nog 1 te versturen")
    tab = back.context.new_page()
    tab.goto(f"{service.url}/d/{door.codes['Anna Bakker']}")
    shows(tab, "Binnen", "1 persoon")
    assert tab.url == f"{service.url}/d/"
    standing(tab, "nog 2 te versturen")
    tab.close()
    back.reload()
    standing(back, "nog 2 te versturen")
    back.context.set_offline(False)
    standing(back, "alles verstuurd")
    assert asked(service, INSIDE, "INSIDE") == {"Noor van Dam": 3, "Anna Bakker": 1}
    find(back, "Noor Dam")
    back.locator("#found button").click()
    shows(back, "Al binnen", "op ")


def test_one_seat_let_in_twice_offline_is_shown_to_staff_with_both_phones(
    new_phone: Callable[[str], Page], desk: Page, door: Door
) -> None:
    phones = [new_phone("eerste"), new_phone("tweede")]
    for page in phones:
        page.context.set_offline(True)
        type_code(page, door.codes["Cas Otter"])
        shows(page, "Binnen")
    for page in phones:
        page.context.set_offline(False)
        standing(page, "alles verstuurd")
    desk.goto("/beheer/deuren/")
    desk.locator("main table a").first.click()
    told = desk.locator("li", has_text="Cas Otter")
    expect(told).to_contain_text("2 binnen op 1 plaats")
    expect(told).to_contain_text("eerste")
    expect(told).to_contain_text("tweede")


def test_an_undo_a_walk_in_and_a_surname_without_a_network(
    new_phone: Callable[[str], Page], looks_right: Callable[[Page, str], None], door: Door
) -> None:
    page = new_phone("zijdeur")
    looks_right(page, "door")
    page.context.set_offline(True)
    find(page, "smit")
    page.locator("#found button", has_text="B.S.").click()
    shows(page, "Hoeveel nu?")
    looks_right(page, "door-party")
    page.get_by_role("button", name="allemaal: 2").click()
    shows(page, "Binnen", "2 mensen")
    looks_right(page, "door-in")
    page.get_by_role("button", name="Draai terug").click()
    shows(page, "Teruggedraaid")
    page.get_by_role("button", name="Inloop").click()
    page.get_by_role("button", name="Eén erbij").click()
    page.get_by_role("button", name="Eén erbij").click()
    page.get_by_role("button", name="Eén eruit").click()
    looks_right(page, "door-walk-in")
    standing(page, "nog 5 te versturen")
    page.get_by_role("button", name="English").click()
    expect(page.locator("#standing")).to_contain_text("5 still to send")
    page.context.set_offline(False)
    expect(page.locator("#standing")).to_contain_text("all sent", timeout=1000 * PATIENCE)


def test_with_the_keyboard_alone_and_with_a_hand_scanner_that_types(
    new_phone: Callable[[str], Page], door: Door
) -> None:
    page = new_phone("toetsen")
    page.locator("body").click(position={"x": 2, "y": 2})
    page.keyboard.type(f"http://x/d/{door.codes['Eva Lam']}")
    page.keyboard.press("Enter")
    shows(page, "Binnen")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.way") == "type":
            break
    page.keyboard.press("Enter")
    page.keyboard.type("zomaar")
    page.keyboard.press("Enter")
    shows(page, "Geen code van ons")


FAKE_READER = """
navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
HTMLMediaElement.prototype.play = async () => {};
Object.defineProperty(HTMLMediaElement.prototype, "readyState", { get: () => 4 });
window.BarcodeDetector = class { async detect() { return window.seen ? [{ rawValue: window.seen }] : []; } };
"""


def test_a_code_before_the_camera_is_one_scan_however_long_it_is_held_there(
    new_phone: Callable[..., Page], door: Door
) -> None:
    page = new_phone("camera", FAKE_READER)
    page.get_by_role("button", name="Zet de camera aan").click()
    page.evaluate("code => { window.seen = 'http://x/d/' + code; }", door.codes["Eva Lam"])
    expect(page.locator("#word")).to_have_text(re.compile("Binnen|Al binnen"), timeout=1000 * PATIENCE)
    page.wait_for_timeout(1500)
    standing(page, "alles verstuurd")
    made = page.evaluate("""() => new Promise((done) => {
        const asked = indexedDB.open("kennisstad-door");
        asked.onsuccess = () => {
            const rows = asked.result.transaction("scans").objectStore("scans").getAll();
            rows.onsuccess = () => { asked.result.close(); done(rows.result.length); };
        };
    })""")
    assert made == 1


KEPT = """() => new Promise((done) => {
    const asked = indexedDB.open("kennisstad-door");
    asked.onsuccess = () => {
        const base = asked.result, told = {};
        const change = base.transaction(["settings", "scans", "news"]);
        change.objectStore("settings").getAllKeys().onsuccess = (event) => { told.settings = event.target.result; };
        change.objectStore("scans").getAll().onsuccess = (event) => { told.scans = event.target.result.length; };
        change.objectStore("news").getAll().onsuccess = (event) => { told.news = event.target.result.length; };
        change.oncomplete = () => { base.close(); done(told); };
    };
})"""
REVOKE = """
from events.models import Device
from events.door.keys import revoke_device
print("REVOKED" + str(int(revoke_device(Device.objects.get(label="afgelopen")))))
"""


def test_after_the_evening_nothing_about_people_is_left_and_what_was_not_sent_is(
    new_phone: Callable[[str], Page], service: Service, door: Door
) -> None:
    page = new_phone("afgelopen")
    page.context.set_offline(True)
    type_code(page, door.codes["Uma Vos"])
    shows(page, "Binnen")
    page.clock.install()
    page.clock.fast_forward("48:00:00")
    expect(page.locator("#trouble")).to_contain_text("Deze avond is voorbij", timeout=1000 * PATIENCE)
    standing(page, "nog 1 te versturen")
    expect(page.locator("#working")).to_be_hidden()
    told = page.evaluate(KEPT)
    assert (told["scans"], told["news"], "list" in told["settings"]) == (1, 0, False)
    assert asked(service, REVOKE, "REVOKED") == 1
    page.context.set_offline(False)
    expect(page.locator("#standing")).to_be_hidden(timeout=1000 * PATIENCE)
    assert page.evaluate(KEPT) == {"settings": [], "scans": 0, "news": 0}
    assert asked(service, INSIDE, "INSIDE")["Uma Vos"] == 1


def test_who_is_no_volunteer_is_told_how_to_begin(page: Page, looks_right: Callable[[Page, str], None]) -> None:
    page.goto("/d/")
    expect(page.get_by_role("heading", name="Deze deur is dicht")).to_be_visible()
    looks_right(page, "door-closed")


def test_the_screen_of_a_venue_is_readable(page: Page, door: Door, looks_right: Callable[[Page, str], None]) -> None:
    page.goto(f"/scherm/{door.venue}/")
    expect(page.get_by_role("heading", name="Nu", exact=True)).to_be_visible()
    looks_right(page, "venue-screen")


def test_the_screens_of_doors_are_readable(desk: Page, door: Door, desk_right: Callable[[Page, str], None]) -> None:
    desk.goto("/beheer/deuren/")
    wait_until(lambda: desk.locator("main table a").count() > 0, "a door in the list")
    desk_right(desk, "doors")
    desk.locator("main table a").first.click()
    desk_right(desk, "door")
    desk.get_by_role("link", name="Lijst om af te drukken").click()
    expect(desk.get_by_text("Noor van Dam")).to_be_visible()
    desk_right(desk, "door-list")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("link", name="Terug naar de deur")).to_be_hidden()
    expect(desk.get_by_text("versnipper voor").first).to_be_visible()
    desk.emulate_media(media="screen")
    desk.goto("/beheer/deuren/")
    desk.locator("main ul a").first.click()
    expect(desk.get_by_text("Nu binnen:")).to_be_visible()
    desk_right(desk, "night")


def test_a_party_of_three_becomes_two_hands_one_over_and_is_let_in_by_two_phones(
    page: Page,
    new_phone: Callable[[str], Page],
    looks_right: Callable[[Page, str], None],
    service: Service,
    door: Door,
) -> None:
    page.goto(f"/aanmelden/{door.soon}/")
    page.wait_for_timeout(1100)  # a person takes longer than the second of the form check
    page.get_by_label("Naam").fill("Drie Bezoekers")
    page.get_by_label("E-mailadres").fill("drie@example.org")
    page.get_by_label("Met hoeveel mensen").fill("3")
    page.get_by_role("button", name="Meld mij aan").click()
    (own,) = links(service.mail_to("drie@example.org"), "/aanmelding/")
    page.goto(own)
    page.get_by_role("link", name="Ander aantal of andere naam").focus()
    page.keyboard.press("Enter")
    looks_right(page, "registration-change")
    page.wait_for_timeout(1100)
    page.get_by_label("Met hoeveel mensen").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_text("u hebt 2 plaatsen")).to_be_visible()
    page.get_by_role("link", name="Geef door aan iemand anders").click()
    looks_right(page, "registration-hand-over")
    page.wait_for_timeout(1100)
    page.get_by_label("Naam van wie komt").fill("Ander Mens")
    page.get_by_label("E-mailadres van wie komt").fill("ander@example.org")
    page.get_by_label("Hoeveel plaatsen").fill("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("u hebt een plaats")).to_be_visible()
    kept, given = code_on(page), code_of(service.mail_to("ander@example.org"))
    front, back = new_phone("links"), new_phone("rechts")
    back.context.set_offline(True)
    type_code(front, kept)
    shows(front, "Binnen", "1 persoon")
    type_code(back, given)
    shows(back, "Binnen", "1 persoon")
    back.context.set_offline(False)
    standing(back, "alles verstuurd")
    inside = asked(service, INSIDE, "INSIDE")
    assert (inside["Drie Bezoekers"], inside["Ander Mens"]) == (1, 1)


def code_on(page: Page) -> str:
    return page.locator("figure.scan b").inner_text()


def code_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(re.findall(r"Laat deze code bij de deur zien: (\w+)", body.get_content())[0])
