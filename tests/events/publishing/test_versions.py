"""A programme is planned and goes back to how it stood: by publishing, so that the sequence only ever rises."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from events import tasks
from events.ledger.differences import in_words
from events.models import CalendarEntry, Event
from events.publishing.go_back import differences_back, go_back, steps_back
from events.publishing.planned import plan_edition, unplan_edition
from events.publishing.publish import publish_edition, publish_event
from events.publishing.telling import telling
from events.publishing.versions import keep_live_version, publications_of
from tests.events.programme.desk_forms import event_data, stored_moment
from tests.factories import (
    local,
    make_edition,
    make_event,
    make_public_event,
    make_registration,
    make_staff,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def edition(clock):
    return make_edition()


def told(event):
    entry = CalendarEntry.objects.get(event_code=event.code)
    return entry.status, entry.sequence, entry.facts["nl"]["title"], entry.facts["startsAt"]


def draft(event, *, starts_at=None, **values):
    row = Event.objects.get(pk=event.pk)
    keep_live_version(row)
    found = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(found, name, value)
    if starts_at:
        moment = found.occurrences.get()
        moment.starts_at, moment.ends_at = starts_at, starts_at + timedelta(hours=1)
        found.occurrences = [moment]
    found.save_revision()


def test_a_whole_publication_is_undone_by_publishing_what_was_before_it(edition, clock):
    moved, texted = make_public_event(edition, title="Orgel"), make_public_event(edition, title="Fluit")
    fresh = make_event(edition, title="Nieuw", live=False)
    before = {event: told(event) for event in (moved, texted)}
    draft(moved, starts_at=local(2026, 6, 25, 22))
    draft(texted, title="Dwarsfluit")
    draft(fresh)
    clock.shift(timedelta(hours=1))
    publish_edition(edition, by=None)
    assert in_words(publications_of(edition)[0].changes) == "1 verplaatst, 1 nieuw, 1 tekst"
    clock.shift(timedelta(hours=1))
    moment = publications_of(edition)[0].began_at
    said = in_words(differences_back(steps_back(edition, moment)))
    assert in_words(go_back(edition, moment, by=None)) == said == "1 verplaatst, 1 afgelast, 1 tekst"
    assert told(moved) == ("CONFIRMED", 2, "Orgel", before[moved][3])
    assert told(texted) == ("CONFIRMED", 0, "Fluit", before[texted][3])
    assert told(fresh)[:2] == ("CANCELLED", 1) and not Event.objects.get(pk=fresh.pk).live
    assert steps_back(edition, moment) == []


def test_what_was_undone_can_be_brought_back(edition, clock):
    event = make_public_event(edition, title="Orgel")
    draft(event, starts_at=local(2026, 6, 25, 22))
    clock.shift(timedelta(hours=1))
    publish_edition(edition, by=None)
    clock.shift(timedelta(hours=1))
    go_back(edition, publications_of(edition)[0].began_at, by=None)
    clock.shift(timedelta(hours=1))
    go_back(edition, publications_of(edition)[0].began_at, by=None)
    assert told(event) == ("CONFIRMED", 3, "Orgel", "2026-06-25T20:00:00Z")


def test_what_was_taken_off_the_site_comes_back(edition, clock):
    event = make_public_event(edition)
    publish_event(Event.objects.get())
    clock.shift(timedelta(hours=1))
    with telling(by=None) as taken_off:
        Event.objects.get().unpublish()
        taken_off.touch(event.pk)
    assert told(event)[0] == "CANCELLED"
    clock.shift(timedelta(hours=1))
    go_back(edition, publications_of(edition)[0].began_at, by=None)
    assert told(event)[:2] == ("CONFIRMED", 2)


def test_nothing_to_undo_is_said(edition):
    make_public_event(edition)
    with pytest.raises(ValidationError, match="niets terug te zetten"):
        go_back(edition, local(2030, 1, 1), by=None)


def test_going_back_over_somebodys_registration_is_refused_as_a_whole(edition, clock):
    event, other = make_public_event(edition, occurrences=1), make_public_event(edition, title="Fluit")
    draft(other, title="Dwarsfluit")
    found = Event.objects.get(pk=event.pk)
    keep_live_version(found)
    found = Event.objects.get(pk=event.pk).get_latest_revision_as_object()
    extra = type(found.occurrences.get())(starts_at=local(2026, 6, 25, 22), place="Plein")
    found.occurrences = [*found.occurrences.all(), extra]
    found.save_revision()
    clock.shift(timedelta(hours=1))
    publish_edition(edition, by=None)
    make_registration(Event.objects.get(pk=event.pk).occurrences.get(place="Plein"))
    clock.shift(timedelta(hours=1))
    with pytest.raises(ValidationError, match="Er zijn aanmeldingen"):
        go_back(edition, publications_of(edition)[0].began_at, by=None)
    assert told(other)[2] == "Dwarsfluit"


def test_a_planned_programme_goes_out_at_its_hour_and_not_before(edition, clock):
    first, second = make_public_event(edition, title="Een"), make_public_event(edition, title="Twee")
    draft(first, title="Een, later")
    draft(second, title="Twee, later")
    hour = local(2026, 6, 16, 9)
    assert plan_edition(edition, hour, by=None) == 2
    assert tasks.tick()["published"] == 0 and told(first)[2] == "Een"
    assert publish_edition(edition, by=None) == []
    clock.move_to(hour)
    assert tasks.tick()["published"] == 2
    assert (told(first)[2], told(second)[2]) == ("Een, later", "Twee, later")
    assert Event.objects.filter(live=True).count() == 2


def test_planning_a_change_of_what_code_wrote_leaves_it_on_the_site(edition):
    event = make_public_event(edition)
    draft(event, title="Later")
    plan_edition(edition, local(2026, 6, 16, 9), by=None)
    assert told(event)[0] == "CONFIRMED" and Event.objects.get().live


def test_a_plan_that_is_taken_back_is_a_draft_again_that_can_be_published_now(edition, clock):
    event = make_public_event(edition, title="Een")
    draft(event, title="Later")
    plan_edition(edition, local(2026, 6, 16, 9), by=None)
    assert unplan_edition(edition, by=None) == 1
    clock.move_to(local(2026, 6, 16, 10))
    assert tasks.tick()["published"] == 0 and told(event)[2] == "Een"
    assert in_words(publish_edition(edition, by=None)) == "1 tekst"


@pytest.mark.parametrize(
    ("values", "hour", "code"),
    [
        ({"title": "AFGELAST: Orgel"}, 9, "breaks_calendars"),
        ({"summary": ""}, 9, "breaks_calendars"),
        ({"title": "Goed"}, -30, "past"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_now(edition, values, hour, code):
    draft_values = {name: value for name, value in values.items() if value}
    event = make_public_event(edition)
    draft(event, **draft_values)
    for name, value in values.items():
        if not value:
            version = Event.objects.get().latest_revision
            version.content[name] = value
            version.save()
            Event.objects.update(has_unpublished_changes=True)
    with pytest.raises(ValidationError) as refused:
        plan_edition(edition, local(2026, 6, 16, 9) + timedelta(hours=hour - 9), by=None)
    assert {one.code for one in refused.value.error_list} == {code}
    assert not Event.objects.filter(_revisions__approved_go_live_at__isnull=False).exists()


@pytest.fixture
def desk(client, clock):
    client.force_login(make_staff(first_name="Bente", last_name="Beheer"))
    return client


def page(name, edition, *more):
    return reverse(f"wagtailsnippets_events_edition:{name}", args=[edition.pk, *more])


def test_the_desk_plans_takes_back_publishes_and_undoes(desk, edition, clock):
    event = make_public_event(edition, title="Een")
    draft(event, title="Later")
    html = desk.post(page("publish", edition), {"at": "16-06-2026 09:00"}, follow=True).content.decode()
    assert "Gepland voor dinsdag 16 juni 2026 09:00: 1 activiteit." in html
    assert (
        "Gepland voor dinsdag 16 juni 2026 09:00: 1 activiteit." in desk.get(page("publish", edition)).content.decode()
    )
    assert "1 activiteit is weer concept." in desk.post(page("unplan", edition), follow=True).content.decode()
    clock.shift(timedelta(hours=1))
    assert "1 tekst" in desk.post(page("publish", edition), {"at": ""}, follow=True).content.decode()
    html = desk.get(page("publications", edition)).content.decode()
    assert "maandag 15 juni 2026 13:00" in html and "Bente Beheer" in html and "1 tekst" in html
    at = int(publications_of(edition)[0].began_at.timestamp())
    assert "Bezoekers horen: 1 tekst." in desk.get(page("go_back", edition, at)).content.decode()
    html = desk.post(page("go_back", edition, at), follow=True).content.decode()
    assert "Het programma is teruggezet. In de agenda’s van bezoekers: 1 tekst." in html and told(event)[2] == "Een"


def test_a_draft_typed_over_what_code_wrote_can_be_planned_and_leaves_it_on_the_site(desk, edition):
    event = make_public_event(edition)
    typed = event_data([stored_moment(event.occurrences.get())], initial=1, edition=edition.pk, title="Later")
    desk.post(reverse("wagtailsnippets_events_event:edit", args=[event.pk]), typed)
    assert Event.objects.get().live_revision.object_str == event.title
    plan_edition(edition, local(2026, 6, 16, 9), by=None)
    assert told(event)[0] == "CONFIRMED" and Event.objects.get().live


def test_one_event_shows_its_difference_before_it_is_published(desk, edition):
    event = make_public_event(edition, title="Een")
    draft(event, starts_at=local(2026, 6, 25, 22))
    address = reverse("wagtailsnippets_events_event:difference", args=[event.pk])
    assert address in desk.get(reverse("wagtailsnippets_events_event:edit", args=[event.pk])).content.decode()
    assert "Bezoekers horen: 1 verplaatst." in desk.get(address).content.decode()
    assert "In de agenda’s van bezoekers: 1 verplaatst." in desk.post(address, follow=True).content.decode()
    assert "Er is geen concept" in desk.post(address, follow=True).content.decode()
    assert told(event)[1] == 1


def test_what_is_typed_shows_its_difference_in_the_preview(desk, edition):
    event = make_public_event(edition, title="Een")
    moved = stored_moment(event.occurrences.get(), starts_at="25-06-2026 21:30", ends_at="25-06-2026 22:30")
    address = reverse("wagtailsnippets_events_event:preview_on_edit", args=[event.pk])
    assert desk.post(address, event_data([moved], initial=1, edition=edition.pk)).json()["is_valid"]
    html = desk.get(address, {"mode": "difference"}).content.decode()
    assert "Bezoekers horen: 1 verplaatst." in html and "donderdag 25 juni 2026 21:30" in html


def test_who_may_not_publish_sees_no_way_to(client, edition):
    draft(make_public_event(edition), title="Later")
    editor = get_user_model().objects.create_user("redacteur")
    allowed = ("access_admin", "change_edition", "change_event")
    editor.user_permissions.set(Permission.objects.filter(codename__in=allowed))
    client.force_login(editor)
    for name in ("publish", "unplan"):
        client.post(page(name, edition))
    assert Event.objects.filter(has_unpublished_changes=True).count() == 1
    assert "Terug naar vlak hiervoor" not in client.get(page("publications", edition)).content.decode()


def test_an_hour_that_is_no_hour_or_is_past_is_said_and_nothing_is_planned(desk, edition):
    draft(make_public_event(edition), title="Later")
    for typed, sentence in (("gisteren", "Voer een geldige datum/tijd in."), ("01-01-2026 09:00", "is al geweest")):
        assert sentence in desk.post(page("publish", edition), {"at": typed}, follow=True).content.decode()
    assert Event.objects.filter(has_unpublished_changes=True).count() == 1
