"""What would break a calendar program is not told: the rest goes on, staff see why, and it is said once."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from events import tasks
from events.ledger.facts import occurrence_facts
from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry, Change, Event, Occurrence, Refusal, Venue
from events.publishing import planned as planning
from tests.factories import make_edition, make_event, make_public_event, make_registration, make_staff, make_venue

pytestmark = [pytest.mark.django_db]

HOSTILE = "AFGELAST: Sterren boven de gracht"
SENTENCE = "De titel zegt dat het niet doorgaat, maar STATUS niet."
SAID = "is held back from calendars"


@pytest.fixture
def desk(client, clock):
    client.force_login(make_staff())
    return client


def entry_of(event):
    return CalendarEntry.objects.get(event_code=event.code)


def refusals():
    return list(Refusal.objects.values_list("event_code", "way", "sentences"))


def test_a_row_written_past_every_form_stays_as_it_was_told_and_the_others_go_on(clock, caplog):
    bad, good = make_public_event(), make_public_event()
    told = entry_of(bad).facts
    Event.objects.filter(pk=bad.pk).update(title=HOSTILE)
    Event.objects.filter(pk=good.pk).update(title="Nieuwe titel")
    assert tasks.reconcile()["changes"] == 1
    assert (entry_of(bad).facts, entry_of(good).facts["nl"]["title"]) == (told, "Nieuwe titel")
    assert refusals() == [(bad.code, "rows", [SENTENCE])]
    assert caplog.text.count(SAID) == 1 and "Sterren" not in caplog.text


def test_it_is_logged_once_and_forgotten_when_it_is_mended(clock, caplog):
    event = make_public_event(title="Orgel")
    Event.objects.update(title=HOSTILE)
    for _ in range(3):
        tasks.reconcile()
    assert caplog.text.count(SAID) == 1
    Event.objects.update(title="Sterren")
    assert tasks.reconcile()["changes"] == 1
    assert refusals() == [] and entry_of(event).facts["nl"]["title"] == "Sterren"


def test_what_was_never_told_is_not_told_while_it_is_wrong(clock):
    make_event(title=HOSTILE)
    assert reconcile_calendar() == []
    assert not CalendarEntry.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {"stream_url": "https://video.example/\r\nBEGIN:VALARM\r\nTRIGGER:PT0S"},
        {"place": "Zaal\r\nATTENDEE:mailto:x@example.org", "venue": None},
        {"ticket_url": "https://kaarten.example/\r\nX-A:1", "way_in": "elsewhere"},
        {"price": "€ 5\r\nSTATUS:CANCELLED"},
    ],
)
def test_a_line_end_in_a_field_becomes_no_line_of_the_calendar(clock, values):
    event = make_public_event()
    Occurrence.objects.update(**values)
    reconcile_calendar()
    text = entry_of(event).vevent_nl
    assert text.count("\r\nSTATUS:") == 1
    assert not any(f"\r\n{name}" in text for name in ("BEGIN:VALARM", "ATTENDEE", "X-A:1", "TRIGGER"))


def test_what_no_line_can_be_made_of_stops_nobody_else_and_is_logged_with_its_traceback(clock, monkeypatch, caplog):
    bad, good = make_public_event(title="Orgel"), make_public_event()
    Event.objects.update(summary="Anders.")

    def facts(event, *args):
        return 1 / 0 if event.pk == bad.pk else occurrence_facts(event, *args)

    monkeypatch.setattr("events.ledger.reconcile.occurrence_facts", facts)
    assert [change.entry.event_code for change in reconcile_calendar()] == [good.code]
    assert [code for code, _, _ in refusals()] == [bad.code]
    assert entry_of(bad).status == "CONFIRMED"
    (record,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert record.getMessage() == (
        f"event {bad.code} ('Orgel'): no entry can be made of occurrence {bad.occurrences.get().public_id}"
    )
    assert record.exc_info[0] is ZeroDivisionError


def test_what_cannot_be_told_and_is_off_is_at_least_told_to_be_off(clock):
    event = make_public_event(title="Orgel")
    Event.objects.update(title="Anders")
    Venue.objects.update(lat=999)
    Occurrence.objects.update(status="cancelled", status_reason="Ziek.")
    assert [change.what for change in reconcile_calendar()] == ["cancelled"]
    entry = entry_of(event)
    assert (entry.status, entry.facts["nl"]["title"]) == ("CANCELLED", "Orgel")
    assert reconcile_calendar() == [] and len(refusals()) == 1


def test_what_is_wrong_and_gone_is_told_to_be_gone(clock):
    event = make_public_event()
    Event.objects.update(title="", live=False)
    assert [change.what for change in reconcile_calendar()] == ["cancelled"]
    assert entry_of(event).status == "CANCELLED" and refusals() == []


def test_staff_see_on_the_first_page_of_the_desk_what_is_held_back_and_where_to_mend_it(desk):
    event = make_public_event()
    Event.objects.update(title=HOSTILE)
    reconcile_calendar()
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert HOSTILE in html and SENTENCE in html
    assert reverse("wagtailsnippets_events_event:edit", args=[event.pk]) in html


def test_who_reconciles_by_hand_hears_what_is_held_back(desk):
    make_public_event()
    Event.objects.update(title=HOSTILE)
    said = f"Niet verteld: ‘{HOSTILE}’. {SENTENCE}"
    out = StringIO()
    call_command("reconcile", stdout=out)
    assert out.getvalue() == f"Niets veranderd.\n{said}\n"
    assert said in desk.post("/beheer/kalenders/", follow=True).content.decode()


def planned(event, clock, **values):
    """A draft of a live event, approved for an hour from now."""
    draft = Event.objects.get(pk=event.pk)
    draft.go_live_at = None
    for name, value in values.items():
        setattr(draft, name, value)
    revision = draft.save_revision()
    revision.approved_go_live_at = draft.created_at + timedelta(hours=1)
    revision.save()
    return revision


def test_one_that_was_planned_and_is_wrong_holds_up_no_other(clock, caplog):
    bad, good = make_public_event(), make_public_event()
    planned(bad, clock, title=HOSTILE)
    planned(good, clock, title="Op tijd")
    clock.shift(timedelta(hours=1, minutes=1))
    assert tasks.tick()["published"] == 1
    assert entry_of(good).facts["nl"]["title"] == "Op tijd"
    assert entry_of(bad).facts["nl"]["title"] != HOSTILE and Event.objects.get(pk=bad.pk).title != HOSTILE
    assert refusals() == [(bad.code, "schedule", [f"‘{HOSTILE}’: {SENTENCE}"])]
    assert tasks.tick()["published"] == 0 and caplog.text.count(SAID) == 1


def test_a_planned_one_that_fails_in_code_of_ours_is_logged_with_its_traceback(clock, caplog, monkeypatch):
    bad, good = make_public_event(title="Orgel"), make_public_event()
    planned(bad, clock, title="Later")
    planned(good, clock, title="Op tijd")
    note = planning.note_refusals

    def fail(codes, broken, *args):
        return note(codes, broken, *args) if broken or codes != [bad.code] else 1 / 0

    monkeypatch.setattr(planning, "note_refusals", fail)
    clock.shift(timedelta(hours=1, minutes=1))
    assert tasks.tick()["published"] == 1 and entry_of(good).facts["nl"]["title"] == "Op tijd"
    assert refusals() == [(bad.code, "schedule", [planning.FAILED])]
    (record,) = [one for one in caplog.records if one.levelname == "ERROR"]
    assert record.getMessage() == f"event {bad.code} ('Orgel') could not be published at its hour"
    assert record.exc_info[0] is ZeroDivisionError


def test_the_next_tick_tries_again_and_the_planned_one_goes_out_once_it_is_right(clock):
    event = make_public_event()
    planned(event, clock, title=HOSTILE)
    clock.shift(timedelta(hours=2))
    tasks.tick()
    planned(event, clock, title="Sterren")
    Event.objects.get().revisions.exclude(object_str="Sterren").update(approved_go_live_at=None)
    assert tasks.tick()["published"] == 1
    assert entry_of(event).facts["nl"]["title"] == "Sterren" and refusals() == []


def test_a_planned_version_without_a_moment_somebody_registered_for_is_held(clock):
    event = make_public_event(occurrences=2)
    first = event.occurrences.order_by("pk").first()
    draft = Event.objects.get()
    draft.occurrences = [one for one in draft.occurrences.all() if one.pk != first.pk]
    revision = draft.save_revision()
    revision.approved_go_live_at = draft.created_at
    revision.save()
    make_registration(first)
    clock.shift(timedelta(minutes=1))
    assert tasks.tick()["published"] == 0
    assert "Er zijn aanmeldingen voor een moment" in refusals()[0][2][0]


def test_what_was_planned_to_end_is_taken_off_the_site_and_cancelled_in_calendars(clock):
    event = make_public_event()
    Event.objects.update(expire_at=event.created_at + timedelta(minutes=5))
    clock.shift(timedelta(minutes=6))
    assert tasks.tick()["withdrawn"] == 1
    assert (entry_of(event).status, Event.objects.get().live) == ("CANCELLED", False)


def venue_data(venue: Venue, **values):
    row = {
        "name": venue.name,
        "slug": venue.slug,
        "street": venue.street,
        "postcode": venue.postcode,
        "city": venue.city,
    }
    return nested_form_data({**row, **values, "former_names": inline_formset([])})


def test_a_row_that_would_break_calendars_is_not_saved_and_what_was_typed_stays(desk, monkeypatch):
    event = make_public_event(title="Orgel")
    venue = event.occurrences.get().venue
    monkeypatch.setattr(
        "events.ledger.reconcile.errors_in",
        lambda changes: {change.entry.uid: ["Dit kan zo niet."] for change in changes},
    )
    address = reverse("wagtailsnippets_events_venue:edit", args=[venue.pk])
    response = desk.post(address, venue_data(venue, name="Hooglandse Kerk"))
    html = response.content.decode()
    assert response.status_code == 200 and "‘Orgel’: Dit kan zo niet." in html and 'value="Hooglandse Kerk"' in html
    assert Venue.objects.get(pk=venue.pk).name == venue.name and entry_of(event).facts["nl"]["place"] == venue.name


def test_what_was_held_already_is_no_reason_to_refuse_a_row(desk):
    venue = make_venue()
    bad, good = make_public_event(at__venue=venue), make_public_event(at__venue=venue)
    Event.objects.filter(pk=bad.pk).update(title=HOSTILE)
    reconcile_calendar()
    address = reverse("wagtailsnippets_events_venue:edit", args=[venue.pk])
    assert desk.post(address, venue_data(venue, name="Hooglandse Kerk")).status_code == 302
    assert (entry_of(good).facts["nl"]["place"], entry_of(bad).facts["nl"]["place"]) == ("Hooglandse Kerk", venue.name)


def test_an_edition_is_published_though_another_event_of_it_is_held(desk):
    edition = make_edition()
    bad, good = make_public_event(edition), make_public_event(edition)
    Event.objects.filter(pk=bad.pk).update(title=HOSTILE)
    reconcile_calendar()
    draft = Event.objects.get(pk=good.pk)
    draft.title = "Beter"
    draft.save_revision()
    desk.post(reverse("wagtailsnippets_events_edition:publish", args=[edition.pk]))
    assert entry_of(good).facts["nl"]["title"] == "Beter"
    assert Change.objects.filter(what="text").count() == 1
