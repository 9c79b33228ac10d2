"""What ``/privacy/`` promises about visitors: three months after the visit only counts stay."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from events import tasks
from events.models import Change, Occurrence, Programme, Registration, Scan
from events.publishing.telling import tell_calendars
from events.registration import forgetting
from events.registration.mail.links import find_managed
from events.registration.registering import cancel_registration, register_attendee
from subscribers.access.tokens import issue_token
from subscribers.models import LinkToken, Message
from subscribers.screens.desk_urls import desk_address
from tests.factories import make_open_occurrence, make_registration, make_scan, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def occurrence(clock: Any) -> Occurrence:
    """Ten days from now, from eight to nine in the evening."""
    return make_open_occurrence(capacity=5)


def forget() -> dict[str, int]:
    return forgetting.forget_due(timezone.now(), 60)[0]


def everything_known() -> str:
    models = (Registration, Message, LinkToken, Scan)
    return str([list(model.objects.values()) for model in models]).casefold()


def visit(occurrence: Occurrence) -> Registration:
    """Anna and two more, registered on the site, let in at the door, in somebody's own programme."""
    register_attendee(
        occurrence.public_id, name="Anna de Vries", email="Anna@Example.org", seats=3, language="en", source="form"
    )
    party = Registration.objects.get()
    Registration.objects.filter(pk=party.pk).update(answers={"dieet": "Anna eet geen noten"}, sequence=2)
    make_scan(occurrence, code=party.code, people=3)
    Programme.objects.create(digest="0" * 64).registrations.add(party)
    Message.objects.update(state="sent")
    return party


def test_of_a_visit_long_ago_a_count_is_left_and_nobody(occurrence: Occurrence, clock: Any) -> None:
    party = visit(occurrence)
    old_code, old_id = party.code, str(party.public_id)
    clock.shift(timedelta(days=99))
    assert forget()["visitors"] == 0
    clock.shift(timedelta(days=3))
    assert forget()["visitors"] == 1
    known = everything_known()
    assert not [word for word in ("anna", "vries", old_code.casefold(), old_id, "noten") if word in known]
    assert list(
        Registration.objects.values_list(
            "name", "email", "seats", "state", "source", "answers", "sequence", "erased_at"
        )
    ) == [("gewist", "", 3, "confirmed", "form", {}, 0, timezone.now())]
    assert Scan.objects.get().people == 3
    assert not Scan.objects.of_codes([old_code.upper(), Registration.objects.get().code]).exists()
    assert Programme.objects.get().registrations.count() == 0
    assert forget()["visitors"] == 0


def test_the_moment_of_registering_becomes_a_day(occurrence: Occurrence, clock: Any) -> None:
    visit(occurrence)
    clock.shift(timedelta(days=200))
    forget()
    party = Registration.objects.get()
    assert party.created_at == party.confirmed_at
    assert f"{timezone.localtime(party.created_at):%Y-%m-%d %H:%M:%S}" == "2026-06-15 12:00:00"


def test_an_end_is_what_counts_and_every_party_goes_whatever_its_state(clock: Any) -> None:
    start = timezone.now() - timedelta(days=100)
    exhibition = make_open_occurrence(starts_at=start, ends_at=timezone.now() - timedelta(days=80))
    lecture = make_open_occurrence(starts_at=start, ends_at=None)
    make_registration(exhibition)
    for state in ("confirmed", "waitlisted", "cancelled"):
        make_registration(lecture, state=state)
    assert forget()["visitors"] == 3
    assert Registration.objects.get(erased_at=None).occurrence == exhibition


def test_the_link_in_the_mail_and_its_programme_lead_nowhere_any_more(occurrence: Occurrence, clock: Any) -> None:
    party = visit(occurrence)
    raw = issue_token("registration.manage", f"registration:{party.public_id}", valid_for=timedelta(days=400))
    clock.shift(timedelta(days=200))
    forget()
    assert find_managed(raw) is None


def test_who_was_erased_holds_no_seat_and_gets_no_mail_when_the_moment_is_used_again(
    occurrence: Occurrence, clock: Any
) -> None:
    visit(occurrence)
    make_registration(occurrence, state="waitlisted", seats=4)
    clock.shift(timedelta(days=200))
    forget()
    Message.objects.all().delete()
    Occurrence.objects.update(starts_at=timezone.now() + timedelta(days=5), ends_at=None)
    tell_calendars()
    for party in Registration.objects.all():
        cancel_registration(party)
    assert Message.objects.count() == 0
    assert Occurrence.objects.free_seats() == {occurrence.pk: 5}
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["confirmed", "waitlisted"]


def test_the_desk_shows_that_it_was_erased_and_offers_no_step(
    occurrence: Occurrence, clock: Any, client: Client
) -> None:
    visit(occurrence)
    clock.shift(timedelta(days=200))
    forget()
    client.force_login(make_staff())
    party = Registration.objects.get()
    for address in (desk_address(Registration, "list"), desk_address(party, "inspect", party.pk)):
        html = client.get(address).content.decode()
        assert "gewist" in html and desk_address(party, "cancel", party.pk) not in html


def test_batches_may_stop_anywhere_and_the_nightly_task_hands_over(
    occurrence: Occurrence, clock: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        make_registration(occurrence)
    clock.shift(timedelta(days=200))
    monkeypatch.setattr(forgetting, "BATCH", 2)
    settings.TASK_SOFT_SECONDS = 0
    assert (tasks.forget()["visitors"], OrmQ.objects.count()) == (2, 1)
    monkeypatch.setattr(forgetting, "blank", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        forget()
    assert Registration.objects.filter(erased_at=None).count() == 3
    monkeypatch.undo()
    assert tasks.forget()["visitors"] == 3


def test_who_of_the_staff_changed_the_programme_is_forgotten_after_two_years_and_the_change_is_not(
    occurrence: Occurrence, clock: Any
) -> None:
    staff = make_staff()
    Change.objects.update(by=staff)
    clock.shift(timedelta(days=729))
    assert forget()["names"] == 0
    clock.shift(timedelta(days=2))
    assert forget()["names"] == Change.objects.count()
    assert not Change.objects.exclude(by=None).exists()
