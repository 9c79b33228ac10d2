"""The verantwoording of an issue: who decided what, numbers that add up, and bytes that anybody can hash."""

import csv
import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.models import Delivery, Issue, Rendition
from newsletter.report import folding
from newsletter.schedule.scheduling import hold_issue, schedule_issue, unschedule_issue
from newsletter.send.controls import leave_uncertain, pause_issue, resume_issue, set_throttle
from newsletter.send.sending import send_deliveries, tick
from subscribers.models import Bounce
from tests.factories import make_issue, make_staff, make_subscriber, make_topic

pytestmark = pytest.mark.django_db

HERE = "wagtailsnippets_newsletter_issue:"


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


@pytest.fixture
def issue(clock: Any, sink: Any) -> Issue:
    """Approved by Anna, held once, paused once, sent to eleven of fourteen: nine taken, one refused, one in doubt."""
    topic = make_topic(name="Nacht", slug="nacht")
    for number in range(11):
        make_subscriber(topic, email=f"a{number}@example.org")
    make_subscriber(topic, state="left", email="weg@example.net")
    make_subscriber(topic, state="left", email="ook-weg@example.net")
    make_subscriber(topic, state="pending", email="wacht@example.net")
    anna = make_staff(username="anna", first_name="Anna", last_name="de Vries")
    issue = make_issue(topic, title="Zomer", slug="zomer", subject="De zomer begint")
    schedule_issue(issue, timezone.now() + timedelta(hours=2), by=anna)
    hold_issue(issue, "De activiteit is verplaatst.")
    clock.shift(timedelta(minutes=1))
    schedule_issue(issue, timezone.now() + timedelta(hours=1), by=anna)
    clock.shift(timedelta(hours=1))
    tick(timezone.now())
    set_throttle(issue, 600, by=anna)
    pause_issue(issue, by=anna)
    clock.shift(timedelta(minutes=5))
    resume_issue(issue, by=anna)
    set_throttle(issue, None, by=anna)
    sink.answers["a1@example.org"] = "550 5.1.1 No such user"
    sink.drop_after.add("a2@example.org")
    send_deliveries(issue.pk)
    leave_uncertain(Delivery.objects.get(state="uncertain"), by=anna)
    return Issue.objects.get(pk=issue.pk)


def at(name: str, issue: Issue, *keys: object) -> str:
    return reverse(HERE + name, args=[issue.pk, *keys])


def article(client: Client, issue: Issue) -> Any:
    response = client.get(at("account", issue))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find("article")


def say(tag: Any) -> str:
    return " ".join(tag.get_text(" ").split())


def table(page: Any, caption: str) -> list[list[str]]:
    (found,) = [one for one in page.find_all("table") if say(one.caption).startswith(caption)]
    return [[say(cell) for cell in line.find_all(["th", "td"])] for line in found.find_all("tr") if line.td]


def lines(response: Any) -> list[list[str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_sum_goes_from_everyone_who_chose_the_topic_to_what_became_of_each_mail(desk: Client, issue: Issue) -> None:
    assert table(article(desk, issue), "Van iedereen die ooit") == [
        ["Kozen ooit een van deze onderwerpen", "14"],
        ["min: afgemeld", "− 2"],
        ["min: aanmelding nooit bevestigd", "− 1"],
        ["Te mailen", "11"],
        ["Verzonden", "9"],
        ["plus: geweigerd", "+ 1"],
        ["plus: onzeker", "+ 1"],
        ["Samen, gelijk aan te mailen", "11"],
    ]


def test_every_decision_is_told_with_its_moment_and_its_maker_also_when_the_account_is_gone(
    desk: Client, issue: Issue
) -> None:
    get_user_model().objects.get(username="anna").delete()
    doubt = Delivery.objects.get(state="uncertain").pk
    assert [row[1:] for row in table(article(desk, issue), "Van goedkeuring")] == [
        ["Anna de Vries", "Goedgekeurd en ingepland voor maandag 15 juni 2026 om 14:00"],
        ["automatisch", "Vastgehouden: De activiteit is verplaatst"],
        ["Anna de Vries", "Goedgekeurd en ingepland voor maandag 15 juni 2026 om 13:01"],
        ["Anna de Vries", "Tempo van verzenden gewijzigd: hoogstens 600 per minuut"],
        ["Anna de Vries", "Verzenden gepauzeerd"],
        ["automatisch", "Verzenden begonnen"],
        ["Anna de Vries", "Verzenden hervat"],
        ["Anna de Vries", "Tempo van verzenden gewijzigd: geen grens"],
        ["Anna de Vries", f"Onzekere bezorging laten rusten (nummer {doubt})"],
        ["automatisch", "Verzenden klaar"],
    ]


def test_outcomes_are_told_per_reason_code_provider_and_language_with_duration_and_relay(
    desk: Client, issue: Issue, settings: Any
) -> None:
    page = article(desk, issue)
    assert table(page, "Met de antwoordcode") == [
        ["Verzonden", "–", "250", "9"],
        ["Geweigerd", "geweigerd", "550", "1"],
        ["Onzeker", "misschien aangekomen; een medewerker liet het zo", "–", "1"],
        ["Samen", "11"],
    ]
    assert table(page, "De grootste") == [["example.org", "9", "1", "1", "11"], ["Samen", "11"]]
    facts = {say(one.dt): say(one.dd) for one in page.select("dl > div")}
    assert {name: facts[name] for name in ("Duur", "Tempo", "Langs", "Taal")} == {
        "Duur": "5 minuten, pauzes meegeteld",
        "Tempo": "gemiddeld 2 per minuut",
        "Langs": settings.RELAYS[0].removeprefix("smtp://"),
        "Taal": "Nederlands: 9 van 11 verzonden",
    }


def test_folding_the_deliveries_changes_nothing_of_it(desk: Client, issue: Issue, clock: Any) -> None:
    for number, kind in enumerate(("hard", "soft", "hard", "automatic")):
        row = Delivery.objects.filter(state="sent")[number]
        Bounce.objects.create(event_id=str(number), kind=kind, origin="delivery", origin_id=row.pk)
    page, figures = article(desk, issue), lines(desk.get(at("account_figures", issue)))
    clock.shift(timedelta(days=91))
    desk.force_login(make_staff())
    assert folding.fold_due(timezone.now(), 60) == (14, True)
    assert article(desk, issue) == page and "2 × adres bestaat niet, 1 × niet aangenomen." in say(page)
    assert lines(desk.get(at("account_figures", issue))) == figures
    assert "Per ontvanger is niets meer bewaard" in desk.get(at("account", issue)).content.decode()


def test_every_file_has_the_hash_that_the_page_says_and_the_whole_is_what_was_approved(
    desk: Client, issue: Issue
) -> None:
    page = article(desk, issue)
    found = {link["href"]: say(link.find_parent("tr").code) for link in page.select(".account-files a")}
    assert len(found) == 4
    contents = {address: desk.get(address).content for address in found}
    assert {address: hashlib.sha256(content).hexdigest() for address, content in contents.items()} == found
    approval = desk.get(at("account_approval", issue)).content
    assert hashlib.sha256(approval).hexdigest() == issue.approved_hash and issue.approved_hash in say(page)
    whole = found[at("account_file", issue, "nl", "alles.bin")]
    assert approval.decode().splitlines() == [whole, "confirmed:nacht", "2026-06-15T11:01:00+00:00"]
    assert "nagerekend, dit is wat is goedgekeurd" in say(page)


def test_content_that_was_tampered_with_is_told(desk: Client, issue: Issue) -> None:
    Rendition.objects.update(mail_text="Iets anders")
    assert "Nederlands: klopt niet met wat is goedgekeurd" in say(article(desk, issue))
    Issue.objects.update(approved_text="iets anders")
    assert "De goedkeuring klopt niet" in say(article(desk, issue))


def test_the_figures_for_a_spreadsheet_add_up_to_the_audience(desk: Client, issue: Issue) -> None:
    response = desk.get(at("account_figures", issue))
    assert response["Content-Disposition"] == 'attachment; filename="zomer-cijfers.csv"'
    assert lines(response) == [
        ["stand", "reden", "antwoordcode", "mailaanbieder", "taal", "aantal"],
        ["geweigerd", "geweigerd", "550", "example.org", "nl", "1"],
        ["verzonden", "–", "250", "example.org", "nl", "9"],
        ["overgeslagen", "afgemeld", "", "overige", "nl", "2"],
        ["overgeslagen", "aanmelding nooit bevestigd", "", "overige", "nl", "1"],
        ["onzeker", "misschien aangekomen; een medewerker liet het zo", "", "example.org", "nl", "1"],
    ]  # fmt: skip


def test_recipients_are_listed_one_a_line_and_no_cell_can_do_anything(desk: Client, issue: Issue) -> None:
    Delivery.objects.filter(email="a1@example.org").update(
        smtp_text='=HYPERLINK("x"), "zei" hij', email="-a1@example.org"
    )
    response = desk.get(at("account_recipients", issue))
    rows = lines(response)
    assert len(rows) == 15 and "no-store" in response["Cache-Control"]
    assert rows[0] == [
        "e-mailadres", "taal", "stand", "reden", "antwoordcode", "antwoord", "pogingen", "afgerond",
    ]  # fmt: skip
    assert rows[2] == [
        "'-a1@example.org", "nl", "geweigerd", "geweigerd", "550", "'=HYPERLINK(\"x\"), \"zei\" hij", "1",
        "2026-06-15 13:06",
    ]  # fmt: skip


def test_addresses_are_only_for_who_may_see_deliveries_and_the_page_for_who_may_see_issues(
    client: Client, issue: Issue
) -> None:
    user = get_user_model().objects.create_user("lezer", "lezer@example.org", "geheim-genoeg-1")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert client.get(at("account", issue)).status_code == 302
    user.user_permissions.add(Permission.objects.get(codename="view_issue"))
    page = client.get(at("account", issue)).content.decode()
    assert "Cijfers (CSV)" in page and "ontvangers.csv" not in page and "@example.org" not in page
    assert client.get(at("account_recipients", issue)).status_code == 302
    user.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    assert client.get(at("account_recipients", issue)).status_code == 200
    assert "ontvangers.csv" in client.get(at("account", issue)).content.decode()


def test_before_it_is_sent_there_is_nothing_to_account_for(desk: Client) -> None:
    issue = make_issue(make_topic())
    for name in ("account", "account_figures", "account_recipients", "account_approval"):
        response = desk.get(at(name, issue), follow=True)
        assert response.redirect_chain == [(at("edit", issue), 302)]
    assert "er valt nog niets te verantwoorden" in response.content.decode()


def test_it_is_one_click_away_from_the_list_and_the_control_room(desk: Client, issue: Issue) -> None:
    for name in ("list", "progress"):
        address = reverse(HERE + "list") if name == "list" else at(name, issue)
        assert at("account", issue) in desk.get(address).content.decode()


def test_an_issue_that_is_under_way_says_so(desk: Client, issue: Issue) -> None:
    Delivery.objects.filter(email="a3@example.org").update(state="deferred")
    Issue.objects.update(state="sending", sent_at=None)
    page = article(desk, issue)
    assert "Tussenstand: dit nummer wordt nog verzonden." in say(page)
    assert ["plus: uitgesteld", "+ 1"] in table(page, "Van iedereen")
    assert table(page, "De grootste")[0] == ["example.org", "8", "1", "1", "1", "11"]


def test_taking_back_the_plan_takes_its_text_back_and_is_kept_in_the_history(clock: Any) -> None:
    issue = make_issue(make_topic())
    schedule_issue(issue, timezone.now() + timedelta(hours=2), by=make_staff())
    assert Issue.objects.get().approved_text
    unschedule_issue(issue, by=make_staff())
    assert Issue.objects.get().approved_text == ""
