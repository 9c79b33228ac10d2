"""Whatever is done to the rows, past every form: no subscriber is frozen, no sequence falls, no entry vanishes."""

from datetime import date, timedelta

import pytest
from django.db.models import ProtectedError
from django.urls import reverse

from events.icallint import lint_calendar, lint_since
from events.ledger.reconcile import reconcile_calendar
from events.ledger.restoring import outrun_lost_sequences
from events.models import CalendarEntry, Edition, Event, Occurrence, Organiser, Scheme, Series, Term, Venue
from events.publishing.publish import publish_event
from tests.factories import (
    make_edition,
    make_event,
    make_occurrence,
    make_organiser,
    make_public_event,
    make_series,
    make_staff,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(clock):
    """Three public events of one night, of which the first has everything the others have not."""
    night = make_edition(make_series(slug="nacht", name="Nacht"), slug="2026", starts_on=date(2026, 9, 19))
    hall = make_venue(slug="kerk", name="Pieterskerk")
    first = make_event(
        night,
        title="Orgel",
        at__venue=make_venue(slug="koor", name="Koor", parent=hall),
        terms=[make_term(slug="erfgoed", name="Erfgoed")],
        organisers=[make_organiser(slug="museum", name="Museum")],
    )
    for _ in range(2):
        make_event(night)
    reconcile_calendar()
    clock.shift(timedelta(hours=1))
    return first


def bulk_move(event):
    Occurrence.objects.filter(event=event).update(venue=make_venue())


def bulk_text(event):
    Event.objects.update(summary="Voor iedereen.")


def bulk_status(event):
    Occurrence.objects.update(status="cancelled", status_reason="Storm.")


def delete_event(event):
    Event.objects.filter(pk=event.pk).delete()


def delete_occurrences(event):
    Occurrence.objects.all().delete()


def replace_occurrences(event):
    """An import that takes its moments away and puts new rows in their place, under the UIDs it keeps."""
    row = event.occurrences.get()
    Occurrence.objects.filter(pk=row.pk).delete()
    row.pk = None
    row._state.adding = True
    row.save()


def import_under_other_uids(event):
    row = event.occurrences.get()
    Occurrence.objects.filter(pk=row.pk).delete()
    make_occurrence(event, starts_at=row.starts_at, venue=row.venue)


def publish_again(event):
    publish_event(Event.objects.get(pk=event.pk))


def delete_organiser(event):
    Organiser.objects.all().delete()


def delete_term(event):
    Term.objects.all().delete()
    Scheme.objects.all().delete()


def delete_venue_after_moving(event):
    Occurrence.objects.filter(event=event).update(venue=None, place="Op het plein")
    Venue.objects.filter(slug="koor").delete()
    Venue.objects.filter(slug="kerk").delete()


def rename_venue(event):
    Venue.objects.filter(slug="kerk").update(name="Hooglandse Kerk")


def rename_term(event):
    Term.objects.update(name="Geschiedenis")


def rename_organiser(event):
    Organiser.objects.update(name="Het Museum")


def reslug_event(event):
    Event.objects.filter(pk=event.pk).update(slug="een-ander-adres")


def hide_edition(event):
    Edition.objects.update(is_public=False)


def cancel_edition(event):
    Edition.objects.update(is_cancelled=True, cancelled_reason="Storm.")


def move_to_another_edition(event):
    Event.objects.filter(pk=event.pk).update(edition=make_edition(make_series(slug="dag")))


def unpublish_all(event):
    Event.objects.update(live=False)


CASES = [
    (bulk_move, ["moved"]),
    (bulk_text, ["text", "text", "text"]),
    (bulk_status, ["cancelled", "cancelled", "cancelled"]),
    (delete_event, ["cancelled"]),
    (delete_occurrences, ["cancelled", "cancelled", "cancelled"]),
    (replace_occurrences, ["text"]),
    (import_under_other_uids, ["cancelled", "new"]),
    (publish_again, []),
    (delete_organiser, ["text"]),
    (delete_term, ["text"]),
    (delete_venue_after_moving, ["moved"]),
    (rename_venue, ["text"]),
    (rename_term, ["text"]),
    (rename_organiser, ["text"]),
    (reslug_event, ["text"]),
    (hide_edition, ["cancelled", "cancelled", "cancelled"]),
    (cancel_edition, ["cancelled", "cancelled", "cancelled"]),
    (move_to_another_edition, ["text"]),
    (unpublish_all, ["cancelled", "cancelled", "cancelled"]),
]


def feed(client, **headers):
    return client.get("/agenda.ics", headers=headers)


def known():
    return {entry.uid: (entry.sequence, entry.changed_at) for entry in CalendarEntry.objects.all()}


@pytest.mark.parametrize(("case", "expected"), CASES, ids=lambda value: getattr(value, "__name__", ""))
def test_a_subscriber_hears_of_it_and_loses_nothing(client, programme, case, expected):
    had, before = feed(client), known()
    case(programme)
    changes = reconcile_calendar()
    gets, after = feed(client, **{"If-None-Match": had["ETag"]}), known()
    assert sorted(str(change.what) for change in changes) == expected
    assert gets.status_code == (200 if expected else 304)
    assert set(before) <= set(after)
    assert all(after[uid] >= before[uid] for uid in before)
    changed = {change.entry.uid for change in changes if change.what != "new"}
    assert {uid for uid in before if after[uid] != before[uid]} == changed
    if expected:
        assert lint_since(had.content, gets.content) == [] and lint_calendar(gets.content) == []
    assert reconcile_calendar() == []


@pytest.mark.parametrize("rows", [Series, Edition, Venue], ids=lambda model: model.__name__)
def test_what_entries_belong_to_cannot_be_deleted_by_any_code(client, programme, rows):
    had = feed(client)
    with pytest.raises(ProtectedError):
        rows.objects.all().delete()
    assert reconcile_calendar() == [] and feed(client).content == had.content


@pytest.mark.parametrize(
    ("name", "rows"), [("series", Series), ("edition", Edition), ("venue", Venue)], ids=["series", "edition", "venue"]
)
def test_the_desk_does_not_delete_it_either_and_says_why(client, programme, name, rows):
    client.force_login(make_staff())
    row = rows.objects.get(slug={"series": "nacht", "edition": "2026", "venue": "koor"}[name])
    address = reverse(f"wagtailsnippets_events_{name}:delete", args=[row.pk])
    assert "kan niet weg, want het wordt nog gebruikt" in client.post(address, follow=True).content.decode()
    assert rows.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(("name", "rows"), [("organiser", Organiser), ("term", Term)], ids=["organiser", "term"])
def test_what_the_desk_deletes_is_told_at_once(client, programme, name, rows):
    client.force_login(make_staff())
    response = client.post(reverse(f"wagtailsnippets_events_{name}:delete", args=[rows.objects.get().pk]), follow=True)
    assert "In de agenda’s van bezoekers: 1 tekst." in response.content.decode()
    assert not rows.objects.exists() and reconcile_calendar() == []


@pytest.mark.parametrize(("name", "rows"), [("organiser", Organiser), ("term", Term)], ids=["organiser", "term"])
def test_so_is_what_was_ticked_in_a_list(client, programme, name, rows):
    client.force_login(make_staff())
    address = reverse("wagtail_bulk_action", args=["events", name, "delete"])
    assert client.post(f"{address}?id={rows.objects.get().pk}").status_code == 302
    assert not rows.objects.exists() and reconcile_calendar() == []


def test_an_entry_of_a_deleted_event_stays_under_its_uid_in_every_feed_it_was_in(client, programme):
    uid = str(programme.occurrences.get().public_id)
    delete_event(programme)
    reconcile_calendar()
    for address in ("/agenda.ics", "/agenda/nacht.ics", "/agenda/nacht/2026.ics", f"/evenement/{uid}.ics"):
        text = client.get(address).content.decode()
        entry = next(part for part in text.split("BEGIN:VEVENT") if f"UID:{uid}@" in part)
        assert "STATUS:CANCELLED" in entry and "SEQUENCE:1" in entry


def test_a_restored_backup_neither_freezes_a_subscriber_nor_lowers_a_sequence(client, programme, clock):
    tables = (CalendarEntry, Occurrence)
    backup = [list(model.objects.order_by("pk").values()) for model in tables]
    for _ in range(3):
        Occurrence.objects.update(status="cancelled", status_reason="Storm.")
        reconcile_calendar()
        Occurrence.objects.update(status="scheduled", status_reason="")
        reconcile_calendar()
        clock.shift(timedelta(hours=1))
    had, before = feed(client), known()
    for model, rows in zip(tables, backup, strict=True):
        for row in rows:
            model.objects.filter(pk=row["id"]).update(**{name: value for name, value in row.items() if name != "id"})
    outrun_lost_sequences()
    Occurrence.objects.filter(event=programme).update(venue=make_venue())
    assert [change.what for change in reconcile_calendar()] == ["moved"]
    gets = feed(client, **{"If-None-Match": had["ETag"], "If-Modified-Since": had["Last-Modified"]})
    assert gets.status_code == 200 and all(known()[uid] > before[uid] for uid in before)


def test_two_editions_share_no_uid_and_a_copy_of_an_event_is_another_one(client, programme):
    other = make_public_event(make_edition(programme.edition.series, slug="2027", starts_on=date(2027, 9, 18)))
    uids = {
        slug: set(CalendarEntry.objects.filter(edition__slug=slug).values_list("uid", flat=True))
        for slug in ("2026", "2027")
    }
    assert len(uids["2026"]) == 3 and uids["2027"] == {other.occurrences.get().public_id}
    assert not uids["2026"] & uids["2027"]


@pytest.mark.parametrize(("own", "told"), [((None, None), (52.1, 4.4)), ((0.0, 0.0), (0.0, 0.0))])
def test_a_room_lies_where_its_building_does_unless_it_says_otherwise(own, told):
    building = make_venue(lat=52.1, lon=4.4)
    room = make_venue(parent=building, lat=own[0], lon=own[1])
    make_public_event(at__venue=room)
    venue = CalendarEntry.objects.get().facts["venue"]
    assert (venue["lat"], venue["lon"]) == told
