"""What communications staff do: put an event before the public, and send an issue to everyone once."""

import collections
import urllib.request
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.browser.conftest import SHOTS
from tests.patience import PATIENCE, wait_until

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def keep_picture(page, name):
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"desk-{name}.png", full_page=True)


def test_the_desk_offers_our_work_and_no_pages_or_documents(desk):
    keep_picture(desk, "home")
    menu = desk.locator("nav").first.inner_text()
    assert all(word in menu for word in ("Agenda", "Nieuwsbrief", "Abonnees", "Afbeeldingen"))
    assert "Pagina's" not in menu and "Documenten" not in menu


def test_staff_publish_an_event_and_the_public_calendar_has_it(desk, service):
    desk.goto("/beheer/")
    desk.get_by_role("link", name="Nieuwe activiteit").click()
    desk.locator("input[name=title]").fill("Proeflezing over inkt")
    desk.locator("[name=summary]").fill("Hoe de galappel het schrift van Europa kleurde.")
    desk.get_by_role("tab", name="Momenten").click()
    if not desk.locator("input[name='occurrences-0-starts_at']").count():
        desk.locator("#id_occurrences-ADD").click()
    tomorrow = datetime.now(AMSTERDAM) + timedelta(days=1)
    desk.locator("input[name='occurrences-0-starts_at']").fill(f"{tomorrow:%d-%m-%Y} 20:00")
    desk.locator("input[name='occurrences-0-ends_at']").fill(f"{tomorrow:%d-%m-%Y} 21:00")
    desk.locator("input[name='occurrences-0-place']").fill("De werkplaats achter de kerk")
    keep_picture(desk, "event-form")
    desk.get_by_role("button", name="Meer acties").click()
    desk.locator("button[name='action-publish']").click()
    desk.wait_for_load_state("networkidle")
    keep_picture(desk, "event-published")
    with urllib.request.urlopen(service.url + "/agenda.ics", timeout=PATIENCE) as answer:
        body = answer.read().decode().replace("\r\n ", "")
    assert "SUMMARY:Proeflezing over inkt" in body


def test_staff_schedule_the_draft_and_it_lands_once_at_each_of_two_thousand_addresses(desk, service, looks_right):
    before = collections.Counter(str(mail["To"]) for mail in service.mails())
    desk.goto("/beheer/snippets/newsletter/issue/")
    desk.get_by_role("link", name="Vooruitblik op de Nacht").first.click()
    keep_picture(desk, "issue-form")
    at = datetime.now(AMSTERDAM) + timedelta(minutes=2)
    desk.goto(desk.url.replace("/edit/", "/inplannen/"))
    desk.locator("input[name=day]").fill(f"{at:%d-%m-%Y}")
    desk.locator("input[name=hour]").fill(f"{at:%H:%M}")
    keep_picture(desk, "schedule")
    desk.get_by_role("button", name="Plan in").press("Enter")  # the list of hours lies over it for a mouse
    desk.wait_for_load_state("networkidle")
    desk.goto(desk.url.replace("/edit/", "/voortgang/"))
    wait_until(lambda: landed(service, before) >= 2000 and len(copies(service)) >= 2000)
    desk.wait_for_timeout(3000)  # so that a copy too many would be here as well
    keep_picture(desk, "progress")
    assert "verzonden" in desk.locator("main").inner_text().lower()
    sent = copies(service)
    arrived = collections.Counter(str(mail["To"]) for mail in sent)
    assert len(arrived) == 2000 and set(arrived.values()) == {1}
    assert sent[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave_in_one_click(service, sent[0])
    desk.goto(way_out(sent[1]))  # a scanner that follows the link changes nothing; the reader presses the button
    looks_right(desk, "unsubscribe")
    desk.locator("main form button").click()  # in the language of whoever this reader is
    looks_right(desk, "unsubscribed")


def copies(service):
    """The copies of the issue, less that of who joined in another journey."""
    return [mail for mail in service.mails() if mail["List-Id"] and "bo.lezer" not in str(mail["To"])]


def way_out(mail):
    """The address in List-Unsubscribe that a browser can open."""
    return next(part.strip(" <>") for part in mail["List-Unsubscribe"].split(",") if "http" in part)


def leave_in_one_click(service, mail):
    """As a mail program does it (RFC 8058): a POST without cookie, answered 200, also the second time."""
    address = way_out(mail)
    for _ in range(2):
        request = urllib.request.Request(address, data=b"List-Unsubscribe=One-Click", method="POST")
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert answer.status == 200 and "Set-Cookie" not in answer.headers


def landed(service, before):
    box = service.var / "mail" / "new"
    return (len(list(box.iterdir())) if box.exists() else 0) - sum(before.values())
