"""The moments of an event in its form: whole and readable however many there are, and never slower by the moment."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import ChoiceGroup, Event, Occurrence
from tests.events.programme.desk_forms import event_data, moment_data, stored_moment
from tests.factories import make_edition, make_event, make_occurrence, make_public_event, make_staff, make_venue
from tests.pages import soup

pytestmark = pytest.mark.django_db

EDIT = "wagtailsnippets_events_event:edit"
FIELDS = [
    "identity", "starts_at", "ends_at", "all_day", "is_continuous", "venue", "place", "way_in", "capacity",
    "party_limit", "choice", "has_waiting_list", "must_confirm", "pass_over_hours", "promote_until_hours",
    "registration_opens_at",
    "registration_closes_at",
    "ticket_url", "stream_url", "price", "price_en", "status", "status_reason", "status_reason_en", "place_en",
]  # fmt: skip


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def child(desk: Client, event: Event, number: int) -> Any:
    page = soup(desk.get(reverse(EDIT, args=[event.pk])))
    return page.find(id=f"inline_child_occurrences-{number}")


def values_of(moment: Any) -> dict[str, str]:
    """What the browser would send of it."""
    found = {}
    for field in moment.select("[name]"):
        name = field["name"].partition("-")[2].partition("-")[2]
        if field.name == "select":
            found[name] = (field.select_one("[selected]") or {"value": ""})["value"]
        elif field.get("type") != "checkbox" or field.has_attr("checked"):
            found[name] = field.get("value", "on" if field.get("type") == "checkbox" else "")
    return found


def test_every_field_of_a_moment_has_its_label_and_what_describes_it(desk: Client) -> None:
    moment = child(desk, make_public_event(), 0)
    shown = [field for field in moment.select("[name]") if field.get("type") != "hidden"]
    assert {field["name"].removeprefix("occurrences-0-") for field in moment.select("[name]")} >= set(FIELDS)
    for field in shown:
        (label,) = moment.select(f"label[for={field['id']}]")
        assert label.get_text(strip=True)
        for target in field.get("aria-describedby", "").split():
            assert moment.find(id=target).get_text(strip=True), field["name"]
        assert len(moment.select(f"[id='{field['id']}']")) == 1
    assert [s.get_text() for s in moment.select("summary")] == [
        "Aanmelden op deze site", "Kaarten, prijs en livestream", "Afgelast of uitgesteld?", "Plek in het Engels",
    ]  # fmt: skip


def test_it_shows_what_it_is_and_folds_up_what_is_as_usual(desk: Client) -> None:
    edition = make_edition()
    group = ChoiceGroup.objects.create(edition=edition, name="Ronde <1>")
    event = make_event(edition, occurrences=0)
    row = make_occurrence(
        event, way_in="choose", choice=group, capacity=7, has_waiting_list=False, place='Bij "de" <poort>'
    )
    moment = child(desk, event, 0)
    values = values_of(moment)
    assert {name: values.get(name) for name in ("venue", "choice", "way_in", "status", "capacity", "place")} == {
        "venue": str(row.venue_id),
        "choice": str(group.pk),
        "way_in": "choose",
        "status": "scheduled",
        "capacity": "7",
        "place": 'Bij "de" <poort>',
    }
    assert "has_waiting_list" not in values
    assert "Ronde <1>" in moment.select_one("[name$=-choice] [selected]").get_text()
    assert [fold.has_attr("open") for fold in moment.select("details")] == [True, False, False, False]


def test_what_is_wrong_stands_at_its_field_with_a_fold_that_is_open(desk: Client) -> None:
    event = make_public_event()
    wrong = stored_moment(event.occurrences.get(), status="cancelled", status_reason="", ends_at="gisteren")
    response = desk.post(reverse(EDIT, args=[event.pk]), event_data([wrong], initial=1, **{"action-publish": "1"}))
    moment = soup(response).find(id="inline_child_occurrences-0")
    for name, sentence in (("status_reason", "Vertel bezoekers in één zin waarom."), ("ends_at", "geldige datum/tijd")):
        field = moment.select_one(f"[name='occurrences-0-{name}']")
        assert field["aria-invalid"] == "true"
        told = [moment.find(id=one).get_text(" ", strip=True) for one in field["aria-describedby"].split()]
        assert any(sentence in words for words in told)
    assert moment.select_one("details[open] [name$=status_reason]")


def test_fifty_moments_are_a_page_that_can_be_opened(desk: Client) -> None:
    event, venue = make_event(occurrences=0), make_venue()
    Occurrence.objects.bulk_create(
        Occurrence(event=event, venue=venue, starts_at=row.starts_at, ends_at=row.ends_at)
        for row in [make_occurrence(make_event(occurrences=0))] * 50
    )
    size = len(desk.get(reverse(EDIT, args=[event.pk])).content)
    assert size < 50 * 29_600


@pytest.mark.parametrize("is_draft", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_moment_more_costs_no_query_more(desk: Client, is_draft: bool) -> None:
    def queries(count: int) -> int:
        event, building = make_public_event(occurrences=0), make_venue()
        moments = [
            moment_data(make_venue(parent=building), f"25-06-2026 {hour}:00", f"25-06-2026 {hour}:30")
            for hour in range(10, 10 + count)
        ]
        address = reverse(EDIT, args=[event.pk])
        desk.post(address, event_data(moments, **{} if is_draft else {"action-publish": "1"}))
        desk.get(address)
        with CaptureQueriesContext(connection) as found:
            assert len(soup(desk.get(address)).select("[data-inline-panel-child] [name$=starts_at]")) >= count
        return len(found)

    assert queries(2) == queries(6)


def test_a_draft_whose_venue_and_choice_were_deleted_leaves_them_to_be_chosen(desk: Client) -> None:
    edition = make_edition()
    group = ChoiceGroup.objects.create(edition=edition, name="Ronde 1")
    event, venue = make_event(edition, occurrences=0), make_venue()
    moments = [moment_data(venue, "25-06-2026 20:00", "25-06-2026 21:00", way_in="choose", choice=group.pk)]
    desk.post(reverse(EDIT, args=[event.pk]), event_data(moments))
    before = values_of(child(desk, event, 0))
    venue.delete()
    group.delete()
    after = values_of(child(desk, event, 0))
    assert (before["venue"], before["choice"]) == (str(moments[0]["venue"]), str(moments[0]["choice"]))
    assert (after["venue"], after["choice"], after["way_in"]) == ("", "", "choose")
