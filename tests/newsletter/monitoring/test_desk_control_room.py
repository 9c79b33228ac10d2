"""The control room of an issue: what staff see of a sending, and what they do with it."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from wagtail.models import ModelLogEntry

from newsletter.models import Delivery, Issue
from newsletter.monitoring.standstill import beat
from subscribers.models import DomainHold
from tests.factories import make_staff
from tests.newsletter.send.sendable import make_sendable

pytestmark = pytest.mark.django_db

HERE = "wagtailsnippets_newsletter_issue:"
STEPS = ("pause", "resume", "everyone", "pace", "cancel")


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


@pytest.fixture
def issue(clock: Any) -> Issue:
    """Of five: two wait, one is deferred, one refused, one uncertain."""
    issue = make_sendable(5, title="Zomer")
    now = timezone.now()
    change("a0", state="deferred", next_try_at=now + timedelta(minutes=5), attempts=2, smtp_code=451, smtp_text="Later")
    change("a1", state="failed", settled_at=now, reason="refused", smtp_code=550, smtp_text="No such user")
    change("a2", state="uncertain", settled_at=now, reason="process-lost")
    return issue


def change(name: str, **values: Any) -> None:
    assert Delivery.objects.filter(email=f"{name}@example.org").update(**values) == 1


def row(name: str) -> Delivery:
    return Delivery.objects.get(email=f"{name}@example.org")


def at(name: str, issue: Issue, *keys: int) -> str:
    return reverse(HERE + name, args=[issue.pk, *keys])


def everything(issue: Issue) -> list[str]:
    doubt = row("a2").pk
    return [
        *(at(step, issue) for step in ("progress", *STEPS)),
        *(at(step, issue, doubt) for step in ("resend", "leave")),
    ]


def states(issue: Issue) -> dict[str, int]:
    return {state: count for state, count in Delivery.objects.filter(issue=issue).counts().items() if count}


def main_of(response: Any) -> Tag:
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html.parser")
    return page.find(class_="desk-page") or page


def shown(client: Client, issue: Issue, **query: Any) -> Tag:
    return main_of(client.get(at("progress", issue), query))


def say(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def buttons(page: Tag) -> list[str]:
    return [say(tag) for tag in page.select("button, a.button")]


def table(page: Tag, caption: str) -> list[list[str]]:
    """The rows under the head of the one table whose caption begins so."""
    found = [one for one in page.find_all("table") if say(one.caption).startswith(caption)]
    assert len(found) == 1
    return [[say(cell) for cell in line.find_all(["th", "td"])] for line in found[0].tbody.find_all("tr")]


def pressed(client: Client, address: str, data: dict[str, str] | None = None) -> tuple[str, str]:
    """(where one comes, what it says there)."""
    response = client.post(address, data or {}, follow=True)
    return response.redirect_chain[-1][0], " ".join(" ".join(map(str, response.context["messages"])).split())


def test_pausing_and_resuming_are_one_press_each_and_leave_a_trace(desk: Client, issue: Issue) -> None:
    here = at("progress", issue)
    assert buttons(shown(desk, issue))[:3] == ["Pauzeren", "Tempo", "Stoppen"]
    assert pressed(desk, at("pause", issue)) == (here, "Het verzenden van ‘Zomer’ is gepauzeerd.")
    page = shown(desk, issue)
    assert Issue.objects.get().state == "paused" and OrmQ.objects.count() == 0
    assert buttons(page)[:3] == ["Hervatten", "Tempo", "Stoppen"]
    assert say(page.find(role="status")) == "Gepauzeerd op 40%: 2 van 5."
    assert pressed(desk, at("pause", issue))[1] == (
        "Dit nummer wordt nu niet verzonden, dus er valt niets te pauzeren."
    )
    assert pressed(desk, at("resume", issue)) == (here, "Het verzenden van ‘Zomer’ is hervat.")
    assert Issue.objects.get().state == "sending" and OrmQ.objects.count() == 1
    actions = ModelLogEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["newsletter.pause", "newsletter.resume"]


def test_stopping_asks_first_and_says_how_many_will_not_get_it(desk: Client, issue: Issue) -> None:
    question = main_of(desk.get(at("cancel", issue)))
    assert "3 abonnees hebben het nog niet. Dat blijft dan zo" in say(question)
    assert question.find("a", string="Nee, terug")["href"] == at("progress", issue)
    assert (Issue.objects.get().state, states(issue)["pending"]) == ("sending", 2)
    assert pressed(desk, at("cancel", issue)) == (at("progress", issue), "Het verzenden van ‘Zomer’ is gestopt.")
    assert Issue.objects.get().state == "cancelled"
    assert states(issue) == {"failed": 1, "skipped": 3, "uncertain": 1}
    page = shown(desk, issue)
    assert buttons(page) == ["Laten zo voor a2@example.org"] and "data-goes-on" not in str(page)


@pytest.mark.parametrize(("typed", "kept"), [("600", 600), ("1.000", 1000), ("", None), (" 1 ", 1)])
def test_the_pace_is_set_as_people_write_it_and_taken_away_by_an_empty_field(
    desk: Client, issue: Issue, typed: str, kept: int | None
) -> None:
    Issue.objects.update(throttle_per_minute=50)
    assert "Tempo: hoogstens 50 per minuut." in say(shown(desk, issue))
    assert main_of(desk.get(at("pace", issue))).find("input", {"name": "per_minute"})["value"] == "50"
    where, message = pressed(desk, at("pace", issue), {"per_minute": typed})
    assert where == at("progress", issue)
    assert message == (
        f"Het tempo is nu hoogstens {kept} per minuut." if kept else "Er is nu geen grens aan het tempo."
    )
    assert Issue.objects.get().throttle_per_minute == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("snel", "Typ een heel aantal, bijvoorbeeld 600."),
        ("-5", "Typ een heel aantal, bijvoorbeeld 600."),
        ("1.5", "Typ een heel aantal, bijvoorbeeld 600."),
        ("0", "Kies een heel aantal van 1 tot 1.000.000 berichten per minuut."),
    ],
)
def test_a_pace_that_cannot_be_comes_back_with_what_was_typed(
    desk: Client, issue: Issue, typed: str, sentence: str
) -> None:
    Issue.objects.update(throttle_per_minute=50)
    page = main_of(desk.post(at("pace", issue), {"per_minute": typed}))
    field = page.find("input", {"name": "per_minute"})
    assert field["value"] == typed and sentence in say(field.find_parent("form"))
    assert Issue.objects.get().throttle_per_minute == 50


def test_no_pace_is_set_of_what_is_not_under_way(desk: Client, issue: Issue) -> None:
    Issue.objects.update(state="sent")
    refused = "Dit nummer wordt nu niet verzonden; het tempo is niet gewijzigd."
    assert pressed(desk, at("pace", issue), {"per_minute": "5"})[1] == refused
    assert desk.get(at("pace", issue))["Location"] == at("progress", issue)
    assert Issue.objects.get().throttle_per_minute is None
    assert "Tempo" not in buttons(shown(desk, issue))


def test_a_pace_shows_when_the_next_mail_may_go(desk: Client, issue: Issue) -> None:
    Issue.objects.update(throttle_per_minute=1, next_send_at=timezone.now() + timedelta(seconds=40))
    assert "Tempo: hoogstens 1 per minuut. De volgende mail mag om 12:00:40." in say(shown(desk, issue, inner=1))


def test_each_provider_what_is_deferred_and_what_was_refused_are_told_with_code_and_sentence(
    desk: Client, issue: Issue
) -> None:
    change("a4", domain="example.net")
    until = timezone.now() + timedelta(minutes=9)
    DomainHold.objects.create(domain="example.net", held_until=until, smtp_text="Try later")
    page = shown(desk, issue)
    assert table(page, "De grootste mailaanbieders") == [
        ["example.org", "4", "0", "1", "1", "1", "1", "–"],
        ["example.net", "1", "0", "1", "0", "0", "0", "15 juni 12:09: Try later"],
    ]
    assert table(page, "Wat vanzelf opnieuw") == [["a0@example.org", "15 juni 12:05", "2", "451", "Later"]]
    assert table(page, "Wat niet aangenomen") == [["a1@example.org", "geweigerd", "550", "No such user"]]
    assert table(page, "Misschien aangekomen") == [
        [
            "a2@example.org",
            "het verzenden werd afgebroken; misschien aangekomen",
            "Nog eens sturen naar a2@example.org Laten zo voor a2@example.org",
        ]
    ]
    assert all(say(one.caption) for one in page.find_all("table"))


def test_an_uncertain_one_goes_once_more_when_staff_say_so(desk: Client, issue: Issue) -> None:
    Issue.objects.update(state="sent", sent_at=timezone.now())
    doubt = row("a2")
    assert pressed(desk, at("resend", issue, doubt.pk)) == (
        at("progress", issue),
        "Het nummer gaat nog eens naar a2@example.org.",
    )
    assert (row("a2").state, Issue.objects.get().state, OrmQ.objects.count()) == ("pending", "sending", 1)
    assert pressed(desk, at("resend", issue, doubt.pk))[1] == "Over deze bezorging is geen twijfel meer."


def test_an_uncertain_one_is_left_and_asked_about_no_more(desk: Client, issue: Issue) -> None:
    assert pressed(desk, at("leave", issue, row("a2").pk)) == (
        at("progress", issue),
        "U liet het zo voor a2@example.org.",
    )
    assert (row("a2").state, row("a2").reason) == ("uncertain", "uncertain-left")
    assert "Misschien aangekomen" not in say(shown(desk, issue))


def test_a_delivery_of_another_issue_is_not_decided_about_here(desk: Client, issue: Issue) -> None:
    other = Issue.objects.create(title="Ander", slug="ander", subject="Ander", state="sending")
    for step in ("resend", "leave"):
        assert desk.post(at(step, other, row("a2").pk)).status_code == 404
    assert (row("a2").state, row("a2").reason) == ("uncertain", "process-lost")


def test_the_cause_and_what_to_do_are_told_after_two_minutes_without_movement(
    desk: Client, issue: Issue, clock: Any
) -> None:
    clock.shift(timedelta(seconds=119))
    beat(timezone.now())
    assert shown(desk, issue).find(class_="desk-cause") is None
    clock.shift(timedelta(seconds=2))
    assert say(shown(desk, issue, inner=1).find(class_="desk-cause")) == (
        "Sinds 15 juni 12:00 beweegt er niets. Er is geen werker die verzendt. "
        "Vraag wie de server beheert of het proces ‘worker’ draait."
    )


def test_that_the_background_tasks_do_not_run_is_told_before_the_hour_of_a_planned_issue(
    desk: Client, issue: Issue, clock: Any
) -> None:
    Issue.objects.update(state="scheduled", started_at=None, send_at=timezone.now() + timedelta(hours=1))
    beat(timezone.now())
    assert shown(desk, issue).find(class_="desk-cause") is None
    clock.shift(timedelta(minutes=4))
    assert say(shown(desk, issue).find(class_="desk-cause")) == (
        "De achtergrondtaken draaien niet; de laatste keer was om 12:00. Zo begint dit nummer niet op tijd."
    )


def test_nothing_one_types_in_or_presses_is_in_the_part_that_renews_itself(desk: Client, issue: Issue) -> None:
    page = shown(desk, issue)
    live = page.find(attrs={"data-live": True})
    assert live.select("form, input, button") == [] and len(page.select("form")) == 3
    inner = shown(desk, issue, inner=1)
    assert inner.select("form, input, button") == [] and inner.find("progress")["value"] == "40"


def test_the_live_part_says_when_the_buttons_are_outdated(desk: Client, issue: Issue) -> None:
    address = shown(desk, issue).find(attrs={"data-live": True})["data-live"]
    assert "Laad de pagina opnieuw" not in say(main_of(desk.get(address)))
    change("a3", state="uncertain", reason="process-lost")
    assert main_of(desk.get(address)).find("a", string="Laad de pagina opnieuw voor de knoppen die nu kunnen")[
        "href"
    ] == at("progress", issue)


def test_looking_changes_nothing(desk: Client, issue: Issue) -> None:
    kept = list(Issue.objects.values()), list(Delivery.objects.order_by("pk").values())
    assert {desk.get(address).status_code for address in everything(issue)} == {200}
    assert (list(Issue.objects.values()), list(Delivery.objects.order_by("pk").values())) == kept
    assert ModelLogEntry.objects.count() == OrmQ.objects.count() == 0


def test_a_press_without_the_token_of_the_form_is_refused(clock: Any, issue: Issue) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_staff())
    assert [strict.post(address).status_code for address in everything(issue)] == [403] * 8
    assert (Issue.objects.get().state, row("a2").state) == ("sending", "uncertain")


def test_who_may_not_change_issues_can_do_nothing_here(client: Client, clock: Any, issue: Issue) -> None:
    viewer = make_staff()
    viewer.is_superuser = False
    viewer.save()
    viewer.user_permissions.set(Permission.objects.filter(codename__in=["access_admin", "view_issue"]))
    client.force_login(viewer)
    kept = list(Issue.objects.values()), list(Delivery.objects.order_by("pk").values())
    for address in everything(issue):
        assert client.post(address)["Location"] == reverse("wagtailadmin_home")
    assert (list(Issue.objects.values()), list(Delivery.objects.order_by("pk").values())) == kept
    viewer.user_permissions.add(Permission.objects.get(codename="change_issue", content_type__app_label="newsletter"))
    assert client.post(at("pause", issue))["Location"] == at("progress", issue)
    assert Issue.objects.get().state == "paused"
