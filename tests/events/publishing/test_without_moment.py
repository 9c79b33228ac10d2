"""A programme has no activity without a moment, whatever the door it is published by."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from events.models import CalendarEntry, Edition, Event, Refusal
from events.publishing.go_back import go_back
from events.publishing.planned import publish_due
from events.publishing.publish import publish_draft, publish_event
from events.publishing.versions import keep_live_version
from tests.events.programme.desk_forms import event_data
from tests.events.publishing.approving import EVENT, approve
from tests.factories import (
    make_edition,
    make_event,
    make_public_event,
)

pytestmark = pytest.mark.django_db

NO_MOMENT = "Voeg bij ‘Momenten’ minstens één moment toe: zonder moment staat de activiteit nergens in de agenda."


def without_moments(edition: Edition, **values: Any) -> Event:
    event = make_event(edition, title="Leeg", occurrences=0, **values)
    event.save_revision()
    return Event.objects.get(pk=event.pk)


def by_form(desk: Client, edition: Edition) -> str:
    typed = event_data([], edition=edition.pk, **{"action-publish": "1"})
    return str(desk.post(reverse(f"{EVENT}:add"), typed).content.decode())


def by_button_after_looking(desk: Client, edition: Edition) -> str:
    event = without_moments(edition, live=False)
    return str(desk.post(reverse(f"{EVENT}:difference", args=[event.pk]), follow=True).content.decode())


def by_edition(desk: Client, edition: Edition) -> str:
    without_moments(edition, live=False)
    address = reverse("wagtailsnippets_events_edition:publish", args=[edition.pk])
    return str(desk.post(address, follow=True).content.decode())


def by_plan(desk: Client, edition: Edition) -> str:
    without_moments(edition, live=False)
    address = reverse("wagtailsnippets_events_edition:publish", args=[edition.pk])
    return str(desk.post(address, {"at": "16-06-2026 09:00"}, follow=True).content.decode())


def by_approval(desk: Client, edition: Edition) -> str:
    event = without_moments(edition, live=False)
    approve(desk, event)
    return str(desk.get(reverse(f"{EVENT}:edit", args=[event.pk])).content.decode())


def by_the_clock(desk: Client, edition: Edition) -> str:
    version = without_moments(edition, live=False).latest_revision
    version.approved_go_live_at = version.created_at
    version.save()
    assert publish_due(version.created_at) == 0
    return " ".join(Refusal.objects.get().sentences)


def by_code(desk: Client, edition: Edition) -> str:
    with pytest.raises(ValidationError) as refused:
        publish_event(make_event(edition, live=False, occurrences=0))
    return " ".join(refused.value.messages)


def by_the_service(desk: Client, edition: Edition) -> str:
    with pytest.raises(ValidationError) as refused:
        publish_draft(without_moments(edition, live=False), by=None)
    return " ".join(refused.value.messages)


DOORS = [
    by_form, by_button_after_looking, by_edition, by_plan, by_approval, by_the_clock, by_code, by_the_service,
]  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_nothing_without_a_moment_is_published_by_any_door(
    desk: Client, door: Callable[[Client, Edition], str]
) -> None:
    assert NO_MOMENT in door(desk, make_edition())
    assert not Event.objects.filter(live=True).exists() and not CalendarEntry.objects.exists()


def test_nor_does_a_programme_go_back_to_it(clock: Any) -> None:
    edition = make_edition()
    event = make_event(edition, occurrences=0)
    keep_live_version(Event.objects.get(pk=event.pk))
    clock.shift(timedelta(hours=1))
    moment = make_public_event(edition, title="Ander").created_at
    Event.objects.get(pk=event.pk).unpublish()
    with pytest.raises(ValidationError) as refused:
        go_back(edition, moment, by=None)
    assert NO_MOMENT in " ".join(refused.value.messages)
    assert not Event.objects.get(pk=event.pk).live
