"""Rows for tests, in one line each; everything a test does not care about has a plausible value."""

import itertools
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from django.contrib.auth import get_user_model
from django.db.models import Model
from django.utils import timezone
from wagtail.signal_handlers import disable_reference_index_auto_update

from events.ledger.reconcile import reconcile_calendar
from events.models import (
    Announcement,
    Edition,
    Evening,
    Event,
    Occurrence,
    Organiser,
    Registration,
    Scan,
    Scheme,
    Series,
    Term,
    Venue,
)
from newsletter.models import Issue
from subscribers.models import Message, Subscriber, Subscription, Topic, normalise_address
from subscribers.outbox.queueing import queue_message
from tests.first_told import SHARED, tell_first

NUMBER = itertools.count(1)
Row = TypeVar("Row", bound=Model)


def saved(row: Row) -> Row:
    """Without Wagtail's index of what refers to what, which costs more than the row and which no such test reads."""
    with disable_reference_index_auto_update():
        row.save()
    return row


def make_series(**values: Any) -> Series:
    n = next(NUMBER)
    return saved(Series(**{"slug": f"reeks-{n}", "name": f"Reeks {n}", "name_en": f"Series {n}", **values}))


def make_edition(series: Series | None = None, **values: Any) -> Edition:
    """Starts in ten days unless told otherwise."""
    day = values.pop("starts_on", timezone.localdate() + timedelta(days=10))
    row = {"slug": str(day.year), "starts_on": day, "ends_on": day, "theme": "Tijd", "theme_en": "Time", **values}
    return saved(Edition(series=series or make_series(), **row))


def make_venue(**values: Any) -> Venue:
    n = next(NUMBER)
    row = {
        "slug": f"locatie-{n}",
        "name": f"Pieterskerk {n}",
        "street": "Kloksteeg 16",
        "postcode": "2311 SL",
        "city": "Leiden",
        "lat": 52.1578,
        "lon": 4.4881,
        **values,
    }
    return saved(Venue(**row))


def make_organiser(**values: Any) -> Organiser:
    n = next(NUMBER)
    return saved(Organiser(**{"slug": f"partner-{n}", "name": f"Partner {n}", **values}))


def make_term(**values: Any) -> Term:
    n = next(NUMBER)
    scheme = values.pop("scheme", None) or Scheme.objects.create(slug=f"indeling-{n}", name=f"Indeling {n}")
    return Term.objects.create(
        **{"scheme": scheme, "slug": f"thema-{n}", "name": f"Thema {n}", "name_en": f"Theme {n}", **values}
    )


def make_event(
    edition: Edition | None = None, *, occurrences: int = 1, terms: Any = (), organisers: Any = (), **values: Any
) -> Event:
    """A live row that the public has not been told of yet (see ``make_public_event``)."""
    return make_cluster(edition, occurrences, terms, organisers, values)[0]


def make_cluster(
    edition: Edition | None, occurrences: int, terms: Any, organisers: Any, values: dict[str, Any]
) -> tuple[Event, list[Occurrence]]:
    """An event, and its occurrences with their venues at hand."""
    n = next(NUMBER)
    moment_values = {key[len("at__") :]: values.pop(key) for key in list(values) if key.startswith("at__")}
    row = {
        "title": f"Orgelconcert {n}",
        "title_en": f"Organ concert {n}",
        "slug": f"orgelconcert-{n}",
        "summary": f"Muziek {n}.",
        "summary_en": f"Music {n}.",
        "text": f"<p>Een avond {n}.</p>",
        "kind": "music",
        "live": True,
        "edition": edition,
        **values,
    }
    event = Event(**row)
    event.terms = list(terms)
    event.organisers = list(organisers)
    saved(event)
    return event, [make_occurrence(event, number=number, **moment_values) for number in range(occurrences)]


def make_occurrence(event: Event, *, number: int = 0, **values: Any) -> Occurrence:
    """An hour from 20:00 Amsterdam time on the edition's first day, or in ten days."""
    day = event.edition.starts_on if event.edition else timezone.localdate() + timedelta(days=10)
    starts_at = values.pop("starts_at", local(day.year, day.month, day.day, 20) + timedelta(hours=number))
    venue = values.pop("venue") if "venue" in values else make_venue()
    row = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=1), "venue": venue, **values}
    return saved(Occurrence(event=event, **row))


def make_public_event(edition: Edition | None = None, **values: Any) -> Event:
    """An event in the calendars of the public."""
    given = {name for name, value in {**values, "edition": edition}.items() if value is not None}
    if given & SHARED:
        event = make_event(edition, **values)
        reconcile_calendar(Event.objects.filter(pk=event.pk))
        return event
    event, occurrences = make_cluster(edition, values.pop("occurrences", 1), (), (), values)
    tell_first(event, occurrences)
    return event


def make_open_occurrence(*, capacity: int | None = 10, **values: Any) -> Occurrence:
    """A published occurrence that takes registrations."""
    event = make_public_event(
        **{f"at__{key}": value for key, value in {"way_in": "register", "capacity": capacity, **values}.items()}
    )
    return event.occurrences.get()


def make_announcement(occurrence: Occurrence, **values: Any) -> Announcement:
    """A draft to who has a place there."""
    row = {"about": str(occurrence), "standings": ["confirmed"], "subject": "De ingang", "body": "Kom!", **values}
    return Announcement.objects.create(occurrence=occurrence, **row)


def make_registration(occurrence: Occurrence, **values: Any) -> Registration:
    """A row as it is, past every rule."""
    n = next(NUMBER)
    email = values.pop("email", f"bezoeker{n}@example.org")
    row = {"name": f"Bezoeker {n}", "seats": 1, "state": "confirmed", "language": "nl", **values}
    return Registration.objects.create(
        occurrence=occurrence, email=email, email_normalised=normalise_address(email), **row
    )


def make_evening(day: date | None = None) -> Evening:
    return Evening.objects.get_or_create(day=day or timezone.localdate())[0]


def make_scan(occurrence: Occurrence | None, *, code: str = "", **values: Any) -> Scan:
    """Of one who comes in now, on the day of the occurrence; past every rule."""
    evening = values.pop("evening", None) or make_evening(
        timezone.localdate(occurrence.starts_at) if occurrence else None
    )
    now = values.get("happened_at") or timezone.now()
    row = {
        "nonce": uuid.uuid4(),
        "kind": "in",
        "shown": "in",
        "people": 1,
        "wall_at": now,
        "happened_at": now,
        **values,
    }
    row.setdefault("code_hash", evening.hash_of(code) if code else "")
    return Scan.objects.create(evening=evening, occurrence=occurrence, **row)


def make_topic(**values: Any) -> Topic:
    n = next(NUMBER)
    return Topic.objects.create(**{"slug": f"onderwerp-{n}", "name": f"Onderwerp {n}", "is_default": True, **values})


def make_subscriber(topic: Topic | None = None, *, state: str = "confirmed", **values: Any) -> Subscriber:
    n = next(NUMBER)
    email = values.pop("email", f"abonnee{n}@example.org")
    subscriber = Subscriber.objects.create(**{"email": email, "email_normalised": normalise_address(email), **values})
    if topic:
        Subscription.objects.create(subscriber=subscriber, topic=topic, state=state)
    return subscriber


PREHEADER = "Wat er deze week in de stad te zien en te doen is."  # without one an issue is warned of


def make_issue(topic: Topic | None = None, **values: Any) -> Issue:
    n = next(NUMBER)
    body = values.pop(
        "body", [("intro", {"heading": f"Welkom {n}", "text": f"<p>Nieuws uit de stad, nummer {n}.</p>", "signed": ""})]
    )
    row = {"slug": f"nummer-{n}", "title": f"Nummer {n}", "subject": f"Nieuws {n}", "preheader": PREHEADER}
    issue = Issue(**{**row, "body": body, **values})
    if topic:
        issue.topics = [topic]
    return saved(issue)


def make_message(about: str = "subscriber:1", to: str = "anna@example.org") -> Message:
    return queue_message("test.mail", about, to=to, language="nl", subject="Hallo", text="Hallo.", html="<p>Hallo.</p>")


def make_staff(**values: Any) -> Any:
    n = next(NUMBER)
    row = {"username": f"medewerker{n}", "email": f"medewerker{n}@example.org", "password": "geheim-genoeg-1", **values}
    return get_user_model().objects.create_superuser(**row)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, fold: int = 0) -> datetime:
    """Amsterdam wall time."""
    return datetime(year, month, day, hour, minute, fold=fold, tzinfo=timezone.get_default_timezone())


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)
