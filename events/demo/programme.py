"""Events with their moments, speakers, themes and organisers, in a few statements however many there are."""

import hashlib
import uuid
from datetime import UTC, date, timedelta

from django.utils import timezone

from events.models import ChoiceGroup, Edition, Event, EventSpeaker, Occurrence, Organiser, Term, Venue
from events.models.occurrence import midnight
from events.models.texts import CODE_LETTERS

from .days import read_moment
from .reading import Row, moments_of, paragraphs, read_choices, read_events, read_file

NAMESPACE = uuid.UUID("6d0f6f0e-3c5b-5a53-9d0a-6c1d6b4e2a11")
ACCESS = ("wheelchair", "ring_loop", "sign_language", "low_stimulus")
TEXTS = ("title", "title_en", "summary", "summary_en", "kind", "language", "track", "track_en", "proposed_by")
MOMENT = {
    "is_continuous", "place", "place_en", "stream_url", "way_in", "capacity", "party_limit", "must_confirm", "ticket_url",
    "price", "price_en", "status_reason", "status_reason_en",
}  # fmt: skip
HOLIDAYS = {(12, day) for day in range(24, 32)} | {(1, 1)}


def code_of(slug: str) -> str:
    """The code of a demo event: the same in every installation, so that seeding again finds it."""
    digest = hashlib.sha256(f"demo:{slug}".encode()).digest()
    return "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in digest[:8])


def uid_of(slug: str, number: int) -> uuid.UUID:
    """The UID of the ``number``-th moment of a demo event."""
    return uuid.uuid5(NAMESPACE, f"{slug}/{number}")


def seed_events(editions: dict[str, Edition], today: date) -> list[tuple[Row, Event]]:
    """Make the events that are not there yet; returns them, each with what the data say about it."""
    known = set(Event.objects.values_list("code", flat=True))
    made = [(row, make_event(row, editions)) for row in read_events() if code_of(row["slug"]) not in known]
    Event.objects.bulk_create(event for _, event in made)
    relate(made)
    choices = seed_choices(editions)
    venues = {venue.slug: venue for venue in Venue.objects.all()}
    seasons = {f"{row['slug']}/upcoming" for row in read_file("series")["series"] if row.get("season")}
    moments: list[Occurrence] = []
    for row, event in made:
        base = event.edition.starts_on if event.edition and row["edition"] not in seasons else today
        moments += make_moments(row, event, base, today, venues, choices)
    Occurrence.objects.bulk_create(moments)
    return made


def make_event(row: Row, editions: dict[str, Edition]) -> Event:
    """One unsaved event; a proposal is not live."""
    now, is_live = timezone.now(), "proposed_by" not in row
    return Event(
        code=code_of(row["slug"]),
        slug=row["slug"],
        edition=editions[row["edition"]] if row["edition"] else None,
        text=paragraphs(row["text"]),
        text_en=paragraphs(row.get("text_en", "")),
        is_highlight=row.get("highlight", False),
        live=is_live,
        first_published_at=now if is_live else None,
        last_published_at=now if is_live else None,
        **{name: row[name] for name in TEXTS if name in row},
        **{name: name in row.get("access", ()) for name in ACCESS},
    )


def relate(made: list[tuple[Row, Event]]) -> None:
    """Themes, organisers and speakers of new events."""
    terms = dict(Term.objects.values_list("slug", "pk"))
    organisers = dict(Organiser.objects.values_list("slug", "pk"))
    term_rows, organiser_rows = Event.terms.through, Event.organisers.through
    term_rows.objects.bulk_create(
        term_rows(event_id=event.pk, term_id=terms[slug]) for row, event in made for slug in row.get("terms", ())
    )
    organiser_rows.objects.bulk_create(
        organiser_rows(event_id=event.pk, organiser_id=organisers[slug])
        for row, event in made
        for slug in row.get("by", ())
    )
    EventSpeaker.objects.bulk_create(
        EventSpeaker(event=event, position=position, **speaker)
        for row, event in made
        for position, speaker in enumerate(row.get("speaker", ()))
    )


def seed_choices(editions: dict[str, Edition]) -> dict[str, ChoiceGroup]:
    """Each *choose one of N* by its key in the data."""
    return {
        row["key"]: ChoiceGroup.objects.get_or_create(
            edition=editions[row["edition"]], name=row["name"], defaults={"name_en": row["name_en"]}
        )[0]
        for row in read_choices()
    }


def make_moments(
    row: Row, event: Event, base: date, today: date, venues: dict[str, Venue], choices: dict[str, ChoiceGroup]
) -> list[Occurrence]:
    """The unsaved moments of one event as first announced; what happened to them later is ``afterwards``' business."""
    moments = []
    for number, moment in enumerate(moments_of(row)):
        values = {**row, **moment}
        begins, ends = read_moment(values["at"], base, today)
        if "weekly" in row and (begins.month, begins.day) in HOLIDAYS:
            continue
        if "minutes" in values:
            ends = begins.astimezone(UTC) + timedelta(minutes=values["minutes"])  # a wall clock cannot be added to
        if "all_day" in values:
            ends = midnight(begins + timedelta(days=values["all_day"], hours=12))
        moments.append(
            Occurrence(
                event=event,
                public_id=uid_of(row["slug"], number),
                starts_at=begins,
                ends_at=ends,
                all_day="all_day" in values,
                venue=venues[values["venue"]] if "venue" in values else None,
                choice=choices.get(values.get("choice", "")),
                **{name: values[name] for name in MOMENT if name in values},
            )
        )
    return moments
