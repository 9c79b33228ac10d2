"""What changes around the rows is a change like any other: address, sender, form, rules of the zone, an upgrade."""

from datetime import timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from events.ledger import scopes
from events.ledger import vevent as rendering
from events.ledger.differences import differences_of
from events.ledger.reconcile import reconcile_calendar
from events.models import CalendarEntry, Change, EntryFacet, Event, FeedScope, Occurrence
from events.publishing.publish import publish_event
from events.publishing.telling import tell_all_if_changed, tell_calendars
from tests.events.ical.zones import without_summer_time
from tests.factories import (
    local,
    make_edition,
    make_open_occurrence,
    make_public_event,
    make_registration,
    make_series,
    utc,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def tombstone():
    """An entry of an event that no longer exists."""
    make_public_event().delete()
    reconcile_calendar()
    return CalendarEntry.objects.get()


def told(entry):
    entry.refresh_from_db()
    return entry


def kinds(changes):
    return [(change.what, change.sequence) for change in changes]


def test_a_tombstone_follows_the_address_of_the_site(tombstone, settings, clock):
    clock.shift(timedelta(hours=1))
    settings.SITE_URL = "https://kennis.example"
    assert kinds(reconcile_calendar()) == [("text", 1)]
    entry = told(tombstone)
    assert entry.facts["en"]["url"].startswith("https://kennis.example/en/evenement/")
    assert "URL:https://kennis.example/evenement/" in entry.vevent_nl and "STATUS:CANCELLED" in entry.vevent_nl
    assert (entry.sequence, entry.changed_at) == (1, utc(2026, 6, 15, 11))
    assert reconcile_calendar() == []


def test_a_tombstone_follows_the_sender_and_the_form(tombstone, settings, monkeypatch):
    settings.SENDER_ADDRESS = "agenda@kennis.example"
    assert kinds(reconcile_calendar()) == [("text", 1)]
    assert "mailto:agenda@kennis.example" in told(tombstone).vevent_nl
    monkeypatch.setattr(rendering, "FORMAT_VERSION", "next")
    assert kinds(reconcile_calendar()) == [("text", 1)]
    assert reconcile_calendar() == []


def in_zone(monkeypatch, zone):
    """Every part of the service finds the rules of ``zone`` from now on."""
    monkeypatch.setattr("events.shell.identity.ZoneInfo", lambda name: zone)
    monkeypatch.setattr("events.icallint.rules.zones.known_zone", lambda name: zone)
    monkeypatch.setattr("django.utils.timezone.get_default_timezone", lambda: zone)


def test_a_new_rule_of_the_zone_leaves_the_time_on_the_clock_and_tells_calendars_anew(client, clock, monkeypatch):
    event = make_public_event(at__starts_at=local(2029, 7, 1, 20), at__ends_at=local(2029, 7, 1, 21))
    reconcile_calendar()
    before, feed = CalendarEntry.objects.get(), client.get("/agenda.ics")
    clock.shift(timedelta(hours=1))
    in_zone(monkeypatch, without_summer_time(2028))
    assert kinds(reconcile_calendar()) == [("text", 0)]
    entry = CalendarEntry.objects.get()
    assert (before.facts["startsAt"], entry.facts["startsAt"]) == ("2029-07-01T18:00:00Z", "2029-07-01T19:00:00Z")
    assert event.occurrences.get().starts_at == entry.starts_at
    assert "DTSTART;TZID=Europe/Amsterdam:20290701T200000" in before.vevent_nl and entry.previous is None
    assert entry.vevent_nl == before.vevent_nl.replace("STAMP:20260615T10", "STAMP:20260615T11").replace(
        "MODIFIED:20260615T10", "MODIFIED:20260615T11"
    )
    body = client.get("/agenda.ics", headers={"If-None-Match": feed["ETag"]})
    assert body.status_code == 200 and b"UNTIL=20270328T010000Z" in body.content
    assert reconcile_calendar() == []


def test_a_new_rule_moves_drafts_along_and_mails_nobody(outbox, monkeypatch):
    occurrence = make_open_occurrence(starts_at=local(2029, 7, 1, 20), ends_at=local(2029, 7, 1, 21))
    make_registration(occurrence)
    event = Event.objects.get()
    event.title = "Een concept"
    event.save_revision()
    tell_calendars()
    in_zone(monkeypatch, without_summer_time(2028))
    tell_calendars()
    draft = Event.objects.get().get_latest_revision_as_object()
    assert draft.occurrences.get().starts_at == Occurrence.objects.get().starts_at
    assert [one.what for one in differences_of(draft)] == ["text"]
    assert outbox() == []


def test_what_is_over_keeps_its_instant_under_a_new_rule(clock, monkeypatch):
    make_public_event(at__starts_at=local(2026, 6, 1, 20), at__ends_at=local(2026, 6, 1, 21))
    reconcile_calendar()
    clock.shift(timedelta(days=3))
    in_zone(monkeypatch, without_summer_time(2026))
    reconcile_calendar()
    entry = CalendarEntry.objects.get()
    assert entry.facts["startsAt"] == "2026-06-01T18:00:00Z"
    assert "DTSTART;TZID=Europe/Amsterdam:20260601T190000" in entry.vevent_nl


def test_another_zone_in_the_settings_leaves_instants_and_is_told(client, settings):
    make_public_event(at__starts_at=local(2026, 7, 1, 20), at__ends_at=local(2026, 7, 1, 21))
    reconcile_calendar()
    settings.TIME_ZONE = "Europe/London"
    assert kinds(reconcile_calendar()) == [("text", 0)]
    body = client.get("/agenda.ics").content.decode()
    assert "DTSTART;TZID=Europe/London:20260701T190000" in body
    assert "X-WR-TIMEZONE:Europe/London" in body and "TZID:Europe/London" in body and "Amsterdam" not in body


def test_an_upgrade_tells_all_at_once_and_a_start_after_it_costs_one_query(monkeypatch, django_assert_num_queries):
    event = make_public_event()
    assert tell_all_if_changed() == []
    EntryFacet.objects.filter(name="entrance").delete()
    for name in ("events.ledger.vevent.FORMAT_VERSION", "events.ledger.scopes.FACETS_VERSION"):
        monkeypatch.setattr(name, "next")
    assert kinds(tell_all_if_changed()) == [("text", 0)]
    assert EntryFacet.objects.filter(entry__event_code=event.code, name="entrance").exists()
    with django_assert_num_queries(1):
        assert tell_all_if_changed() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SENDER_ADDRESS", "agenda@kennis.example"),
        ("TIME_ZONE", "Europe/London"),
        ("SITE_URL", "https://kennis.example"),
    ],
)
def test_a_start_under_another_setting_that_calendars_are_told_tells_all(settings, name, value):
    make_public_event()
    tell_all_if_changed()
    setattr(settings, name, value)
    assert kinds(tell_all_if_changed()) == [("text", 0)]


def test_what_was_withdrawn_is_registered_for_at_the_page_of_its_language(settings):
    event = make_open_occurrence().event
    settings.SITE_URL = "https://kennis.example"
    event.unpublish()
    reconcile_calendar()
    facts = CalendarEntry.objects.get().facts
    told = [facts[language]["register"] for language in ("nl", "en")]
    assert [
        one.startswith(f"https://kennis.example{prefix}/a") for one, prefix in zip(told, ("", "/en"), strict=True)
    ] == [True, True], told


def test_an_installation_in_which_nothing_was_ever_told_is_left_alone():
    assert tell_all_if_changed() == [] and not FeedScope.objects.exists()


def test_other_facets_alone_fill_them_and_change_no_entry(monkeypatch):
    make_public_event()
    reconcile_calendar()
    EntryFacet.objects.all().delete()
    monkeypatch.setattr(scopes, "FACETS_VERSION", "next")
    assert tell_all_if_changed() == []
    assert EntryFacet.objects.filter(name="entrance", value="free").exists()


def test_preparing_an_installation_tells_what_an_upgrade_changed(monkeypatch):
    make_public_event()
    reconcile_calendar()
    FeedScope.objects.update(told_by="an earlier version")
    CalendarEntry.objects.update(rendered_by="an earlier version")
    out = StringIO()
    monkeypatch.setattr("config.management.commands.prepare.compile_catalogues", lambda paths: None)
    monkeypatch.setattr("config.management.commands.prepare.Command.collect_static", lambda self: None)
    call_command("prepare", stdout=out)
    assert "Calendars are told anew: 1 tekst." in out.getvalue()


def test_what_was_only_written_anew_is_no_news_to_people(client, monkeypatch):
    make_public_event(title="Orgel")
    monkeypatch.setattr(rendering, "FORMAT_VERSION", "next")
    assert kinds(reconcile_calendar()) == [("text", 0)]
    assert "Orgel" not in client.get("/wijzigingen/").content.decode()
    assert Change.objects.count() == 2


def test_an_edition_long_over_has_short_texts_and_no_cancelled_entries(client, clock):
    edition = make_edition(make_series(slug="nacht"), slug="2026")
    kept, gone = make_public_event(edition), make_public_event(edition)
    gone.occurrences.update(status="cancelled", status_reason="Ziek.")
    reconcile_calendar()
    full = client.get("/agenda/nacht/2026.ics").content
    clock.move_to(local(2026, 7, 25, 12))  # thirty days after its day, 25 June
    assert reconcile_calendar() == [] and b"AFGELAST" in client.get("/agenda/nacht/2026.ics").content
    clock.shift(timedelta(days=1))
    assert kinds(reconcile_calendar()) == [("text", 0), ("text", 1)]
    quiet = client.get("/agenda/nacht/2026.ics").content
    assert len(quiet) < len(full) and b"REFRESH-INTERVAL;VALUE=DURATION:P1D" in quiet
    assert b"AFGELAST" not in quiet and kept.title.encode() in quiet and b"Een avond" not in quiet
    assert b"AFGELAST" not in client.get("/agenda/nacht.ics").content
    assert reconcile_calendar() == []


def test_a_publication_from_code_goes_on_under_another_zone_name(settings):
    settings.TIME_ZONE = "America/New_York"
    event = make_public_event(at__starts_at=local(2026, 7, 1, 20))
    assert publish_event(Event.objects.get(pk=event.pk)) == []
    assert ZoneInfo("America/New_York").key in CalendarEntry.objects.get().vevent_nl
