"""What follows from a publication follows once, by whatever door; nothing goes round the module that tells."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import wagtail
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events import tasks
from events.ledger import reconcile
from events.models import CalendarEntry, Change, Event
from events.publishing.go_back import go_back
from events.publishing.planned import plan_edition
from events.publishing.publish import publish_edition, publish_event
from events.publishing.telling import tell_calendars, telling
from events.publishing.versions import keep_live_version, publications_of
from tests.events.programme.desk_forms import event_data, moment_data, stored_moment
from tests.events.publishing.approving import EVENT, approve
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_open_occurrence,
    make_public_event,
    make_registration,
    make_venue,
)

pytestmark = pytest.mark.django_db

HOUR = local(2026, 6, 16, 9)


@pytest.fixture
def count(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often the ledger was compared with the rows since one asked last."""
    done: list[object] = []
    plan = reconcile.plan_changes
    monkeypatch.setattr(reconcile, "plan_changes", lambda *args: done.append(args) or plan(*args))

    def ask() -> int:
        found = len(done)
        done.clear()
        return found

    return ask


def draft_of(event: Event, **values: Any) -> None:
    draft = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(draft, name, value)
    draft.save_revision()


def test_publishing_one_event_in_the_desk_reconciles_once_and_saving_a_draft_never(
    desk: Client, count: Callable[[], int]
) -> None:
    moments = [moment_data(make_venue(), "25-06-2026 20:15", "25-06-2026 21:00")]
    desk.post(reverse(f"{EVENT}:add"), event_data(moments))
    event = Event.objects.get()
    assert (count(), event.live) == (0, False)
    typed = event_data([stored_moment(event.occurrences.get())], initial=1, **{"action-publish": "1"})
    desk.post(reverse(f"{EVENT}:edit", args=[event.pk]), typed)
    assert (count(), CalendarEntry.objects.count()) == (1, 1)
    desk.post(reverse(f"{EVENT}:add"), event_data(moments, **{"action-publish": "1"}))
    assert (count(), CalendarEntry.objects.count()) == (1, 2)


def test_a_withdrawal_in_the_desk_reconciles_once(desk: Client, count: Callable[[], int]) -> None:
    event = make_public_event()
    count()
    desk.post(reverse(f"{EVENT}:unpublish", args=[event.pk]))
    assert (count(), CalendarEntry.objects.get().status) == (1, "CANCELLED")


def test_an_approval_reconciles_once(desk: Client, count: Callable[[], int]) -> None:
    event = make_public_event()
    draft_of(event, title="Goedgekeurd")
    count()
    approve(desk, event)
    assert (count(), CalendarEntry.objects.get().facts["nl"]["title"]) == (1, "Goedgekeurd")


@pytest.mark.parametrize("drafts", [3, pytest.param(120, marks=pytest.mark.slow)])
def test_a_whole_edition_of_drafts_reconciles_once(desk: Client, count: Callable[[], int], drafts: int) -> None:
    edition = make_edition()
    venue = make_venue()
    for _ in range(drafts):
        make_event(edition, live=False, at__venue=venue).save_revision()
    desk.post(reverse("wagtailsnippets_events_edition:publish", args=[edition.pk]))
    assert (count(), CalendarEntry.objects.count(), Change.objects.count()) == (1, drafts, drafts)


def test_an_unfinished_draft_keeps_the_whole_edition_back_until_it_is_finished(clock: Any) -> None:
    edition = make_edition()
    make_event(edition, live=False).save_revision()
    unfinished = make_event(edition, live=False)
    unfinished.title = ""
    unfinished.save_revision(clean=False)  # as a draft is saved in the desk
    for _ in range(2):  # asking again helps nobody
        with pytest.raises(ValidationError) as refused:
            publish_edition(edition, by=None)
        assert [said for said in refused.value.messages if "Zonder titel" in said] != []
        assert not Event.objects.filter(live=True).exists() and not CalendarEntry.objects.exists()
    unfinished.title = "Af"
    unfinished.save_revision()
    assert len(publish_edition(edition, by=None)) == 2


def test_an_edited_venue_reconciles_once_for_all_that_is_there(desk: Client, count: Callable[[], int]) -> None:
    venue = make_venue()
    for _ in range(3):
        make_public_event(at__venue=venue)
    count()
    row = {name: getattr(venue, name) for name in ("slug", "street", "postcode", "city")}
    formset = {f"former_names-{name}": value for name, value in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}.items()}
    address = reverse("wagtailsnippets_events_venue:edit", args=[venue.pk])
    html = desk.post(address, {**row, **formset, "name": "Hooglandse Kerk"}, follow=True).content.decode()
    assert (count(), Change.objects.filter(what="text").count()) == (1, 3)
    assert "In de agenda’s van bezoekers: 3 teksten." in html


def test_a_planned_publication_reconciles_once_at_its_hour(clock: Any, count: Callable[[], int]) -> None:
    edition = make_edition()
    event = make_public_event(edition)
    draft_of(event, title="Later")
    count()
    plan_edition(edition, HOUR, by=None)
    assert count() == 0
    clock.move_to(HOUR)
    assert tasks.tick()["published"] == 1
    assert (count(), CalendarEntry.objects.get().facts["nl"]["title"]) == (1, "Later")


def test_what_was_planned_to_end_reconciles_once(clock: Any, count: Callable[[], int]) -> None:
    event = make_public_event()
    Event.objects.update(expire_at=event.created_at + timedelta(minutes=5))
    clock.shift(timedelta(minutes=6))
    count()
    tasks.tick()
    assert (count(), CalendarEntry.objects.get().status) == (1, "CANCELLED")


def test_going_back_reconciles_once(clock: Any, count: Callable[[], int]) -> None:
    edition = make_edition()
    for title in ("Een", "Twee"):
        draft = make_public_event(edition, title=title)
        keep_live_version(Event.objects.get(pk=draft.pk))
        draft_of(draft, title=f"{title}, later")
    clock.shift(timedelta(hours=1))
    publish_edition(edition, by=None)
    clock.shift(timedelta(hours=1))
    count()
    changes = go_back(edition, publications_of(edition)[0].began_at, by=None)
    assert (count(), len(changes)) == (1, 2)


@pytest.mark.parametrize("run", [tasks.reconcile, lambda: call_command("reconcile", stdout=StringIO()), tell_calendars])
def test_all_of_it_at_once_reconciles_once(clock: Any, count: Callable[[], int], run: Callable[[], object]) -> None:
    for _ in range(2):
        make_event()
    run()
    assert (count(), CalendarEntry.objects.count()) == (1, 2)


def test_an_import_reconciles_once_an_event(clock: Any, count: Callable[[], int]) -> None:
    (change,) = publish_event(make_event(live=False))
    assert (count(), change.what) == (1, "new")


def test_nothing_touched_is_nothing_reconciled(clock: Any, count: Callable[[], int]) -> None:
    with telling(by=None) as told:
        pass
    assert (count(), told.changes) == (0, [])


def test_what_is_refused_at_the_end_takes_all_of_it_back(clock: Any) -> None:
    good, bad = make_public_event(title="Orgel"), make_public_event(title="Fluit")

    def spoil() -> None:
        with telling(by=None) as told:
            Event.objects.filter(pk=good.pk).update(title="Beter")
            Event.objects.filter(pk=bad.pk).update(title="AFGELAST: Fluit")
            told.touch(good.pk, bad.pk)

    with pytest.raises(ValidationError, match="verkeerd tonen"):
        spoil()
    assert set(Event.objects.values_list("title", flat=True)) == {"Orgel", "Fluit"}
    assert Change.objects.count() == 2


def test_visitors_of_all_that_was_moved_are_told_in_the_same_transaction(clock: Any, outbox: Any) -> None:
    places = [make_open_occurrence() for _ in range(2)]
    for place in places:
        make_registration(place)
    with telling(by=None) as told:
        for place in places:
            place.starts_at += timedelta(minutes=30)
            place.save()
            told.touch(place.event_id)
    assert [change.what for change in told.changes] == ["moved", "moved"]
    assert len(outbox()) == 2


def test_telling_takes_as_many_queries_for_thirty_events_as_for_three(clock: Any) -> None:
    def queries(many: int) -> int:
        venue = make_venue()
        made = [make_event(at__venue=venue).pk for _ in range(many)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            tell_calendars(Event.objects.filter(pk__in=made))
        return len(asked)

    tell_calendars()
    assert queries(3) == queries(30)


def test_the_command_of_wagtail_that_publishes_by_the_clock_tells_as_well(clock: Any) -> None:
    edition = make_edition()
    event = make_public_event(edition)
    draft_of(event, title="Later")
    plan_edition(edition, HOUR, by=None)
    clock.move_to(HOUR)
    out = StringIO()
    call_command("publish_scheduled", stdout=out)
    assert out.getvalue() == "1 gepubliceerd, 0 van de site gehaald.\n"
    assert CalendarEntry.objects.get().facts["nl"]["title"] == "Later"


def test_wagtail_publishes_snippets_from_the_places_we_know() -> None:
    """Another one after an upgrade is another door, to be led through ``telling`` (``event_desk_views.py``)."""
    home = Path(wagtail.__file__).parent
    calls = re.compile(r"\.publish\(|UnpublishAction\(|\.unpublish\(")
    others = re.compile(r"^(test|tests|contrib)/|/tests/|/migrations/|page|^query.py")
    sources = {str(path.relative_to(home)): path for path in home.rglob("*.py")}
    found = {name for name, path in sources.items() if not others.search(name) and calls.search(path.read_text())}
    assert found == {
        "actions/create.py",  # the forms save by these two, and publish afterwards
        "actions/edit.py",
        "actions/unpublish.py",
        "admin/views/generic/mixins.py",  # publish_action, called by run_action_method
        "admin/views/generic/models.py",  # UnpublishView.unpublish
        "management/commands/publish_scheduled.py",  # ours stands in its place
        "models/draft_state.py",
        "models/revisions.py",
        "signal_handlers.py",  # a page that is deleted
        "workflows.py",  # an approval, from run_action_method and WorkflowActionView.post
    }
