"""Whoever asks what we hold about them gets all of it, and is erased at once when they want that (GDPR 15, 17, 20)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import ModelLogEntry

from config.desk.groups import ensure_groups
from config.persons.people import erase_person, holdings_of
from events.models import Registration, Scan
from newsletter.deliveries.figures import counts_per_state
from newsletter.models import Delivery, Issue
from newsletter.subscribing.unsubscribe_link import leave_newsletter, unsubscribe_token
from subscribers.models import Bounce, Consent, Message, Subscriber, Suppression
from subscribers.outbox.queueing import queue_message
from subscribers.subscriptions.consent import note_consent
from subscribers.subscriptions.fingerprints import fingerprint
from tests.at_once import at_once
from tests.factories import make_open_occurrence, make_registration, make_scan, make_staff, make_subscriber, make_topic
from tests.newsletter.send.sendable import make_sendable

pytestmark = pytest.mark.django_db

HERE = "/beheer/persoonsgegevens/"
ANNA = "a0@example.org"


@pytest.fixture
def issue(clock: Any) -> Issue:
    """Sent to two, of whom Anna is known everywhere: subscriber, visitor of last week, blocked, reported on."""
    issue = make_sendable(2, title="Zomer", state="sent", sent_at=timezone.now())
    Delivery.objects.update(state="sent", smtp_code=250, settled_at=timezone.now())
    Delivery.objects.filter(email=ANNA).update(smtp_text=f"queued for <{ANNA}>")
    anna = Subscriber.objects.get(email=ANNA)
    Subscriber.objects.filter(pk=anna.pk).update(name="Anna de Vries")
    note_consent(anna, Consent.Action.CONFIRMED, ["zomer"], "nl", "form")
    last_week = timezone.now() - timedelta(days=7)
    party = make_registration(
        make_open_occurrence(starts_at=last_week, ends_at=None), name="Anna de Vries", email="A0@example.org", seats=2,
        answers={"dieet": "geen noten"},
    )  # fmt: skip
    make_scan(party.occurrence, code=party.code, people=2, happened_at=last_week)
    Suppression.objects.create(email_normalised=ANNA, note="belde zelf")
    Bounce.objects.create(event_id="1", kind="soft", email_normalised=ANNA, diagnostic="vol")
    queue_message("x", "y", to=ANNA, language="nl", subject="Uw plaats", text="t", html="<p>t</p>")
    Message.objects.update(state="sent", content=b"")
    return issue


@pytest.fixture
def desk(client: Client, issue: Issue) -> Client:
    user = get_user_model().objects.create_user("redacteur", "redacteur@example.org", "geheim-genoeg-1")
    user.groups.add(ensure_groups())
    client.force_login(user)
    return client


def page_of(response: Any) -> Any:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").find(class_="desk-page")


def ask(client: Client, step: str, email: str = ANNA, **more: Any) -> Any:
    return client.post(HERE, {"email": email, "step": step}, **more)


def refusal(email: str = ANNA) -> str:
    with pytest.raises(ValidationError) as refused:
        erase_person(email, timezone.now())
    return str(refused.value.code)


def everything_in_the_database() -> str:
    """All rows of all tables as they are stored, in one text."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found += sorted(str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor)
    return "\n".join(found).casefold()


def test_everything_we_hold_is_found_by_any_spelling_of_the_address(issue: Issue) -> None:
    found = holdings_of(" A0@EXAMPLE.org ")
    assert {kind: len(rows) for kind, rows in found.items()} == {
        "Abonnee": 1, "Onderwerpen": 1, "Toestemming": 1, "Blokkade": 1, "Servicemails": 1, "Terugmeldingen": 1,
        "Aanmeldingen": 1, "Bij de deur": 1, "Nieuwsbrieven": 1,
    }  # fmt: skip
    assert found["Aanmeldingen"][0]["antwoord: dieet"] == "geen noten"
    assert found["Nieuwsbrieven"] == [
        {
            "nummer": "Zomer",
            "e-mailadres": ANNA,
            "stand": "verzonden",
            "afgerond": "2026-06-15 12:00",
            "antwoord van de mailserver": f"250 queued for <{ANNA}>",
        }
    ]
    assert found["Abonnee"] == [
        {"e-mailadres": ANNA, "naam": "Anna de Vries", "taal": "Nederlands", "aangemaakt": "2026-06-15 12:00"}
    ]
    assert found["Bij de deur"] == [
        {
            "activiteit": str(Registration.objects.get().occurrence.event),
            "wanneer": "2026-06-08 12:00",
            "uitkomst": "binnen",
            "personen": 2,
        }
    ]
    assert holdings_of("b0@example.org") == {}


def test_a_scan_of_which_the_moment_is_gone_is_theirs_as_well(issue: Issue) -> None:
    Scan.objects.update(occurrence=None)
    assert [row["activiteit"] for row in holdings_of(ANNA)["Bij de deur"]] == [""]


def test_looking_and_downloading_change_nothing_and_leave_no_address_behind(desk: Client) -> None:
    before = holdings_of(ANNA)
    page = page_of(ask(desk, "show"))
    assert [title.get_text() for title in page.find_all("h2")] == list(before)
    response = ask(desk, "export")
    assert json.loads(response.content) == {
        "van": "Leiden Kennisstad", "e-mailadres": ANNA, "op": "2026-06-15 12:00", "gegevens": before,
    }  # fmt: skip
    assert response["Content-Disposition"] == 'attachment; filename="gegevens.json"' and "no-store" in str(
        response["Cache-Control"]
    )
    assert holdings_of(ANNA) == before
    kept = list(ModelLogEntry.objects.order_by("pk").values_list("action", "data", "user__username"))
    about = {"about": fingerprint(ANNA)}
    assert kept == [("persons.show", about, "redacteur"), ("persons.export", about, "redacteur")]


def test_erasing_asks_first_and_then_nothing_in_the_database_says_who_it_was(desk: Client, issue: Issue) -> None:
    before = counts_per_state(issue)
    question = page_of(ask(desk, "ask"))
    assert "Wilt u alles over a0@example.org wissen?" in question.get_text() and Subscriber.objects.filter(email=ANNA)
    done = ask(desk, "erase", follow=True)
    assert done.redirect_chain == [(HERE, 302)] and "is gewist" in done.content.decode()
    known = everything_in_the_database()
    assert not [word for word in (ANNA, "anna", "vries", "noten", "belde") if word in known]
    assert counts_per_state(issue) == before and Delivery.objects.count() == 1
    assert Registration.objects.values_list("seats", "state").get() == (2, "confirmed")
    assert list(holdings_of(ANNA)) == ["Blokkade", "Kenmerk van een gewist adres"]
    assert ModelLogEntry.objects.filter(action="persons.erase", data={"about": fingerprint(ANNA)}).count() == 1


def test_a_place_at_what_is_still_to_come_must_be_given_back_first(desk: Client) -> None:
    make_registration(make_open_occurrence(), email=ANNA)
    assert refusal() == "still_coming"
    said = ask(desk, "erase", follow=True).content.decode()
    assert "heeft nog een plaats bij iets dat komt" in said
    assert Subscriber.objects.filter(email=ANNA).exists() and Registration.objects.filter(erased_at=None).count() == 2


def test_a_mail_on_the_wire_is_waited_for_and_one_that_waits_does_not_go(issue: Issue) -> None:
    Issue.objects.update(state="sending")
    Delivery.objects.filter(email=ANNA).update(state="in_flight")
    assert refusal() == "under_way" and Subscriber.objects.filter(email=ANNA).exists()
    Delivery.objects.filter(email=ANNA).update(state="pending")
    Message.objects.update(state="pending")
    assert refusal() == "under_way" and Delivery.objects.get(email=ANNA).state == "pending"
    Message.objects.update(state="sent")
    erase_person(ANNA, timezone.now())
    assert {state: n for state, n in counts_per_state(issue).items() if n} == {"sent": 1, "skipped": 1}


def test_a_doubt_about_them_ends_with_them(issue: Issue) -> None:
    Delivery.objects.filter(email=ANNA).update(state="uncertain", reason="process-lost")
    erase_person(ANNA, timezone.now())
    assert counts_per_state(issue)["uncertain"] == 1 and not Delivery.objects.filter(email=ANNA).exists()


def test_who_only_came_once_and_never_subscribed_is_erased_too(clock: Any) -> None:
    occurrence = make_open_occurrence(starts_at=timezone.now() - timedelta(days=1), ends_at=None)
    make_registration(occurrence, email=ANNA)
    erase_person(ANNA, timezone.now())
    assert holdings_of(ANNA) == {} and refusal() == "unknown"


def test_reading_changes_nothing_and_a_wrong_address_is_told(desk: Client) -> None:
    before = everything_in_the_database()
    assert "Zoek op" in page_of(desk.get(HERE, {"email": ANNA, "step": "erase"})).get_text()
    assert "Dit e-mailadres klopt niet." in page_of(ask(desk, "erase", email="geen adres")).get_text()
    assert "Over b0@example.org bewaren wij niets." in page_of(ask(desk, "show", email="b0@example.org")).get_text()
    ModelLogEntry.objects.all().delete()
    assert everything_in_the_database() == before


def test_only_for_who_may_do_all_of_it(client: Client, issue: Issue) -> None:
    user = get_user_model().objects.create_user("half", "half@example.org", "geheim-genoeg-1")
    group = ensure_groups()
    user.user_permissions.add(*group.permissions.exclude(codename="change_registration"))
    client.force_login(user)
    assert client.get(HERE).status_code == ask(client, "erase").status_code == 302
    assert "persoonsgegevens" not in client.get("/beheer/").content.decode()
    assert Subscriber.objects.filter(email=ANNA).exists()


@pytest.mark.django_db(transaction=True)
def test_being_erased_and_leaving_at_the_same_time_end_in_being_erased() -> None:
    issue = make_sendable(6)
    people = list(Subscriber.objects.order_by("pk"))

    def erase() -> None:
        for person in people:
            erase_person(person.email, timezone.now())

    def leave() -> None:
        for person in people:
            leave_newsletter(unsubscribe_token(person.public_id), source="one-click")

    at_once(erase, leave)
    assert not Subscriber.objects.filter(erased_at=None).exists()
    assert counts_per_state(issue)["skipped"] == 6 and not Delivery.objects.exists()


def test_staff_who_see_the_page_find_it_in_the_menu(client: Client) -> None:
    client.force_login(make_staff())
    make_subscriber(make_topic())
    assert HERE in client.get("/beheer/").content.decode()
