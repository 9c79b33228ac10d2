"""Publishing in the desk tells the calendars of the public, whichever way it is done."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from config.desk.groups import ensure_groups
from events import tasks
from events.models import CalendarEntry, Change, Edition, Event, Occurrence
from tests.events.programme.desk_forms import event_data, moment_data, stored_moment
from tests.factories import make_edition, make_public_event, make_registration, make_staff, make_venue

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_events_event:add"
EDIT = "wagtailsnippets_events_event:edit"


def test_a_new_event_that_is_published_stands_in_the_calendar_at_once(desk: Client) -> None:
    edition, venue = make_edition(), make_venue()
    moments = [moment_data(venue, "25-06-2026 20:15", "25-06-2026 21:00")]
    response = desk.post(reverse(ADD), event_data(moments, edition=edition.pk, **{"action-publish": "1"}), follow=True)
    event = Event.objects.get()
    entry = CalendarEntry.objects.get()
    assert (event.live, event.slug, entry.uid) == (True, "sterren-boven-de-gracht", event.occurrences.get().public_id)
    assert (entry.facts["nl"]["title"], entry.facts["startsAt"]) == ("Sterren boven de gracht", "2026-06-25T18:15:00Z")
    assert Change.objects.get().by == response.wsgi_request.user
    assert "In de agenda’s van bezoekers: 1 nieuw." in response.content.decode()


def test_a_draft_tells_the_public_nothing_until_it_is_published(desk: Client) -> None:
    venue = make_venue()
    desk.post(reverse(ADD), event_data([moment_data(venue, "25-06-2026 20:15", "25-06-2026 21:00")]))
    event = Event.objects.get()
    assert (event.live, CalendarEntry.objects.count()) == (False, 0)
    occurrence = event.occurrences.get()
    desk.post(
        reverse(EDIT, args=[event.pk]), event_data([stored_moment(occurrence)], initial=1, **{"action-publish": "1"})
    )
    assert CalendarEntry.objects.get().uid == occurrence.public_id


def test_a_moved_moment_keeps_its_uid_and_raises_its_sequence(desk: Client) -> None:
    event = make_public_event()
    occurrence = event.occurrences.get()
    moved = stored_moment(occurrence, starts_at="25-06-2026 21:30", ends_at="25-06-2026 22:30")
    desk.post(reverse(EDIT, args=[event.pk]), event_data([moved], initial=1, **{"action-publish": "1"}))
    entry = CalendarEntry.objects.get()
    assert (entry.uid, entry.sequence, entry.facts["startsAt"]) == (occurrence.public_id, 1, "2026-06-25T19:30:00Z")
    assert list(Change.objects.order_by("pk").values_list("what", flat=True)) == ["new", "moved"]


def test_a_moment_first_written_in_a_draft_keeps_its_uid_from_draft_to_draft_and_its_row_after_it(desk: Client) -> None:
    event = make_public_event()
    first, venue = event.occurrences.get(), make_venue()
    address = reverse(EDIT, args=[event.pk])
    desk.post(
        address,
        event_data([stored_moment(first), moment_data(venue, "26-06-2026 20:00", "26-06-2026 21:00")], initial=1),
    )
    draft = Event.objects.get().get_latest_revision_as_object()
    identity = next(row.public_id for row in draft.occurrences.all() if row.pk != first.pk)
    again = moment_data(venue, "26-06-2026 20:30", "26-06-2026 21:30", id="", identity=str(identity))
    desk.post(address, event_data([stored_moment(first), again], initial=2, **{"action-publish": "1"}))
    second = Occurrence.objects.get(public_id=identity)
    make_registration(second)
    latest = Event.objects.get().latest_revision
    latest.publish()
    assert Occurrence.objects.get(public_id=identity).pk == second.pk
    assert CalendarEntry.objects.get(uid=identity).status == "CONFIRMED"


def test_taking_an_event_off_the_site_cancels_it_in_calendars(desk: Client) -> None:
    event = make_public_event()
    desk.post(reverse("wagtailsnippets_events_event:unpublish", args=[event.pk]))
    assert CalendarEntry.objects.get().status == "CANCELLED"


def test_an_approved_workflow_publishes_to_the_calendar_as_well(desk: Client) -> None:
    event = make_public_event()
    workflow = Workflow.objects.create(name="Beoordeling")
    task = GroupApprovalTask.objects.create(name="Kijken")
    task.groups.add(ensure_groups())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(workflow=workflow, content_type_id=content_type_of(event))
    event.title = "Nieuwe titel"
    event.save_revision()
    state = workflow.start(event, make_staff())
    desk.post(
        reverse(
            "wagtailsnippets_events_event:workflow_action", args=[event.pk, "approve", state.current_task_state.pk]
        ),
        {"comment": ""},
    )
    assert CalendarEntry.objects.get().facts["nl"]["title"] == "Nieuwe titel"


def content_type_of(event: Event) -> int:
    return event.get_content_type().pk


def test_a_scheduled_publication_reaches_the_calendar_when_its_hour_comes(desk: Client, clock: Any) -> None:
    venue = make_venue()
    data = event_data(
        [moment_data(venue, "25-06-2026 20:15", "25-06-2026 21:00")],
        go_live_at="16-06-2026 09:00",
        **{"action-publish": "1"},
    )
    desk.post(reverse(ADD), data)
    assert CalendarEntry.objects.count() == 0
    clock.move_to("2026-06-16T07:01:00+00:00")
    tasks.tick()
    assert CalendarEntry.objects.get().facts["nl"]["title"] == "Sterren boven de gracht"


def test_cancelling_an_edition_cancels_everything_in_it(desk: Client) -> None:
    edition = make_edition()
    make_public_event(edition)
    day = f"{edition.starts_on:%d-%m-%Y}"
    data = {
        "series": edition.series_id,
        "starts_on": day,
        "ends_on": day,
        "day_ends_at": "06:00",
        "default_minutes": 60,
        "slug": edition.slug,
    }
    address = reverse("wagtailsnippets_events_edition:edit", args=[edition.pk])
    refused = desk.post(address, {**data, "is_public": "on", "is_cancelled": "on"})
    assert "Vertel bezoekers in één zin waarom." in refused.content.decode()
    response = desk.post(
        address, {**data, "is_public": "on", "is_cancelled": "on", "cancelled_reason": "Storm op komst."}, follow=True
    )
    assert Edition.objects.get().is_cancelled
    assert CalendarEntry.objects.get().status == "CANCELLED"
    assert "In de agenda’s van bezoekers: 1 afgelast." in response.content.decode()


def test_a_venue_that_gets_another_name_is_told_too(desk: Client) -> None:
    event = make_public_event()
    venue = event.occurrences.get().venue
    assert venue is not None
    data = nested_form_data(
        {"name": "Hooglandse Kerk", "slug": venue.slug, "street": venue.street, "former_names": inline_formset([])}
    )
    desk.post(reverse("wagtailsnippets_events_venue:edit", args=[venue.pk]), data)
    assert CalendarEntry.objects.get().facts["nl"]["place"] == "Hooglandse Kerk"
