"""What happened after the programme was announced: moves, cancellations, visitors who registered."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone

from events.models import Event, Occurrence, Registration, Venue
from subscribers.demo.people import Person, invent_people
from subscribers.models import normalise_address

from .days import read_moment
from .programme import uid_of
from .reading import Row, moments_of

SOON = timedelta(days=70)
PENDING_SHOWN = timedelta(days=1)  # longer than in earnest, so that there is something to see
SMALLEST_FILLED = 15  # the smallest rooms stay empty, for whoever wants to try


def change_moments(made: list[tuple[Row, Event]], today: date) -> list[int]:
    """Move, cancel or postpone what the data say changed; returns the events concerned, not yet told to the public."""
    touched = []
    for row, event in made:
        base = event.edition.starts_on if event.edition else today
        for number, moment in enumerate(moments_of(row)):
            if later := moment.get("later") or row.get("later"):
                change_moment(uid_of(row["slug"], number), later, base, today)
                touched.append(event.pk)
    return touched


def change_moment(uid: UUID, later: Row, base: date, today: date) -> None:
    moment = Occurrence.objects.get(public_id=uid)
    moment.status_reason, moment.status_reason_en = later["reason"], later.get("reason_en", "")
    moment.status = later.get("status", moment.status)
    if "starts" in later:
        moment.starts_at, moment.ends_at = read_moment(later["starts"], base, today)
    if "venue" in later:
        moment.venue = Venue.objects.get(slug=later["venue"])
    moment.save()


def seed_registrations(made: list[tuple[Row, Event]]) -> int:
    """Parties of invented visitors: exactly those the data ask for, and a scattering over the coming weeks."""
    people, now = iter(invent_people(4000, seed=30)), timezone.now()
    rows: list[Registration] = []
    for row, _event in made:
        for number, moment in enumerate(moments_of(row)):
            if "fill" in moment:
                occurrence = Occurrence.objects.get(public_id=uid_of(row["slug"], number))
                rows += exact_parties(occurrence, moment["fill"]["seats"], moment["fill"]["waiting"], people, now)
    dice = random.Random(1574)
    coming = Occurrence.objects.open_for_registration(now).filter(
        event__in=[event.pk for _, event in made], starts_at__lt=now + SOON, capacity__gte=SMALLEST_FILLED
    )
    for occurrence in coming.order_by("starts_at", "public_id"):
        seats = int((occurrence.capacity or 0) * dice.uniform(0, 0.6))
        rows += exact_parties(occurrence, seats, 0, people, now)
        if occurrence.must_confirm:
            rows += [party(occurrence, next(people), size, Registration.State.PENDING, now) for size in (1, 2)]
    Registration.objects.bulk_create(rows)
    return len(rows)


def exact_parties(
    occurrence: Occurrence, seats: int, waiting: int, people: Iterator[Person], now: datetime
) -> list[Registration]:
    """Unsaved parties of one to four that together take ``seats``, and after them ``waiting`` on the waiting list."""
    states = [(Registration.State.CONFIRMED, seats), (Registration.State.WAITLISTED, waiting)]
    sizes = [(state, size) for state, total in states for size in party_sizes(total, occurrence.party_limit)]
    begun = now - timedelta(minutes=17 * (len(sizes) + 1))
    return [
        party(occurrence, next(people), size, state, begun + timedelta(minutes=17 * place))
        for place, (state, size) in enumerate(sizes)
    ]


def party_sizes(total: int, limit: int) -> list[int]:
    """Parties of 2, 1, 4, 3, … that add up to ``total``."""
    sizes: list[int] = []
    while (left := total - sum(sizes)) > 0:
        sizes.append(min(left, limit, (2, 1, 4, 3, 1)[len(sizes) % 5]))
    return sizes


def party(occurrence: Occurrence, person: Person, seats: int, state: str, at: datetime) -> Registration:
    return Registration(
        occurrence=occurrence, name=person.name, email=person.email, email_normalised=normalise_address(person.email),
        language=person.language, seats=seats, state=state, created_at=at,
        confirmed_at=at if state == Registration.State.CONFIRMED else None,
        lapses_at=at + PENDING_SHOWN if state == Registration.State.PENDING else None,
    )  # fmt: skip


def submit_proposals(made: list[tuple[Row, Event]], by: AbstractBaseUser | None) -> None:
    """Partners' events are drafts that wait for staff: a revision each, in the moderation that is set up, if any."""
    for row, event in made:
        if "proposed_by" not in row:
            continue
        proposal = Event.objects.get(pk=event.pk)
        proposal.save_revision(user=by)
        workflow = proposal.get_workflow()
        if workflow and by:
            workflow.start(proposal, by)
