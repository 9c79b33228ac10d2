"""What the public was told, and that nothing but a difference changes it."""

from datetime import date, timedelta

import pytest

from events.ledger.differences import in_calendars
from events.ledger.reconcile import reconcile_calendar
from events.ledger.restoring import outrun_lost_sequences
from events.ledger.scopes import scope_name
from events.models import CalendarEntry, Change, EntryFacet, Event, FeedScope
from events.publishing.telling import tell_calendars
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_occurrence,
    make_open_occurrence,
    make_public_event,
    make_registration,
    make_staff,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db


def entry_of(event):
    return CalendarEntry.objects.get(event_code=event.code)


def save(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def test_a_live_event_becomes_an_entry_with_sequence_zero():
    event = make_event(terms=[make_term(slug="gezondheid")])
    changes = reconcile_calendar()
    entry = entry_of(event)
    assert [(change.what, change.sequence, change.before) for change in changes] == [("new", 0, None)]
    assert (entry.status, entry.sequence, entry.uid) == ("CONFIRMED", 0, event.occurrences.get().public_id)
    assert EntryFacet.objects.filter(entry=entry, name="term", value="gezondheid").exists()


def test_nothing_changed_means_nothing_written(clock):
    event = make_public_event()
    before = CalendarEntry.objects.values().get()
    clock.shift(timedelta(hours=1))
    assert reconcile_calendar() == []
    assert CalendarEntry.objects.values().get() == before
    assert Change.objects.filter(entry__event_code=event.code).count() == 1


@pytest.mark.parametrize(
    ("what", "edit", "sequence"),
    [
        ("text", {"title": "Orgel, opnieuw"}, 0),
        ("text", {"summary": "Verbeterde tikfout."}, 0),
        ("moved", {"occurrence": {"starts_at": local(2026, 7, 1, 21), "ends_at": local(2026, 7, 1, 22)}}, 1),
        ("cancelled", {"occurrence": {"status": "cancelled", "status_reason": "Ziek."}}, 1),
        ("postponed", {"occurrence": {"status": "postponed", "status_reason": "Later."}}, 1),
        ("moved", {"occurrence": {"place": "Zaal 2"}}, 1),
        ("text", {"occurrence": {"place_en": "Room 1"}}, 0),
        ("link", {"occurrence": {"stream_url": "https://stream.example/2"}}, 1),
        ("cancelled", {"live": False}, 1),
    ],
)
def test_each_edit_has_its_kind_and_only_time_place_and_status_raise_the_sequence(clock, what, edit, sequence):
    at = {"at__starts_at": local(2026, 7, 1, 20), "at__place": "Zaal 1", "at__stream_url": "https://stream.example/1"}
    event = make_public_event(**at)
    clock.shift(timedelta(minutes=5))
    occurrence_edit = edit.get("occurrence")
    save(event.occurrences.get(), **occurrence_edit) if occurrence_edit else save(event, **edit)
    (change,) = reconcile_calendar()
    entry = entry_of(event)
    assert (change.what, entry.sequence) == (what, sequence)
    assert entry.changed_at - entry.first_published_at == timedelta(minutes=5)


def test_all_day_on_and_off_again_is_a_move_each_time_though_begin_and_end_stay():
    """The same two midnights: a calendar shows a day where there was an hour, or the other way round."""
    event = make_public_event(at__starts_at=local(2026, 7, 1), at__ends_at=local(2026, 7, 2))
    before = entry_of(event).facts
    for sequence, all_day in ((1, True), (2, False), (3, True)):
        save(event.occurrences.get(), all_day=all_day)
        assert [(change.what, change.sequence) for change in reconcile_calendar()] == [("moved", sequence)]
        now = entry_of(event).facts
        assert (now["allDay"], now["startsAt"], now["endsAt"]) == (all_day, before["startsAt"], before["endsAt"])


def test_another_venue_is_a_move_and_a_renamed_one_is_text():
    event = make_public_event()
    venue = event.occurrences.get().venue
    save(venue, name="Grote Kerk")
    assert [change.what for change in reconcile_calendar()] == ["text"]
    save(event.occurrences.get(), venue=make_venue())
    assert [change.what for change in reconcile_calendar()] == ["moved"]
    assert entry_of(event).previous["nl"]["place"] == "Grote Kerk"


@pytest.mark.parametrize(
    ("edit", "what", "was"),
    [
        ({"stream_url": "https://stream.example/2"}, "link", None),
        ({"stream_url": "", "place": "Op het plein"}, "moved", "https://stream.example/1"),
    ],
)
def test_the_link_of_what_is_online_only_is_no_place(edit, what, was):
    event = make_public_event(at__venue=None, at__stream_url="https://stream.example/1")
    save(event.occurrences.get(), **edit)
    assert [change.what for change in reconcile_calendar()] == [what]
    previous = entry_of(event).previous
    assert (previous and previous["nl"]["place"]) == was


def test_a_deleted_occurrence_stays_in_the_calendars_as_cancelled():
    event = make_public_event()
    event.occurrences.all().delete()
    (change,) = reconcile_calendar()
    entry = entry_of(event)
    assert (change.what, entry.status, entry.sequence) == ("cancelled", "CANCELLED", 1)
    assert "SUMMARY:AFGELAST: " in entry.vevent_nl and "STATUS:CANCELLED" in entry.vevent_nl
    assert reconcile_calendar() == []


def test_a_deleted_event_stays_in_the_calendars_as_cancelled():
    make_public_event().delete()
    assert [change.what for change in reconcile_calendar()] == ["cancelled"]
    assert CalendarEntry.objects.get().status == "CANCELLED"


def test_what_comes_back_goes_on_counting():
    event = make_public_event()
    save(event, live=False)
    reconcile_calendar()
    save(event, live=True)
    (change,) = reconcile_calendar()
    assert (change.what, entry_of(event).sequence, entry_of(event).status) == ("restored", 2, "CONFIRMED")


def test_off_and_on_and_off_again_is_told_each_time_as_what_it_is(clock):
    event = make_public_event()
    steps = ["postponed", "scheduled", "cancelled", "postponed", "cancelled", "scheduled"]
    told = []
    for status in steps:
        clock.shift(timedelta(minutes=1))
        save(event.occurrences.get(), status=status, status_reason="" if status == "scheduled" else "Storm.")
        told += [(change.what, change.sequence, change.at) for change in reconcile_calendar()]
        entry, reads = entry_of(event), "CONFIRMED" if status == "scheduled" else "CANCELLED"
        assert (entry.status, f"STATUS:{reads}" in entry.vevent_nl, f"STATUS:{reads}" in entry.vevent_en) == (
            reads, True, True,
        )  # fmt: skip
        assert reconcile_calendar() == []
    assert [(what, sequence) for what, sequence, _ in told] == [
        ("postponed", 1), ("restored", 2), ("cancelled", 3), ("postponed", 4), ("cancelled", 5), ("restored", 6),
    ]  # fmt: skip
    assert [at for _, _, at in told] == sorted({at for _, _, at in told})


def test_what_moves_and_moves_back_says_each_time_where_it_was(clock):
    event, here, there = make_public_event(), make_venue(name="Hier"), make_venue(name="Daar", name_en="There")
    for number, (venue, was, was_in_english) in enumerate(
        [(here, None, None), (there, "Hier", "Hier"), (here, "Daar", "There"), (there, "Hier", "Hier")], 1
    ):
        save(event.occurrences.get(), venue=venue)
        reconcile_calendar()
        entry = entry_of(event)
        assert entry.sequence == number
        if was:
            assert (entry.previous["nl"]["place"], entry.previous["en"]["place"]) == (was, was_in_english)
    save(event, title="Anders")  # a mended text is no move: what was struck through stays so
    reconcile_calendar()
    assert (entry_of(event).sequence, entry_of(event).previous["nl"]["place"]) == (4, "Hier")


def test_a_cancelled_edition_cancels_everything_in_it_with_its_reason():
    edition = make_edition()
    make_public_event(edition, occurrences=2)
    save(edition, is_cancelled=True, cancelled_reason="Het stormt.", cancelled_reason_en="A storm.")
    assert [change.what for change in reconcile_calendar()] == ["cancelled", "cancelled"]
    for entry in CalendarEntry.objects.all():
        assert (entry.facts["nl"]["reason"], entry.facts["en"]["reason"]) == ("Het stormt.", "A storm.")
        assert "reason" not in entry.facts["en"]["fallbacks"]
    save(edition, cancelled_reason_en="")
    assert [change.what for change in reconcile_calendar()] == ["text", "text"]
    for entry in CalendarEntry.objects.all():
        assert (entry.facts["en"]["reason"], "reason" in entry.facts["en"]["fallbacks"]) == ("Het stormt.", True)


def test_only_the_events_asked_for_are_touched():
    first, second = make_public_event(), make_public_event()
    for event in (first, second):
        save(event, title="Anders")
    assert [change.entry.event_code for change in reconcile_calendar(Event.objects.filter(pk=first.pk))] == [first.code]


def test_a_restored_row_with_an_older_clock_never_lowers_the_stamp(clock):
    event = make_public_event()
    before = entry_of(event).changed_at
    clock.shift(timedelta(days=-1))
    save(event, title="Anders")
    reconcile_calendar()
    assert entry_of(event).changed_at == before + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("starts_at", "day"),
    [
        (local(2026, 9, 19, 0, 30), "2026-09-19"),  # nothing comes before the first day
        (local(2026, 9, 20, 0, 30), "2026-09-19"),
        (local(2026, 9, 20, 5, 59), "2026-09-19"),
        (local(2026, 9, 20, 6), "2026-09-20"),  # the day ends at six: what begins then is of the next
        (local(2026, 9, 21, 5, 59), "2026-09-20"),  # and so is the night after the last day
    ],
)
def test_an_entry_before_the_end_of_the_night_belongs_to_the_programme_day_before(starts_at, day):
    edition = make_edition(starts_on=local(2026, 9, 19).date(), ends_on=local(2026, 9, 20).date())
    event = make_event(edition, occurrences=0)
    make_occurrence(event, starts_at=starts_at)
    reconcile_calendar()
    assert (edition.day_ends_at.hour, entry_of(event).facts["day"]) == (6, day)


def test_who_registered_gets_one_mail_for_a_move_with_the_same_uid_and_a_higher_sequence(outbox):
    occurrence = make_open_occurrence()
    registration = make_registration(occurrence, email="anna@example.org")
    make_registration(occurrence, email="bo@example.org", state="cancelled")
    save(
        occurrence, starts_at=occurrence.starts_at + timedelta(hours=1), ends_at=occurrence.ends_at + timedelta(hours=1)
    )
    tell_calendars()
    (mail,) = outbox()
    (invite,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    text = invite.get_content()
    assert mail["To"] == "anna@example.org"  # nobody has shown that this is their address
    assert invite.get_content_type() == "text/calendar" and invite.get_param("method") == "REQUEST"
    assert f"UID:r-{registration.public_id}@" in text and "SEQUENCE:1" in text


def test_reading_the_whole_ledger_takes_as_many_queries_for_three_events_as_for_one(django_assert_num_queries):
    make_public_event()
    with django_assert_num_queries(18):
        reconcile_calendar()
    make_public_event()
    make_public_event()
    with django_assert_num_queries(18):
        reconcile_calendar()


def test_another_sender_is_a_change_like_any_other(settings):
    event = make_public_event()
    settings.SENDER_NAME = "Stad van kennis"
    assert [change.what for change in reconcile_calendar()] == ["text"]
    assert 'CN="Stad van kennis"' in entry_of(event).vevent_nl and reconcile_calendar() == []


def test_another_site_address_is_a_change_like_any_other(settings):
    event = make_public_event()
    settings.SITE_URL = "https://kennis.example"
    assert [change.what for change in reconcile_calendar()] == ["text"]
    assert "URL:https://kennis.example/evenement/" in entry_of(event).vevent_nl


def test_after_a_restored_backup_every_number_is_past_what_was_told_before(clock, client):
    event = make_public_event()
    backup = CalendarEntry.objects.values().get()
    for title in ("Eens", "Anders", "Nog eens"):
        save(event.occurrences.get(), starts_at=event.occurrences.get().starts_at - timedelta(minutes=5))
        save(event, title=title)
        reconcile_calendar()
    told, etag = entry_of(event), client.get("/agenda.ics")["ETag"]
    CalendarEntry.objects.filter(pk=told.pk).update(
        **{name: backup[name] for name in ("sequence", "changed_at", "facts", "vevent_nl")}
    )
    assert outrun_lost_sequences() == 1
    entry = entry_of(event)
    assert entry.sequence > told.sequence and f"SEQUENCE:{entry.sequence}" in entry.vevent_nl
    assert client.get("/agenda.ics", headers={"If-None-Match": etag}).status_code == 200


def test_every_change_says_who_made_it():
    staff, other = make_staff(), make_staff(username="ander")
    event = make_event()
    reconcile_calendar(by=staff)
    save(event, title="Een andere titel")
    reconcile_calendar(by=other)
    event.delete()
    reconcile_calendar(by=staff)
    assert [change.by for change in Change.objects.order_by("pk")] == [staff, other, staff]


def test_a_change_raises_the_versions_of_everything_its_series_and_its_edition_and_no_others():
    edition, other = make_edition(), make_edition(starts_on=date(2026, 9, 19))
    event = make_public_event(edition)
    make_public_event(other)
    before = dict(FeedScope.objects.values_list("name", "version"))
    save(event, title="Een andere titel")
    reconcile_calendar()
    after = dict(FeedScope.objects.values_list("name", "version"))
    raised = {name for name, version in after.items() if version != before[name]}
    assert raised == {scope_name(None), scope_name(edition), scope_name(edition.series)}


def test_a_place_in_words_is_told_in_each_language():
    make_public_event(at__place="Bij de fontein", at__place_en="By the fountain")
    facts = CalendarEntry.objects.get().facts
    assert (facts["nl"]["placeWords"], facts["en"]["placeWords"]) == ("Bij de fontein", "By the fountain")


def test_where_is_told_with_the_building_the_room_and_the_words_and_what_one_needs_to_get_in():
    building = make_venue(name="Pieterskerk", access_note="Drempel.", access_note_en="A step.")
    room = make_venue(name="Koor", parent=building, access_note="Smalle deur.")
    make_public_event(at__venue=room, at__place="links achter", at__place_en="at the back")
    facts = CalendarEntry.objects.get().facts
    told = [(facts[language]["place"], facts[language]["accessNote"]) for language in ("nl", "en")]
    assert told == [
        ("Pieterskerk, Koor, links achter", "Smalle deur."),
        ("Pieterskerk, Koor, at the back", "Smalle deur."),
    ]


def test_where_nothing_changed_for_calendars_nothing_is_said():
    assert in_calendars([]) == ""
