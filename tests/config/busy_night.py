"""A night with what is cached of it, and everything that may happen to it: for tests of cached responses."""

import random
from datetime import timedelta
from typing import Any

from django.utils import timezone

from events.ledger.reconcile import reconcile_calendar
from events.models import Edition, Event, Occurrence, Registration
from newsletter.models import Issue, Rendition
from subscribers.models import Topic
from tests.factories import (
    local,
    make_edition,
    make_issue,
    make_organiser,
    make_public_event,
    make_registration,
    make_series,
    make_term,
    make_topic,
    make_venue,
)


def make_night() -> Edition:
    """This evening, with what counts seats and what does not."""
    series = make_series(slug="nacht", name="Nacht", name_en="Night")
    series.organisers.add(make_organiser())
    edition = make_edition(series, slug="2026", starts_on=timezone.localdate(), is_night=True)
    for n in range(5):
        make_public_event(
            edition,
            terms=[make_term()],
            organisers=[make_organiser()],
            at__way_in="register" if n % 2 else "free",
            at__capacity=8 if n % 2 else None,
            at__starts_at=local(2026, 6, 15, 19 + n % 3),
        )
    send("juni")
    return edition


def send(slug: str) -> None:
    """As if it had gone out just now."""
    issue = make_issue(make_topic(), slug=slug)
    issue.state, issue.started_at, issue.sent_at = Issue.State.SENT, timezone.now(), timezone.now()
    issue.save()
    Rendition.objects.create(issue=issue, language="nl", subject=issue.subject, web_html=f"<p>{slug}</p>")


class Town:
    """Everything that may happen to the programme, each by the way that knows nothing of a cache."""

    def __init__(self, edition: Edition, chance: random.Random, clock: Any) -> None:
        self.edition, self.chance, self.clock = edition, chance, clock

    def event(self) -> Event:
        return self.chance.choice(list(Event.objects.order_by("pk")))

    def occurrence(self) -> Occurrence:
        return self.chance.choice(list(Occurrence.objects.order_by("pk")))

    def rename(self) -> None:
        event = self.event()
        Event.objects.filter(pk=event.pk).update(title=f"Orgel {self.chance.random()}")
        reconcile_calendar(Event.objects.filter(pk=event.pk))

    def move(self) -> None:
        one, later = self.occurrence(), timedelta(minutes=self.chance.choice((-30, 15, 600)))
        Occurrence.objects.filter(pk=one.pk).update(starts_at=one.starts_at + later, ends_at=one.ends_at + later)
        reconcile_calendar()

    def add(self) -> None:
        make_public_event(self.edition, at__way_in="register", at__capacity=3)

    def withdraw(self) -> None:
        event = self.event()
        Event.objects.filter(pk=event.pk).update(live=False)
        reconcile_calendar(Event.objects.filter(pk=event.pk))

    def edit_edition(self) -> None:
        Edition.objects.update(theme=f"Thema {self.chance.random()}", is_cancelled=self.chance.random() < 0.2)

    def rename_venue(self) -> None:
        venue = self.occurrence().venue or make_venue()
        venue.name = f"Zaal {self.chance.random()}"
        venue.save()

    def register(self) -> None:
        make_registration(self.occurrence(), seats=self.chance.randint(1, 4))

    def cancel(self) -> None:
        found = Registration.objects.order_by("?").first()
        Registration.objects.filter(pk=found.pk if found else 0).update(state="cancelled")

    def widen(self) -> None:
        Occurrence.objects.filter(pk=self.occurrence().pk).update(
            capacity=self.chance.choice((2, 8, None)),
            registration_closes_at=self.chance.choice((None, timezone.now() + timedelta(minutes=20))),
        )

    def send_issue(self) -> None:
        send(f"nummer-{self.chance.random()}".replace(".", ""))

    def rename_issue(self) -> None:
        Issue.objects.update(subject=f"Onderwerp {self.chance.random()}")
        Topic.objects.filter(pk=Issue.objects.get(slug="juni").topics.get().pk).update(
            slug=f"kunst-{self.chance.randint(1, 99)}"
        )

    def wait(self) -> None:
        self.clock.shift(timedelta(minutes=self.chance.choice((1, 17, 45, 240, 60 * 24 * 3))))

    def set_clock_back(self) -> None:
        self.clock.shift(timedelta(minutes=-self.chance.choice((1, 90))))


STEPS = [name for name in vars(Town) if not name.startswith("_") and name not in {"event", "occurrence"}]
