"""The history of the desk knows what was done with a person's rows, and not whose they were once they are erased."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from config.persons.people import erase_person
from subscribers.models import Bounce, Subscriber, Suppression
from subscribers.screens.desk_urls import desk_address
from subscribers.subscriptions.history import forget_in_history
from tests.factories import make_open_occurrence, make_registration, make_staff, make_subscriber, make_topic

pytestmark = pytest.mark.django_db

ANNA = "Anna@example.org"


def labels() -> set[str]:
    return set(ModelLogEntry.objects.values_list("label", flat=True))


def test_the_desk_writes_a_code_into_its_history_and_shows_the_address(client: Client) -> None:
    client.force_login(make_staff())
    form = {"email_normalised": "anna@example.org", "reason": "manual", "note": "", "expires_at": ""}
    client.post(desk_address(Suppression, "add"), form)
    block = Suppression.objects.get()
    assert labels() == {f"blokkade {block.pk}"}
    for step in ("list", "edit"):
        html = client.get(desk_address(Suppression, step, *([block.pk] if step == "edit" else []))).content.decode()
        assert "anna@example.org" in html


def test_a_person_is_called_by_a_code_wherever_rows_are_called_by_their_name(clock: Any) -> None:
    party = make_registration(make_open_occurrence(), name="Anna de Vries")
    person = make_subscriber(make_topic(), email=ANNA)
    report = Bounce.objects.create(kind="hard", source="mail", event_id="1", email_normalised="anna@example.org")
    assert [str(row) for row in (party, person, report)] == [
        f"aanmelding {party.pk}", f"abonnee {person.pk}", f"terugmelding {report.pk}",
    ]  # fmt: skip
    assert [row.shown for row in (party, person)] == ["Anna de Vries (1)", ANNA]


def test_erasing_takes_the_address_out_of_labels_and_data_of_every_old_entry(clock: Any) -> None:
    person, other = make_subscriber(make_topic(), email=ANNA), make_subscriber(email="joanna@example.org")
    gone = Suppression.objects.create(email_normalised="anna@example.org")
    log(gone, "wagtail.delete", title="anna@example.org", deleted=True)
    gone.delete()
    log(person, "wagtail.edit", title=ANNA, data={"title": ANNA})
    log(other, "wagtail.edit", title="joanna@example.org", data={"was": "joanna@example.org"})
    log(other, "wagtail.edit", title="iets", data={"with": f"samen met <{ANNA}>, zei zij"})
    erase_person(ANNA, timezone.now())
    assert sorted(ModelLogEntry.objects.values_list("label", "data")) == [
        ("gewist", {}), ("gewist", {}), ("gewist", {}), ("joanna@example.org", {"was": "joanna@example.org"}),
    ]  # fmt: skip


def test_what_is_asked_grows_with_entries_and_not_with_people(django_assert_num_queries: Any) -> None:
    log(make_subscriber(email=ANNA), "wagtail.edit", title=ANNA)
    forget_in_history(Subscriber, [], [])
    with django_assert_num_queries(2):
        forget_in_history(Subscriber, range(50), [f"a{number}@example.org" for number in range(50)])


def test_entries_of_before_are_called_by_code_after_the_upgrade(clock: Any) -> None:
    party = make_registration(make_open_occurrence(), name="Anna de Vries")
    person, topic = make_subscriber(make_topic(), email=ANNA), make_topic(name="Nacht")
    for row, title in ((party, "Anna de Vries (1)"), (person, ANNA), (topic, "Nacht")):
        log(row, "wagtail.edit", title=title)
    importlib.import_module("events.migrations.0003_the_log_names_nobody").call_by_code(apps, None)
    assert labels() == {f"aanmelding {party.pk}", f"abonnee {person.pk}", "Nacht"}
