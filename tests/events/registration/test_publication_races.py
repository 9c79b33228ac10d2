"""A visitor does something while a publication is under way, or the other way round, on connections of their own.

The first holds its transaction open until the second has ended or waits: what commits during a publication is where
registrations were lost. Whichever comes first, everybody hears of the programme as it is in the end.
"""

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from events import tasks
from events.models import Event, Occurrence, Registration
from events.publishing.telling import telling
from events.registration.mail.links import about
from events.registration.registering import cancel_registration, confirm_registration
from events.registration.seats.line import count_seats, is_to_come, line_up
from subscribers.models import MailBudget, Message
from tests.at_once import at_once
from tests.events.registration.parties import publish, register
from tests.events.registration.test_pending_races import calendar_of, secret_of
from tests.factories import make_edition, make_public_event, make_venue

pytestmark = pytest.mark.django_db(transaction=True)

WAITED = 0.1  # seconds after which the second is taken to wait for the first


def during(first: Callable[[], Any], second: Callable[[], Any]) -> None:
    """``second`` begins when ``first`` has done its part and not yet committed."""
    acted, ended = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                first()
                acted.set()
                ended.wait(WAITED)
        finally:
            acted.set()

    def follow() -> None:
        acted.wait()
        try:
            second()
        finally:
            ended.set()

    at_once(hold, follow)


def moment() -> Occurrence:
    """Two seats: one taken, one to be confirmed; one waits."""
    occurrence = make_public_event(make_edition(), at__way_in="register", at__capacity=2).occurrences.get()
    register(occurrence, "taken@example.org")
    Occurrence.objects.filter(pk=occurrence.pk).update(must_confirm=True)
    register(occurrence, "asked@example.org")
    Occurrence.objects.filter(pk=occurrence.pk).update(must_confirm=False)
    register(occurrence, "waits@example.org")
    occurrence.refresh_from_db()
    return occurrence


def party(occurrence: Occurrence, name: str) -> Registration:
    return occurrence.registrations.get(email=f"{name}@example.org")


def try_to_register(occurrence: Occurrence, email: str, seats: int = 1) -> None:
    """What is closed or not to be registered for by then is refused."""
    try:
        register(occurrence, email, seats)
    except ValidationError as error:
        if error.code not in ("closed", "not_here"):
            raise


def come(occurrence: Occurrence) -> None:
    try_to_register(occurrence, "new@example.org")


def answer(occurrence: Occurrence) -> None:
    confirm_registration(secret_of(party(occurrence, "asked")))


def let_lapse(occurrence: Occurrence) -> None:
    occurrence.registrations.filter(state="pending").update(lapses_at=timezone.now())
    tasks.tick()


def leave(occurrence: Occurrence) -> None:
    cancel_registration(party(occurrence, "taken"))


def leave_the_line(occurrence: Occurrence) -> None:
    cancel_registration(party(occurrence, "waits"))


def ask_again(occurrence: Occurrence) -> None:
    try_to_register(occurrence, "waits@example.org")


ACTIONS = (come, answer, let_lapse, leave, leave_the_line, ask_again)


def edit_edition(occurrence: Occurrence, **values: Any) -> None:
    edition = occurrence.event.edition
    assert edition
    with telling(by=None) as told:
        told.touch(occurrence.event_id)
        type(edition).objects.filter(pk=edition.pk).update(**values)


def withdraw(occurrence: Occurrence) -> None:
    with telling(by=None) as told:
        told.touch(occurrence.event_id)
        Event.objects.get(pk=occurrence.event_id).unpublish()


PUBLICATIONS: dict[str, Callable[[Occurrence], None]] = {
    "called off": lambda one: publish(one, status="cancelled", status_reason="Ziek."),
    "postponed": lambda one: publish(one, status="postponed", status_reason="Later."),
    "edition called off": lambda one: edit_edition(one, is_cancelled=True, cancelled_reason="Storm."),
    "edition hidden": lambda one: edit_edition(one, is_public=False),
    "withdrawn": withdraw,
    "another hour": lambda one: publish(
        one, starts_at=one.starts_at + timedelta(hours=1), ends_at=one.starts_at + timedelta(hours=2)
    ),
    "another venue": lambda one: publish(one, venue=make_venue()),
    "more seats": lambda one: publish(one, capacity=5),
    "fewer seats": lambda one: publish(one, capacity=1),
    "free to walk in": lambda one: publish(one, way_in="free"),
    "tickets elsewhere": lambda one: publish(one, way_in="elsewhere", ticket_url="https://example.org/"),
}


def mails_to(one: Registration) -> list[Message]:
    return list(Message.objects.filter(about=about(one)).order_by("pk"))


def check(occurrence: Occurrence) -> None:
    """Everybody's last mail says what the programme says, nobody who fits waits, nothing is told twice."""
    occurrence = Occurrence.objects.select_related("entry").get(pk=occurrence.pk)
    entry = occurrence.entry  # type: ignore[attr-defined]
    with transaction.atomic():
        assert not is_to_come(occurrence, count_seats(occurrence)) or all(
            one.state != "waitlisted" for one in line_up(occurrence)[0]
        )
    for one in occurrence.registrations.holding():
        mails = mails_to(one)
        kinds = [mail.kind.removeprefix("registration.") for mail in mails]
        assert len(kinds) == len(set(kinds)), (one.email, kinds)
        if entry.status == "CANCELLED":
            said = "postponed" if entry.facts["status"] == "postponed" else "called-off"
            assert kinds[-1] == said, (one.email, kinds)
        calendars = [icalendar.Calendar.from_ical(text) for mail in mails if (text := calendar_of(mail))]
        assert bool(calendars) == (one.state == "confirmed")
        if calendars:
            method, event = calendars[-1]["METHOD"], calendars[-1].events[0]
            assert method == ("CANCEL" if entry.status == "CANCELLED" else "REQUEST")
            assert event.start == entry.starts_at and str(event["LOCATION"]).startswith(entry.facts["nl"]["place"])
            assert [one["METHOD"] for one in calendars].count("CANCEL") == (entry.status == "CANCELLED")


Action = Callable[[Occurrence], None]


def meetings(publications: Sequence[str], actions: Sequence[Action]) -> list[Any]:
    """The first publication with a few of the actions; and, slow, each with all others."""
    few, all_others = actions[:: len(publications)], pytest.mark.slow
    first, *others = publications
    return [
        pytest.param(first, few, id=first),
        pytest.param(first, [act for act in actions if act not in few], id=f"{first}, the others", marks=all_others),
        *(pytest.param(name, actions, id=name, marks=all_others) for name in others),
    ]


@pytest.mark.parametrize(("publication", "actions"), meetings(list(PUBLICATIONS), ACTIONS))
def test_whoever_does_something_during_a_publication_hears_of_it(publication: str, actions: Sequence[Action]) -> None:
    for act in actions:
        for order in (0, 1):
            occurrence = moment()
            steps = [lambda: act(occurrence), lambda: PUBLICATIONS[publication](occurrence)]  # noqa: B023
            during(*(steps if order == 0 else reversed(steps)))
            check(occurrence)
            forget_all()


@pytest.mark.parametrize(
    ("publication", "actions"),
    meetings(["called off", "edition called off", "postponed"], (answer, leave, leave_the_line, let_lapse)),
)
def test_what_takes_place_after_all_is_heard_by_who_does_something_meanwhile(
    publication: str, actions: Sequence[Action]
) -> None:
    for act in actions:
        for order in (0, 1):
            occurrence = moment()
            PUBLICATIONS[publication](occurrence)

            def restore(occurrence: Occurrence = occurrence) -> None:
                edit_edition(occurrence, is_cancelled=False)
                publish(occurrence, status="scheduled", status_reason="")

            steps = [lambda: act(occurrence), restore]  # noqa: B023
            during(*(steps if order == 0 else reversed(steps)))
            occurrence.refresh_from_db()
            with transaction.atomic():
                assert is_to_come(occurrence, count_seats(occurrence))
                assert all(one.state != "waitlisted" for one in line_up(occurrence)[0])
            for one in occurrence.registrations.holding():
                last = mails_to(one)[-1]
                assert last.kind in ("registration.restored", "registration.promoted", "registration.confirmed")
            forget_all()


@pytest.mark.slow
def test_two_publications_and_a_whole_night_of_visitors_wait_for_one_another_in_one_order() -> None:
    edition = make_edition()
    moments = [make_public_event(edition, at__way_in="register", at__capacity=2).occurrences.get() for _ in range(4)]

    def all_of(values: dict[str, Any], order: int) -> None:
        for occurrence in moments[::order]:
            publish(occurrence, **values)

    at_once(
        lambda: all_of({"capacity": 5}, 1),
        lambda: all_of({"capacity": 3}, -1),
        lambda: edit_all(edition, moments),
        *[
            lambda number=number, occurrence=occurrence: register(occurrence, f"{number}.{occurrence.pk}@example.org")  # type: ignore[misc]
            for number in range(3)
            for occurrence in moments
        ],
    )
    for occurrence in moments:
        assert occurrence.registrations.holding().count() == 3
        check(occurrence)


def edit_all(edition: Any, moments: list[Occurrence]) -> None:
    with telling(by=None) as told:
        told.touch(*[occurrence.event_id for occurrence in moments])
        type(edition).objects.filter(pk=edition.pk).update(theme="Ruimte")


def forget_all() -> None:
    """A next case begins without the mails and budgets of the last; its moment is another."""
    Message.objects.all().delete()
    Registration.objects.all().delete()
    MailBudget.objects.all().delete()
