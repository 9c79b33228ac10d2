"""What would break a calendar program is not published, by whichever way, and the desk says what is wrong."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from config.desk.groups import ensure_groups
from events.ledger import entries
from events.ledger.checking import errors_in
from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry, Change, Edition, Event
from events.publishing.publish import publish_event
from tests.events.programme.desk_forms import event_data, moment_data, stored_moment
from tests.factories import make_edition, make_event, make_public_event, make_staff, make_venue

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_events_event:add"
EDIT = "wagtailsnippets_events_event:edit"
UNPUBLISH = "wagtailsnippets_events_event:unpublish"
REFUSED = "Er is niets gepubliceerd, want agenda’s van bezoekers zouden dit verkeerd tonen."
TITLE = "AFGELAST: Sterren boven de gracht"
SENTENCE = "De titel zegt dat het niet doorgaat, maar STATUS niet."


def draft_of(event: Event, **values: Any) -> Event:
    draft: Event = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision()
    return draft


def test_the_form_refuses_to_publish_it_and_keeps_what_was_typed(desk: Client) -> None:
    moments = [moment_data(make_venue(), "25-06-2026 20:15", "25-06-2026 21:00")]
    response = desk.post(reverse(ADD), event_data(moments, **{"title": TITLE, "action-publish": "1"}))
    html = response.content.decode()
    assert (response.status_code, Event.objects.count(), CalendarEntry.objects.count()) == (200, 0, 0)
    assert REFUSED in html and f"‘{TITLE}’: {SENTENCE}" in html
    assert f'value="{TITLE}"' in html


def test_a_publication_for_later_is_refused_at_once_as_well(desk: Client) -> None:
    moments = [moment_data(make_venue(), "25-06-2026 20:15", "25-06-2026 21:00")]
    planned = {"title": TITLE, "go_live_at": "16-06-2026 09:00", "action-publish": "1"}
    response = desk.post(reverse(ADD), event_data(moments, **planned))
    assert (REFUSED in response.content.decode(), Event.objects.count()) == (True, 0)


def test_a_draft_may_still_say_it(desk: Client) -> None:
    moments = [moment_data(make_venue(), "25-06-2026 20:15", "25-06-2026 21:00")]
    desk.post(reverse(ADD), event_data(moments, title=TITLE))
    assert Event.objects.values_list("title", "live").get() == (TITLE, False)


def test_what_is_cancelled_may_say_so_in_its_title(desk: Client) -> None:
    moments = [
        moment_data(make_venue(), "25-06-2026 20:15", "25-06-2026 21:00", status="cancelled", status_reason="Ziek.")
    ]
    desk.post(reverse(ADD), event_data(moments, **{"title": TITLE, "action-publish": "1"}))
    assert CalendarEntry.objects.get().status == "CANCELLED"


def test_a_whole_edition_is_refused_for_one_and_nothing_of_it_is_published(desk: Client) -> None:
    edition: Edition = make_edition()
    good, bad = make_public_event(edition), make_public_event(edition)
    draft_of(good, title="Een betere titel")
    draft_of(bad, title=TITLE)
    before = list(CalendarEntry.objects.order_by("pk").values())
    address = reverse("wagtailsnippets_events_edition:publish", args=[edition.pk])
    html = desk.post(address, follow=True).content.decode()
    assert REFUSED in html and f"‘{TITLE}’: {SENTENCE}" in html
    assert list(CalendarEntry.objects.order_by("pk").values()) == before
    assert Event.objects.filter(has_unpublished_changes=True).count() == 2
    assert not Event.objects.filter(title__in=["Een betere titel", TITLE]).exists()


def test_an_approval_is_refused_and_the_draft_stays_a_draft(desk: Client) -> None:
    event = make_public_event()
    workflow = Workflow.objects.create(name="Beoordeling")
    task = GroupApprovalTask.objects.create(name="Kijken")
    task.groups.add(ensure_groups())
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowContentType.objects.create(workflow=workflow, content_type_id=event.get_content_type().pk)
    event.title = TITLE
    event.save_revision()
    state = workflow.start(event, make_staff())
    step = [event.pk, "approve", state.current_task_state.pk]
    desk.post(reverse("wagtailsnippets_events_event:workflow_action", args=step), {"comment": ""})
    state.refresh_from_db()
    assert (Change.objects.count(), state.status) == (1, "in_progress")
    assert Event.objects.get().title != TITLE
    html = desk.get(reverse(EDIT, args=[event.pk])).content.decode()
    assert f"{REFUSED} ‘{TITLE}’: {SENTENCE}" in html


def test_an_import_is_refused_with_the_sentences(clock: Any) -> None:
    event = make_event(title=TITLE, title_en="CANCELLED: stars", live=False)
    with pytest.raises(ValidationError) as refused:
        publish_event(event)
    assert refused.value.messages == [REFUSED, f"‘{TITLE}’: {SENTENCE}"]
    assert not CalendarEntry.objects.exists()


def test_bytes_that_break_a_program_are_refused_whatever_the_facts(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = make_public_event()
    whole = entries.render_vevent
    monkeypatch.setattr(
        entries, "render_vevent", lambda *args, **values: whole(*args, **values).replace("SUMMARY", "X-SUMMARY")
    )
    moved = stored_moment(event.occurrences.get(), starts_at="25-06-2026 21:30", ends_at="25-06-2026 22:30")
    response = desk.post(reverse(EDIT, args=[event.pk]), event_data([moved], initial=1, **{"action-publish": "1"}))
    assert "Er is geen titel." in response.content.decode()
    assert Change.objects.count() == 1


def test_what_is_wrong_already_can_be_taken_off_the_site(desk: Client) -> None:
    event = make_public_event()
    Event.objects.update(title=TITLE)
    reconcile_calendar()
    desk.post(reverse(UNPUBLISH, args=[event.pk]))
    assert CalendarEntry.objects.get().status == "CANCELLED"


def test_looking_costs_no_query(clock: Any, django_assert_num_queries: Any) -> None:
    make_public_event()
    changes = list(Change.objects.select_related("entry"))
    with django_assert_num_queries(0):
        assert errors_in(changes) == {}
