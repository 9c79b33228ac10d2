"""Seats that come free go to who waits, whatever freed them, in the order that stands on the page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events import tasks
from events.models import Occurrence, Registration
from events.publishing.go_back import go_back
from events.publishing.telling import telling
from events.registration.registering import cancel_registration
from events.registration.seats.line import ahead_of
from events.registration.seats.why import why_not_promoted
from subscribers.models import Message
from subscribers.screens.desk_urls import desk_address
from tests.events.registration.parties import confirm, publish, register, states
from tests.events.registration.secret_links import manage_address
from tests.events.registration.standings import edit
from tests.factories import make_edition, make_open_occurrence, make_public_event, make_registration, make_staff
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def queue(occurrence: Occurrence, **parties: int) -> None:
    """Each registers, in this order, with so many."""
    for name, seats in parties.items():
        register(occurrence, f"{name}@example.org", seats)


def told(name: str) -> list[str]:
    rows = Message.objects.filter(email=f"{name}@example.org").order_by("pk").values_list("kind", flat=True)
    return [kind.removeprefix("registration.") for kind in rows]


def raise_capacity(occurrence: Occurrence) -> None:
    publish(occurrence, capacity=4)


def open_to_all(occurrence: Occurrence) -> None:
    publish(occurrence, way_in="free")


def drop_the_limit(occurrence: Occurrence) -> None:
    publish(occurrence, capacity=None)


def cancel_the_first(occurrence: Occurrence) -> None:
    cancel_registration(occurrence.registrations.get(email="anna@example.org"))


def change_rows_past_every_form(occurrence: Occurrence) -> None:
    Occurrence.objects.filter(pk=occurrence.pk).update(capacity=4)
    tasks.tick()


@pytest.mark.parametrize(
    "free", [raise_capacity, open_to_all, drop_the_limit, cancel_the_first, change_rows_past_every_form]
)
def test_whatever_frees_seats_gives_them_to_who_waits_and_tells_once(free: Callable[[Occurrence], None]) -> None:
    occurrence = make_open_occurrence(capacity=2)
    queue(occurrence, anna=2, bram=2)
    free(occurrence)
    assert states(occurrence)[1] == ("bram", "confirmed")
    tasks.tick()
    assert told("bram") == ["waitlisted", "promoted"]


def test_a_newcomer_does_not_pass_who_waits_when_rows_were_changed_past_every_form() -> None:
    occurrence = make_open_occurrence(capacity=2)
    queue(occurrence, anna=2, bram=2)
    Occurrence.objects.update(capacity=4)
    queue(occurrence, cato=1)
    assert states(occurrence) == [("anna", "confirmed"), ("bram", "confirmed"), ("cato", "waitlisted")]


def test_what_was_called_off_promotes_nobody_until_it_takes_place_after_all() -> None:
    occurrence = make_open_occurrence(capacity=2)
    queue(occurrence, anna=2, bram=2)
    publish(occurrence, status="cancelled", status_reason="Ziek.")
    cancel_the_first(occurrence)
    tasks.tick()
    assert told("bram") == ["waitlisted", "called-off"]
    publish(occurrence, status="scheduled", status_reason="")
    assert states(occurrence) == [("anna", "cancelled"), ("bram", "confirmed")]
    assert told("bram")[-1] == "promoted" and len(told("bram")) == 4


def test_what_is_put_back_gives_its_seats_too(clock: Any) -> None:
    edition = make_edition()
    occurrence = make_public_event(edition, at__way_in="register", at__capacity=4).occurrences.get()
    publish(occurrence, capacity=4)
    clock.shift(timedelta(hours=1))
    before = timezone.now()
    publish(occurrence, capacity=2)
    queue(occurrence, anna=2, bram=2)
    assert states(occurrence)[1] == ("bram", "waitlisted")
    go_back(edition, before, by=None)
    assert states(occurrence)[1] == ("bram", "confirmed")


def test_an_edition_that_takes_place_after_all_gives_the_seats_of_all_its_moments() -> None:
    edition = make_edition()
    moments = [make_public_event(edition, at__way_in="register", at__capacity=1).occurrences.get() for _ in range(2)]
    for occurrence in moments:
        queue(occurrence, anna=1, bram=1)
    for is_cancelled in (True, False):
        with telling(by=None) as doing:
            doing.touch(*[occurrence.event_id for occurrence in moments])
            edition.is_cancelled = is_cancelled
            edition.save()
        for occurrence in moments:
            if is_cancelled:
                cancel_the_first(occurrence)
    assert [states(occurrence)[1] for occurrence in moments] == [("bram", "confirmed")] * 2


def test_a_party_larger_than_the_room_stops_nobody_who_comes_either() -> None:
    occurrence = make_open_occurrence(capacity=6)
    queue(occurrence, anna=4, bram=6)
    publish(occurrence, capacity=5)
    queue(occurrence, cato=1, dirk=1)
    assert states(occurrence) == [
        ("anna", "confirmed"), ("bram", "waitlisted"), ("cato", "confirmed"), ("dirk", "waitlisted")
    ]  # fmt: skip
    assert Occurrence.objects.free_seats() == {occurrence.pk: 0}


def test_a_smaller_room_takes_nobody_s_place_away() -> None:
    occurrence = make_open_occurrence(capacity=4)
    queue(occurrence, anna=2, bram=2)
    publish(occurrence, capacity=1)
    assert states(occurrence) == [("anna", "confirmed"), ("bram", "confirmed")]
    cancel_the_first(occurrence)
    queue(occurrence, cato=1)
    assert states(occurrence)[-1] == ("cato", "waitlisted")


def stuck() -> Occurrence:
    """Three seats: two taken, four people wait, then one."""
    occurrence = make_open_occurrence(
        capacity=3, pass_over_hours=2, party_limit=6, starts_at=timezone.now() + timedelta(hours=8)
    )
    make_registration(occurrence, email="anna@example.org", seats=2)
    make_registration(occurrence, email="bram@example.org", seats=3, state="waitlisted")
    make_registration(occurrence, email="cato@example.org", state="waitlisted")
    return occurrence


def test_who_fits_is_passed_by_nobody_until_the_hour_that_staff_chose(clock: Any) -> None:
    occurrence = stuck()
    clock.shift(timedelta(hours=5, minutes=59))
    tasks.tick()
    assert [state for _, state in states(occurrence)] == ["confirmed", "waitlisted", "waitlisted"]
    queue(occurrence, dirk=1)
    clock.shift(timedelta(minutes=1))
    assert Occurrence.objects.free_seats() == {occurrence.pk: 1}
    tasks.tick()
    assert [state for _, state in states(occurrence)] == ["confirmed", "waitlisted", "confirmed", "waitlisted"]
    assert (told("cato"), told("bram")) == (["promoted"], [])
    assert Occurrence.objects.free_seats() == {occurrence.pk: 0}


def test_who_comes_past_that_hour_may_pass_who_does_not_fit_and_nobody_who_does(clock: Any) -> None:
    occurrence = stuck()
    clock.shift(timedelta(hours=7))
    queue(occurrence, dirk=1)
    assert [state for _, state in states(occurrence)] == ["confirmed", "waitlisted", "confirmed", "waitlisted"]
    cancel_registration(occurrence.registrations.get(email="cato@example.org"))
    assert states(occurrence)[-1] == ("dirk", "confirmed")
    cancel_the_first(occurrence)
    queue(occurrence, els=2)
    assert states(occurrence)[1] == ("bram", "waitlisted") and states(occurrence)[-1] == ("els", "confirmed")


def test_seats_of_who_must_confirm_are_kept_past_that_hour_too(clock: Any) -> None:
    occurrence = stuck()
    Occurrence.objects.update(must_confirm=True)
    occurrence.registrations.exclude(email="anna@example.org").delete()
    queue(occurrence, bram=1)
    clock.shift(timedelta(hours=7))
    occurrence.registrations.filter(state="pending").update(lapses_at=timezone.now() + timedelta(minutes=1))
    Occurrence.objects.update(must_confirm=False)
    queue(occurrence, cato=1)
    assert states(occurrence)[1:] == [("bram", "pending"), ("cato", "waitlisted")]
    confirm(occurrence, "bram@example.org")
    assert states(occurrence)[1:] == [("bram", "confirmed"), ("cato", "waitlisted")]


def test_who_waits_is_told_how_many_wait_before(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=2)
    queue(occurrence, anna=2, bram=2, cato=1, dirk=1)
    assert [ahead_of(party) for party in occurrence.registrations.waiting()] == [(0, 0), (1, 2), (2, 3)]


def test_the_tick_looks_only_where_somebody_waits_and_there_are_seats() -> None:
    for _ in range(3):
        queue(make_open_occurrence(capacity=2), anna=2, bram=1)
    assert Occurrence.objects.with_room_for_waiting(timezone.now()).count() == 0
    Occurrence.objects.update(capacity=3)
    assert Occurrence.objects.with_room_for_waiting(timezone.now()).count() == 3
    assert tasks.tick()["promoted"] == 3
    assert Occurrence.objects.with_room_for_waiting(timezone.now()).count() == 0


def test_past_the_hour_that_staff_chose_nobody_who_waits_gets_a_place(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=2, promote_until_hours=2, starts_at=timezone.now() + timedelta(hours=8))
    queue(occurrence, anna=1, bram=1, cato=1, dirk=1)
    clock.shift(timedelta(hours=5, minutes=59))
    cancel_the_first(occurrence)
    assert states(occurrence)[2] == ("cato", "confirmed")
    clock.shift(timedelta(minutes=1))
    cancel_registration(occurrence.registrations.get(email="bram@example.org"))
    assert (states(occurrence)[3], tasks.tick()["promoted"]) == (("dirk", "waitlisted"), 0)
    assert (why_not_promoted(occurrence), told("dirk")) == ("De wachtlijst is gesloten: het begint zo.", ["waitlisted"])


WHY = [
    ({"capacity": 2}, {"anna": 2, "bram": 1}, "Alle plaatsen zijn bezet."),
    ({"capacity": 3}, {"anna": 2, "bram": 2}, "Er is 1 plaats vrij, en wie vooraan staat wacht op 2."),
    ({"capacity": 4}, {"anna": 2, "bram": 3, "cato": 1}, "Er zijn 2 plaatsen vrij, en wie vooraan staat wacht op 3."),
    ({"capacity": 4}, {"anna": 2}, ""),
]


@pytest.mark.parametrize(("values", "parties", "why"), WHY)
def test_why_nobody_gets_a_place_is_one_sentence(
    client: Client, values: dict[str, Any], parties: dict[str, int], why: str
) -> None:
    occurrence = make_open_occurrence(**values)
    queue(occurrence, **parties)
    assert why_not_promoted(occurrence) == why
    for party in occurrence.registrations.waiting():
        assert why in text_of(client.get(manage_address(party).removeprefix("http://testserver")))
        client.force_login(make_staff())
        assert why in text_of(client.get(desk_address(Registration, "inspect", party.pk)))


def test_why_tells_of_what_keeps_seats_and_of_what_is_over(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=2)
    make_registration(occurrence, seats=1)
    lapses = timezone.now() + timedelta(hours=1)
    make_registration(occurrence, state="pending", lapses_at=lapses)
    waiting = make_registration(occurrence, state="waitlisted")
    assert why_not_promoted(occurrence).startswith("De plaatsen die er zijn, worden vastgehouden")
    Registration.objects.filter(pk=waiting.pk).update(seats=3)
    assert why_not_promoted(occurrence) == "Wie wacht, komt met meer mensen dan er in passen."
    clock.move_to(occurrence.starts_at)
    assert why_not_promoted(occurrence) == "Het is begonnen."
    edit(occurrence, status="postponed", status_reason="Ziek.")
    assert why_not_promoted(occurrence) == "Het gaat nu niet door."


def test_a_party_as_large_as_the_room_is_not_too_large(clock: Any) -> None:
    occurrence = make_open_occurrence(capacity=3)
    make_registration(occurrence, seats=2)
    make_registration(occurrence, seats=3, state="waitlisted")
    assert why_not_promoted(occurrence) == "Er is 1 plaats vrij, en wie vooraan staat wacht op 3."
