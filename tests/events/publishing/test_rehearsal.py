"""Before staff publish they read how many mails go to whom; afterwards how many went. It is the same number."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from events.models import CalendarEntry, Change, Edition, Event, Organiser, Registration, Venue
from events.publishing.publish import publish_draft
from events.publishing.rehearsal import Rehearsal, rehearse_drafts
from events.publishing.versions import publications_of
from subscribers.models import Message
from tests.factories import (
    make_edition,
    make_event,
    make_organiser,
    make_public_event,
    make_registration,
    make_staff,
    make_venue,
)

pytestmark = pytest.mark.django_db

EVENT, EDITION = "wagtailsnippets_events_event", "wagtailsnippets_events_edition"
THREE = "naar bezoekers: 1 aan wie een plaats heeft, 1 aan wie op de wachtlijst staat, 1 aan wie nog moet bevestigen."
NONE = "Er gaat geen mail naar bezoekers."


def with_parties(event: Event) -> Event:
    """One of each who hears of changes, and one who does not any more."""
    for state in ("confirmed", "waitlisted", "pending", "cancelled"):
        make_registration(event.occurrences.first(), state=state)
    return event


def event_with_parties(edition: Edition | None = None, **values: Any) -> Event:
    return with_parties(make_public_event(edition, at__way_in="register", at__capacity=1, **values))


def draft(event: Event, **moment: Any) -> Event:
    """A draft in which the first moment is otherwise; with nothing, in which the text is."""
    changed = Event.objects.get(pk=event.pk)
    rows = list(changed.occurrences.all())
    for name, value in moment.items():
        setattr(rows[0], name, value)
    changed.occurrences = rows
    changed.text = changed.text if moment else "<p>Anders.</p>"
    changed.save_revision()
    return changed


def moved(event: Event) -> dict[str, Any]:
    first = event.occurrences.first()
    assert first.ends_at
    hour = timedelta(hours=1)
    return {"starts_at": first.starts_at + hour, "ends_at": first.ends_at + hour}


CHANGES: dict[str, Callable[[Event], dict[str, Any]]] = {
    "moved": moved,
    "called off": lambda event: {"status": "cancelled", "status_reason": "De zaal is dicht."},
    "postponed": lambda event: {"status": "postponed", "status_reason": "Het stormt."},
    "more seats": lambda event: {"capacity": 40},
    "no limit": lambda event: {"capacity": None},
    "free to walk in": lambda event: {"way_in": "free"},
    "another text": lambda event: {},
}


FEW = ("moved", "no limit")  # of an edition; one event has them all


def page(desk: Client, kind: str, step: str, *arguments: object) -> str:
    html = desk.get(reverse(f"{kind}:{step}", args=arguments)).content.decode()
    return re.sub(r"\s+", " ", html)


def done(desk: Client, kind: str, step: str, *arguments: object) -> str:
    return desk.post(reverse(f"{kind}:{step}", args=arguments), {}, follow=True).content.decode()


def told(desk: Client, kind: str, step: str, *arguments: object) -> str:
    """The sentences alone that the next page shows, as ``done`` has it."""
    request = desk.post(reverse(f"{kind}:{step}", args=arguments), {}).wsgi_request
    return " ".join(str(one) for one in get_messages(request))


def mails_in(sentence: str, verb: str) -> int:
    """The number in "Er gaan 3 mails naar bezoekers"; one sentence, no more."""
    (found,) = re.findall(rf"Er (?:{verb}) (geen|\d+) mails? naar bezoekers", sentence)
    return 0 if found == "geen" else int(found)


def stand() -> tuple[Any, ...]:
    """Everything that publishing writes."""
    return (
        Message.objects.count(),
        list(Registration.objects.order_by("pk").values_list("state", "sequence")),
        list(CalendarEntry.objects.order_by("pk").values_list("sequence", "facts", "changed_at")),
        list(Event.objects.order_by("pk").values_list("live", "live_revision", "latest_revision", "last_published_at")),
        Change.objects.count(),
    )


def assert_said_before_and_after(desk: Client, *address: Any) -> None:
    """The page writes nothing, and as many mails go as it said; afterwards it says how many went."""
    before = stand()
    said = mails_in(page(desk, *address), "gaan|gaat")
    assert stand() == before
    sentences = told(desk, *address)
    assert Message.objects.count() == said
    if Change.objects.count() > before[-1] or said:
        assert mails_in(sentences, "gingen|ging") == said


@pytest.mark.parametrize("change", CHANGES)
def test_what_is_said_before_is_what_goes_for_one_event(desk: Client, change: str) -> None:
    event = event_with_parties()
    draft(event, **CHANGES[change](event))
    assert_said_before_and_after(desk, EVENT, "difference", event.pk)


@pytest.mark.parametrize(
    "change",
    [change if change in FEW else pytest.param(change, marks=pytest.mark.slow) for change in CHANGES],
)
def test_what_is_said_before_is_what_goes_for_an_edition(desk: Client, change: str) -> None:
    edition = make_edition()
    events = [event_with_parties(edition), event_with_parties(edition), make_public_event(edition)]
    for event in events:
        draft(event, **CHANGES[change](event))
    assert_said_before_and_after(desk, EDITION, "publish", edition.pk)


def test_it_says_to_whom(desk: Client) -> None:
    event = event_with_parties()
    draft(event, **moved(event))
    assert f"Er gaan 3 mails {THREE}" in page(desk, EVENT, "difference", event.pk)
    assert f"Er gaan 3 mails {THREE}" in page(desk, EVENT, "edit", event.pk)
    assert f"Er gingen 3 mails {THREE}" in done(desk, EVENT, "difference", event.pk)


def test_who_makes_room_reads_how_many_get_a_place_from_the_waiting_list(desk: Client) -> None:
    event = event_with_parties()
    draft(event, capacity=40)
    who = "1 aan wie van de wachtlijst een plaats krijgt"
    assert who in page(desk, EVENT, "difference", event.pk)
    assert Registration.objects.filter(state="waitlisted").count() == 1
    assert who in done(desk, EVENT, "difference", event.pk)


def test_who_changes_a_text_mails_nobody_and_reads_so(desk: Client) -> None:
    event = event_with_parties()
    draft(event)
    assert NONE in page(desk, EVENT, "difference", event.pk)
    assert "Er ging geen mail naar bezoekers." in done(desk, EVENT, "difference", event.pk)


def test_taking_off_the_site_says_so_too(desk: Client) -> None:
    event = event_with_parties()
    before = stand()
    assert f"Er gaan 3 mails {THREE}" in page(desk, EVENT, "unpublish", event.pk)
    assert stand() == before
    assert f"Er gingen 3 mails {THREE}" in done(desk, EVENT, "unpublish", event.pk)


def test_what_comes_back_after_it_was_taken_off_says_so_in_its_form(desk: Client) -> None:
    event = event_with_parties()
    event.save_revision().publish(user=make_staff())
    done(desk, EVENT, "unpublish", event.pk)
    Message.objects.all().delete()
    assert f"Er gaan 3 mails {THREE}" in page(desk, EVENT, "edit", event.pk)
    assert f"Er gingen 3 mails {THREE}" in done(desk, EVENT, "difference", event.pk)


def test_going_back_says_so_too(desk: Client, clock: Any) -> None:
    edition = make_edition()
    event = event_with_parties(edition)
    event.save_revision().publish(user=make_staff())
    clock.shift(timedelta(hours=1))
    draft(event, **moved(event))
    publish_draft(Event.objects.get(pk=event.pk), by=None)
    Message.objects.all().delete()
    at = int(publications_of(edition)[0].began_at.timestamp())
    assert f"Er gaan 3 mails {THREE}" in page(desk, EDITION, "go_back", edition.pk, at)
    assert f"Er gingen 3 mails {THREE}" in done(desk, EDITION, "go_back", edition.pk, at)


def rename(desk: Client, venue: Venue, **values: Any) -> str:
    data = {
        "name": "Andere zaal",
        "street": "Elders 1",
        "slug": venue.slug,
        "former_names-TOTAL_FORMS": 0,
        "former_names-INITIAL_FORMS": 0,
    }
    address = reverse("wagtailsnippets_events_venue:edit", args=[venue.pk])
    return desk.post(address, data | values, follow=True).content.decode()


def said_of_mails(html: str) -> str:
    (said,) = re.findall('name="mails_visitors" value="([^"]*)"', html)
    return str(said)


def test_a_row_that_events_refer_to_is_saved_when_it_was_read_whom_that_mails(desk: Client) -> None:
    venue = make_venue()
    with_parties(make_public_event(at__venue=venue, at__way_in="register"))
    asked = rename(desk, venue)
    assert (Message.objects.count(), Venue.objects.filter(name="Andere zaal").exists()) == (0, False)
    assert 'value="Andere zaal"' in asked
    assert said_of_mails(asked) in asked.replace(f'value="{said_of_mails(asked)}"', "")  # in words too
    done = rename(desk, venue, mails_visitors=said_of_mails(asked))
    assert Message.objects.count() == mails_in(said_of_mails(asked), "gaan|gaat") == mails_in(done, "gingen|ging") > 0


def test_somebody_who_registered_in_between_is_counted_before_a_row_is_saved(desk: Client) -> None:
    venue = make_venue()
    event = with_parties(make_public_event(at__venue=venue, at__way_in="register"))
    asked = rename(desk, venue)
    make_registration(event.occurrences.first(), state="waitlisted")
    again = rename(desk, venue, mails_visitors=said_of_mails(asked))
    assert Message.objects.count() == 0
    assert mails_in(said_of_mails(again), "gaan") == mails_in(said_of_mails(asked), "gaat") + 1


def test_a_row_whose_change_mails_nobody_is_saved_at_once(desk: Client) -> None:
    venue = make_venue()
    make_public_event(at__venue=venue, at__way_in="register")
    rename(desk, venue)
    assert Venue.objects.get().name == "Andere zaal"


def test_rows_that_are_deleted_together_say_whom_that_mails(desk: Client) -> None:
    rows = [make_organiser(), make_organiser()]
    for organiser in rows:
        with_parties(make_public_event(organisers=[organiser], at__way_in="register"))  # room for who waits
    ticked = "&".join(f"id={organiser.pk}" for organiser in rows)
    address = f"/beheer/bulk/events/organiser/delete/?next=/beheer/&{ticked}"
    assert mails_in(desk.get(address).content.decode(), "gaan") == 2
    assert Message.objects.count() == 0
    html = desk.post(address, follow=True).content.decode()
    assert "In de agenda’s van bezoekers: 2 teksten." in html
    assert Message.objects.count() == mails_in(html, "gingen|ging") == 2


def test_a_row_that_is_deleted_says_before_whom_that_mails(desk: Client) -> None:
    organiser = make_organiser()
    with_parties(make_public_event(organisers=[organiser], at__way_in="register"))
    address = reverse("wagtailsnippets_events_organiser:delete", args=[organiser.pk])
    said = mails_in(desk.get(address).content.decode(), "gaan|gaat")
    assert Organiser.objects.exists()
    assert mails_in(desk.post(address, follow=True).content.decode(), "gingen|ging") == said == 1


def test_what_cannot_be_published_says_why_instead_of_a_number(desk: Client) -> None:
    event = event_with_parties()
    draft(event, starts_at=event.occurrences.first().starts_at, ends_at=event.occurrences.first().starts_at)
    html = page(desk, EVENT, "difference", event.pk)
    assert "Zo kan het nog niet:" in html
    assert "naar bezoekers" not in html


def test_where_nobody_is_registered_nothing_is_tried(django_assert_num_queries: Any) -> None:
    event = make_public_event()
    draft(event, **moved(event))
    with django_assert_num_queries(1):
        assert rehearse_drafts([event], by=None) == Rehearsal()


def test_what_does_not_take_place_has_no_hour_afterwards(desk: Client) -> None:
    event = event_with_parties()
    draft(event, status="cancelled", status_reason="De zaal is dicht.")
    html = page(desk, EVENT, "difference", event.pk)
    assert "<td>gaat niet door: De zaal is dicht.</td>" in html
    assert html.count("20:00") == 1
    draft(event, status="postponed", status_reason="Het stormt.")
    assert "<td>uitgesteld: Het stormt.</td>" in page(desk, EVENT, "difference", event.pk)


def test_a_new_event_has_its_hour_afterwards(desk: Client) -> None:
    event = make_event(live=False, title="Nieuw")
    event.save_revision()
    assert "20:00" in page(desk, EVENT, "difference", event.pk)
