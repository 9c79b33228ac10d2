"""The form of an event refuses what cannot be, says why at the field, and loses nothing that was typed."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event, Occurrence
from tests.events.programme.desk_forms import event_data, moment_data, said_at_fields, stored_moment
from tests.factories import (
    day,
    make_edition,
    make_open_occurrence,
    make_public_event,
    make_registration,
    make_staff,
    make_venue,
    utc,
)
from tests.pages import text_of

pytestmark = pytest.mark.django_db

ADD = "wagtailsnippets_events_event:add"
EDIT = "wagtailsnippets_events_event:edit"


@pytest.fixture
def desk(client: Client, clock: Any) -> Client:
    client.force_login(make_staff())
    return client


def say_no(desk: Client, moments: list[dict[str, Any]], **values: Any) -> Any:
    """The page after an event was refused."""
    response = desk.post(reverse(ADD), event_data(moments, **{"action-publish": "1", **values}))
    assert (response.status_code, Event.objects.count()) == (200, 0)
    return response


CANNOT_BE = [
    ("26-06-2026 08:00", "26-06-2026 09:00", "starts_at", "Dit valt buiten de editie (25 juni 2026)."),
    ("24-06-2026 20:00", "24-06-2026 21:00", "starts_at", "Dit valt buiten de editie (25 juni 2026)."),
    (
        "26-06-2026 05:00",
        "26-06-2026 06:30",
        "ends_at",
        "De editie eindigt op vrijdag 26 juni 2026 06:00; dit moment loopt langer door.",
    ),
    ("25-06-2026 21:00", "25-06-2026 20:00", "ends_at", "Het einde moet na het begin liggen."),
    ("29-03-2026 02:30", "29-03-2026 04:00", "starts_at", "Dit tijdstip bestaat niet"),
    ("25-10-2026 02:30", "25-10-2026 04:00", "starts_at", "Dit tijdstip komt twee keer voor"),
    ("over een week", "", "starts_at", "Voer een geldige datum/tijd in."),
]


def test_moments_that_cannot_be_are_refused_each_with_its_sentence_and_stay_on_screen(desk: Client) -> None:
    edition, venue = make_edition(starts_on=day("2026-06-25")), make_venue()
    moments = [moment_data(venue, starts, ends) for starts, ends, _, _ in CANNOT_BE]
    response = say_no(desk, moments, edition=edition.pk)
    html, said = response.content.decode(), said_at_fields(response)
    expected = {f"occurrences-{n}-{field}": sentence for n, (_, _, field, sentence) in enumerate(CANNOT_BE)}
    assert said.keys() == expected.keys()
    assert [said[name] for name, sentence in expected.items() if not said[name].startswith(sentence)] == []
    assert [starts for starts, _, _, _ in CANNOT_BE if f'value="{starts}"' not in html] == []
    assert 'value="Sterren boven de gracht"' in html


def test_the_small_hours_belong_to_the_evening_before(desk: Client) -> None:
    edition, venue = make_edition(starts_on=day("2026-06-25")), make_venue()
    moments = [moment_data(venue, "26-06-2026 01:00", "26-06-2026 05:30")]
    desk.post(reverse(ADD), event_data(moments, edition=edition.pk, **{"action-publish": "1"}))
    assert Occurrence.objects.get().starts_at == utc(2026, 6, 25, 23)


def test_an_hour_that_comes_twice_is_taken_with_the_word_behind_it_and_shown_with_it(desk: Client) -> None:
    venue, typed = make_venue(), [f"25-10-2026 02:30 {word}" for word in ("zomertijd", "wintertijd")]
    moments = [moment_data(venue, starts, "25-10-2026 04:00") for starts in typed]
    desk.post(reverse(ADD), event_data(moments, **{"action-publish": "1"}))
    assert [row.starts_at for row in Occurrence.objects.order_by("pk")] == [
        utc(2026, 10, 25, hour, 30) for hour in (0, 1)
    ]
    html = desk.get(reverse(EDIT, args=[Event.objects.get().pk])).content.decode()
    assert [html.count(f'value="{starts}"') for starts in typed] == [1, 1]


def test_the_last_day_of_what_lasts_all_day_is_said_and_kept_as_people_mean_it(desk: Client) -> None:
    venue = make_venue()
    whole = moment_data(venue, "20-06-2026 09:00", "21-06-2026 00:00", all_day="on")
    desk.post(reverse(ADD), event_data([whole], **{"action-publish": "1"}))
    occurrence = Occurrence.objects.get()
    assert (occurrence.starts_at, occurrence.ends_at) == (utc(2026, 6, 19, 22), utc(2026, 6, 21, 22))
    html = desk.get(reverse(EDIT, args=[occurrence.event_id])).content.decode()
    assert 'value="21-06-2026 23:59"' in html


def test_an_event_without_a_moment_is_a_draft_but_not_published(desk: Client) -> None:
    assert "zonder moment staat de activiteit nergens in de agenda" in text_of(say_no(desk, []))
    desk.post(reverse(ADD), event_data([]))
    assert Event.objects.get().live is False


def test_a_moment_with_registrations_is_not_taken_away_but_comes_back_with_advice(desk: Client) -> None:
    occurrence = make_open_occurrence()
    make_registration(occurrence)
    gone = stored_moment(occurrence, DELETE="1")
    response = desk.post(
        reverse(EDIT, args=[occurrence.event_id]), event_data([gone], initial=1, **{"action-publish": "1"})
    )
    html = response.content.decode()
    assert "Zet de stand op ‘afgelast’ in plaats van het weg te halen" in html
    (deleted,) = re.findall(r'<input[^>]*name="occurrences-0-DELETE"[^>]*>', html)
    assert "value" not in deleted
    assert Occurrence.objects.filter(pk=occurrence.pk).exists()


def test_a_draft_that_left_out_a_moment_cannot_be_published_over_its_registrations(desk: Client) -> None:
    event = make_public_event(occurrences=2)
    first, second = event.occurrences.order_by("starts_at")
    address = reverse(EDIT, args=[event.pk])
    desk.post(address, event_data([stored_moment(first), stored_moment(second, DELETE="1")], initial=2))
    make_registration(second)
    response = desk.post(address, event_data([stored_moment(first)], initial=1, **{"action-publish": "1"}))
    assert "ontbreekt in dit concept, maar er zijn aanmeldingen voor" in response.content.decode()
    assert event.occurrences.count() == 2


def test_two_things_in_one_hall_at_one_hour_are_mentioned_and_allowed(desk: Client) -> None:
    venue = make_venue()
    make_public_event(at__venue=venue, at__starts_at=utc(2026, 6, 25, 18), title="Orgel bij kaarslicht")
    moments = [moment_data(venue, "25-06-2026 20:30", "25-06-2026 21:00")]
    response = desk.post(reverse(ADD), event_data(moments, **{"action-publish": "1"}), follow=True)
    assert "daar ook ‘Orgel bij kaarslicht’" in response.content.decode()
    assert Event.objects.filter(live=True).count() == 2


def test_more_seats_given_than_there_will_be_is_mentioned(desk: Client) -> None:
    occurrence = make_open_occurrence(capacity=10)
    make_registration(occurrence, seats=6)
    make_registration(occurrence, seats=3, state="waitlisted")  # who waits was given nothing
    moments = [stored_moment(occurrence, capacity=4)]
    response = desk.post(
        reverse(EDIT, args=[occurrence.event_id]),
        event_data(moments, initial=1, **{"action-publish": "1"}),
        follow=True,
    )
    assert "6 plaatsen zijn al vergeven, en u zet het aantal op 4." in response.content.decode()


def test_an_event_of_the_public_is_not_deleted_alone_or_in_bulk(desk: Client) -> None:
    told, registered = make_public_event().occurrences.get(), make_open_occurrence()
    make_registration(registered)
    for occurrence, sentence in ((told, "staat op de site"), (registered, "er zijn aanmeldingen (1)")):
        alone = reverse("wagtailsnippets_events_event:delete", args=[occurrence.event_id])
        bulk = reverse("wagtail_bulk_action", args=["events", "event", "delete"]) + f"?id={occurrence.event_id}"
        for address in (alone, bulk):
            assert sentence in desk.post(address, follow=True).content.decode()
    assert Event.objects.count() == 2


def test_a_venue_in_use_is_not_deleted_and_the_desk_says_by_what(desk: Client) -> None:
    venue = make_venue()
    make_public_event(at__venue=venue, title="Orgel bij kaarslicht")
    response = desk.post(reverse("wagtailsnippets_events_venue:delete", args=[venue.pk]), follow=True)
    assert "kan niet weg, want het wordt nog gebruikt: moment ‘Orgel bij kaarslicht" in response.content.decode()


def test_a_draft_whose_venue_was_deleted_opens_and_asks_for_another(desk: Client) -> None:
    event, venue = make_public_event(), make_venue()
    address = reverse(EDIT, args=[event.pk])
    desk.post(address, event_data([stored_moment(event.occurrences.get(), venue=venue.pk)], initial=1))
    venue.delete()
    assert desk.get(address).status_code == 200
    draft = Event.objects.get().get_latest_revision_as_object()
    assert draft.occurrences.get().venue is None


def test_a_copy_is_a_draft_of_its_own_with_new_code_and_uids(desk: Client) -> None:
    event = make_public_event(occurrences=2)
    page = desk.get(reverse("wagtailsnippets_events_event:copy", args=[event.pk])).content.decode()
    assert f'value="{event.title} (kopie)"' in page
    assert str(event.occurrences.first().public_id) not in page
    first, second = ({**stored_moment(row), "id": "", "identity": ""} for row in event.occurrences.all())
    desk.post(reverse(ADD), event_data([first, second], initial=2, title="Orgel nog eens"))
    copy = Event.objects.exclude(pk=event.pk).get()
    assert (copy.live, copy.code != event.code, copy.occurrences.count()) == (False, True, 2)
    assert not set(copy.occurrences.values_list("public_id")) & set(event.occurrences.values_list("public_id"))


def test_the_uid_of_a_moment_of_another_event_cannot_be_taken(desk: Client) -> None:
    other = make_public_event().occurrences.get()
    taken = moment_data(make_venue(), "25-06-2026 20:00", "25-06-2026 21:00", identity=str(other.public_id))
    desk.post(reverse(ADD), event_data([taken], **{"action-publish": "1"}))
    other.refresh_from_db()
    mine = Event.objects.exclude(pk=other.event_id).get().occurrences.get()
    assert (mine.public_id != other.public_id, mine.pk != other.pk) == (True, True)


@pytest.mark.parametrize(("address", "number"), [("list", 12), ("edit", 38)])
def test_more_events_and_more_moments_cost_no_more_queries(desk: Client, address: str, number: int) -> None:
    def ask(event: Event) -> str:
        return reverse(f"wagtailsnippets_events_event:{address}", args=[event.pk] if address == "edit" else [])

    small, large = make_public_event(make_edition()), make_public_event(make_edition(), occurrences=4)
    desk.get(ask(small))
    with CaptureQueriesContext(connection) as one:
        desk.get(ask(small))
    make_public_event(make_edition(), occurrences=3)
    with CaptureQueriesContext(connection) as many:
        desk.get(ask(large))
    assert (len(one), len(many)) == (number, number)
