"""The demo: large enough, every hard case in it, written for real, and harmless to seed again."""

import gc
import re
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth import authenticate, get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from events.models import CalendarEntry, Change, Edition, Event, Occurrence, Registration, Series, Term, Venue
from newsletter.models import Delivery, Issue
from newsletter.services.checking import check_issue
from newsletter.services.freezing import count_audience
from subscribers.models import Consent, Message, Subscriber, Suppression, Topic
from subscribers.services.keys import find_api_key
from tests.conftest import NOON

OURS = ("events", "subscribers", "newsletter", "wagtailimages", "wagtailcore", "auth")
RESERVED = re.compile(r"@(?:[a-z-]+\.)?(?:example|test)$|@example\.(?:org|nl|com)$")
MORNING = datetime(2026, 6, 15, 10, tzinfo=UTC)


class Town(SimpleNamespace):
    """What the database held after seeding, as evaluated lists, and what a second and third seeding changed."""


def seed() -> str:
    out = StringIO()
    call_command("seed_demo", stdout=out)
    return out.getvalue()


def row_counts() -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.count()
        for app in OURS
        for model in apps.get_app_config(app).get_models()
    }


def calendar() -> list[Any]:
    return list(
        CalendarEntry.objects.order_by("uid").values_list(
            "uid", "sequence", "status", "changed_at", "vevent_nl", "vevent_en"
        )
    )


def look_around() -> dict[str, Any]:
    """Everything the tests ask about, read while the rows are there."""
    moments = Occurrence.objects.select_related(
        "event__edition__series", "venue__parent", "choice", "entry"
    ).with_seats_taken()
    return {
        "events": list(Event.objects.select_related("edition__series").prefetch_related("terms", "speakers")),
        "moments": list(moments.with_seats_taken().order_by("starts_at", "pk")),
        "open": list(Occurrence.objects.open_for_registration(timezone.now()).with_seats_taken()),
        "entries": list(CalendarEntry.objects.ordered()),
        "changes": Counter(Change.objects.values_list("what", "sequence")),
        "editions": list(Edition.objects.select_related("series").prefetch_related("series__former_names")),
        "series": list(Series.objects.all()),
        "venues": list(Venue.objects.select_related("parent").prefetch_related("former_names", "rooms")),
        "terms": list(Term.objects.select_related("scheme", "topic")),
        "registrations": list(Registration.objects.select_related("occurrence__event").order_by("created_at", "pk")),
        "subscribers": list(Subscriber.objects.all()),
        "mailable": Subscriber.objects.mailable(Topic.objects.default()).count(),
        "consents": Consent.objects.count(),
        "suppressed": Suppression.objects.active().count(),
        "issues": list(Issue.objects.prefetch_related("renditions", "topics").order_by("created_at")),
        "deliveries": Counter(Delivery.objects.values_list("issue__slug", "state")),
        "problems": {issue.slug: check_issue(issue) for issue in Issue.objects.all()},
        "audience": count_audience(Issue.objects.get(state="draft")).mailed,
        "messages": Message.objects.count(),
    }


@contextmanager
def unclosed_files() -> Iterator[None]:
    """Wagtail leaves the temporary file of every image it scales to the garbage collector, which warns."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        yield
        gc.collect()


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Town:
    """Seeded on 15 June 2026, again on 24 July after an edit; the rows are gone before the first test."""
    media = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media"))
    with (
        django_db_blocker.unblock(),
        media,
        unclosed_files(),
        time_machine.travel(NOON, tick=False) as clock,
        transaction.atomic(),
    ):
        town = Town(output=seed(), **look_around())
        town.users = {name: authenticate(username=name, password="kennisstad-demo") for name in ("beheer", "redactie")}
        before, calendar_before = row_counts(), calendar()
        Event.objects.filter(slug="slakkenrace").update(summary="Door de redactie verbeterd.")
        clock.shift(timedelta(days=39))
        town.second_output = seed()
        town.same_counts = row_counts() == before
        town.same_calendar = calendar() == calendar_before
        town.kept_summary = Event.objects.get(slug="slakkenrace").summary
        transaction.set_rollback(True)
    return town


def of(town: Town, slug: str) -> list[Occurrence]:
    return [moment for moment in town.moments if moment.event.slug == slug]


def upcoming(town: Town, series: str) -> Edition:
    return next(e for e in town.editions if e.series.slug == series and e.starts_on > date(2026, 6, 15))


def in_series(town: Town, series: str) -> list[Occurrence]:
    edition = upcoming(town, series)
    return [moment for moment in town.moments if moment.event.edition_id == edition.pk]


def local(moment: datetime) -> datetime:
    return timezone.localtime(moment)


def test_seeding_again_weeks_later_changes_no_row_and_no_calendar(town: Town) -> None:
    assert (town.same_counts, town.same_calendar) == (True, True)
    assert town.second_output.splitlines() == [
        "Demo data …", "  subscribers: nothing to add", "  programme: nothing to add", "  newsletter: nothing to add",
    ]  # fmt: skip


def test_what_staff_corrected_stays_corrected(town: Town) -> None:
    assert town.kept_summary == "Door de redactie verbeterd."


def test_the_coming_night_is_as_large_as_the_real_one(town: Town) -> None:
    moments = in_series(town, "nacht-van-kunst-en-kennis")
    assert len({moment.event_id for moment in moments}) >= 120
    assert len(moments) >= 160
    assert upcoming(town, "nacht-van-kunst-en-kennis").starts_on == date(2026, 9, 19)


def test_the_night_is_in_every_place_and_every_room(town: Town) -> None:
    used = {moment.venue_id for moment in in_series(town, "nacht-van-kunst-en-kennis") if moment.venue_id}
    assert {venue.slug for venue in town.venues if venue.pk not in used} == set()
    assert len(town.venues) == 26 + 8


def test_the_night_runs_past_midnight_within_one_programme_day(town: Town) -> None:
    moments = in_series(town, "nacht-van-kunst-en-kennis")
    late = [moment for moment in moments if local(moment.starts_at).date() == date(2026, 9, 20)]
    assert len(late) >= 15
    assert {moment.entry.facts["day"] for moment in moments} == {"2026-09-19"}


def test_every_series_is_there_and_the_large_ones_are_coming(town: Town) -> None:
    assert {series.slug for series in town.series} == {
        "nacht-van-kunst-en-kennis", "brave-new-world", "leids-onderwijs-festival", "nacht-van-de-leraar",
        "veerstichting-symposium", "hubspot", "de-maakbus", "taalmuseum", "365-dagen",
    }  # fmt: skip
    large = ("nacht-van-kunst-en-kennis", "brave-new-world", "leids-onderwijs-festival", "veerstichting-symposium")
    assert {slug: (upcoming(town, slug).starts_on, upcoming(town, slug).ends_on) for slug in large} == {
        "nacht-van-kunst-en-kennis": (date(2026, 9, 19), date(2026, 9, 19)),
        "brave-new-world": (date(2026, 11, 4), date(2026, 11, 5)),
        "leids-onderwijs-festival": (date(2027, 3, 31), date(2027, 3, 31)),
        "veerstichting-symposium": (date(2026, 10, 8), date(2026, 10, 9)),
    }


def test_editions_keep_the_name_of_their_time_and_cancelled_ones_stay(town: Town) -> None:
    nights = {e.slug: e for e in town.editions if e.series.slug == "nacht-van-kunst-en-kennis"}
    names = {year: nights[year].name_in("nl") for year in ("2016", "2018", "2026")}
    assert names == {
        "2016": "Nacht van Kunst en Kennis 2016",
        "2018": "Nacht van Ontdekkingen 2018",
        "2026": "Nacht van Kunst en Kennis 2026",
    }
    assert nights["2018"].theme == "Tijd"
    assert [year for year, night in nights.items() if night.is_cancelled and night.cancelled_reason] == ["2021", "2020"]


def test_a_series_has_ended_with_a_choice_of_one_in_three(town: Town) -> None:
    ended = next(series for series in town.series if series.slug == "nacht-van-de-leraar")
    assert ended.ended_on == date(2025, 10, 8)
    for name in ("Kies één van drie keynotes", "Kies één van drie lezingen"):
        options = [moment for moment in town.moments if moment.choice and moment.choice.name == name]
        assert [moment.way_in for moment in options] == ["choose"] * 3
        assert len({moment.starts_at for moment in options}) == 1


def test_the_conference_has_two_days_in_tracks_with_speakers_who_have_a_biography(town: Town) -> None:
    moments = in_series(town, "brave-new-world")
    assert {local(moment.starts_at).date() for moment in moments} == {date(2026, 11, 4), date(2026, 11, 5)}
    assert {moment.event.track_en for moment in moments} == {"Main stage", "Body", "City", "Code"}
    ids = {moment.event_id for moment in moments}
    speakers = [speaker for event in town.events if event.pk in ids for speaker in event.speakers.all()]
    assert len(speakers) >= 20
    assert all(speaker.bio and speaker.bio_en and speaker.role for speaker in speakers)


def test_weekly_openings_cross_both_clock_changes_at_the_same_wall_time(town: Town) -> None:
    moments = of(town, "hubspot-open-werkplek")
    assert {(local(m.starts_at).weekday(), local(m.starts_at).time(), local(m.ends_at).time()) for m in moments} == {
        (2, time(10), time(17))
    }
    assert len({m.starts_at.astimezone(UTC).hour for m in moments if m.starts_at > MORNING}) == 2
    days = [local(m.starts_at).date() for m in moments]
    assert {later - earlier for earlier, later in pairwise(days)} == {
        timedelta(7),
        timedelta(21),
    }  # no opening at Christmas


def test_one_moment_is_in_the_hour_that_comes_twice_and_one_lasts_two_days(town: Town) -> None:
    (twice,) = of(town, "het-uur-dat-twee-keer-komt")
    assert (twice.starts_at, twice.ends_at) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
    )
    assert "DTSTART;TZID=Europe/Amsterdam:20261025T023000" in twice.entry.vevent_nl
    (days,) = of(town, "winterlicht-in-de-hortus")
    assert days.all_day
    assert (local(days.ends_at) - local(days.starts_at), local(days.starts_at).time()) == (timedelta(2), time())


def test_what_moved_was_announced_first_and_has_sequence_one(town: Town) -> None:
    moved = {
        (entry.facts["slug"], entry.sequence)
        for entry in town.entries
        if entry.previous and entry.status == "CONFIRMED"
    }
    assert moved == {("fanfare-op-vlotten", 1), ("lezing-over-slaap-verplaatst", 1)}
    off = Counter((entry.facts["status"], entry.sequence) for entry in town.entries if entry.status == "CANCELLED")
    assert off == {("cancelled", 1): 3, ("postponed", 1): 1, ("cancelled", 0): 1}  # the last in the edition of 2020
    assert town.changes == {("new", 0): len(town.entries), ("moved", 1): 2, ("cancelled", 1): 4}


def test_one_moment_is_sold_out_with_a_waiting_list_of_invented_people(town: Town) -> None:
    full, half = of(town, "snijden-in-het-anatomisch-theater")
    seats = Counter[str]()
    for registration in town.registrations:
        if registration.occurrence_id == full.pk:
            seats[registration.state] += registration.seats
    assert seats == {"confirmed": 35, "waitlisted": 7}
    assert (full.capacity, full.capacity - full.seats_taken, half.capacity - half.seats_taken) == (35, -7, 14)


def test_nothing_is_oversold_and_nobody_waits_while_there_is_room(town: Town) -> None:
    confirmed, waiting = Counter[int](), Counter[int]()
    for registration in town.registrations:
        (confirmed if registration.state == "confirmed" else waiting)[registration.occurrence_id] += registration.seats
    capacity = {moment.pk: moment.capacity for moment in town.moments}
    assert [pk for pk in confirmed if confirmed[pk] > capacity[pk]] == []
    assert [pk for pk in waiting if confirmed[pk] < capacity[pk]] == []


def test_the_smallest_open_moment_has_twelve_free_seats_and_confirms_at_once(town: Town) -> None:
    limited = [moment for moment in town.open if moment.capacity is not None]
    smallest = sorted(limited, key=lambda moment: moment.capacity)[:2]
    assert [moment.capacity for moment in smallest] == [12, 14]
    assert (smallest[0].seats_taken, smallest[0].must_confirm) == (0, False)
    assert len([moment for moment in limited if 20 <= moment.capacity <= 40]) >= 40
    assert len([moment for moment in town.open if moment.capacity is None]) >= 5


def test_every_way_in_kind_and_language_occurs(town: Town) -> None:
    assert {moment.way_in for moment in town.moments} == set(Occurrence.WayIn.values)
    assert {event.kind for event in town.events} == set(Event.Kind.values)
    assert {event.language for event in town.events} == set(Event.Language.values)
    for name in ("wheelchair", "ring_loop", "sign_language", "low_stimulus"):
        assert {getattr(event, name) for event in town.events} == {True, False}, name


def test_places_in_words_tickets_elsewhere_and_streams_occur_and_every_moment_is_valid(town: Town) -> None:
    assert len([moment for moment in town.moments if moment.venue is None and moment.place]) >= 10
    assert all(moment.ticket_url for moment in town.moments if moment.way_in == "elsewhere")
    assert [moment.event.slug for moment in town.moments if moment.stream_url] == ["online-college-noorderlicht"]
    for moment in town.moments:
        moment.clean()


def test_texts_have_the_characters_that_break_feeds_and_some_have_no_english(town: Town) -> None:
    everything = "".join(event.title + event.text for event in town.events)
    assert [sign for sign in (";", ",", "&", '"', "’", "é", "₂", "💌") if sign not in everything] == []
    assert len([event for event in town.events if event.title_en]) > len(town.events) / 2
    assert len([event for event in town.events if not event.title_en]) > 50


def test_proposals_of_partners_wait_unseen(town: Town) -> None:
    waiting = [event for event in town.events if not event.live]
    assert {(bool(event.proposed_by), bool(event.latest_revision_id)) for event in waiting} == {(True, True)}
    assert {event.code for event in waiting} & {entry.event_code for entry in town.entries} == set()


def test_the_coming_weeks_are_never_empty(town: Town) -> None:
    weeks = {(entry.starts_at - MORNING).days // 7 for entry in town.entries if entry.starts_at > MORNING}
    assert set(range(5)) <= weeks
    assert len([e for e in town.events if e.edition is None and e.live]) >= 12 + 10


def test_places_lie_in_the_city_and_one_changed_its_name(town: Town) -> None:
    for venue in town.venues:
        place = venue.parent or venue
        assert 52.12 <= place.lat <= 52.19, venue.slug
        assert 4.44 <= place.lon <= 4.53, venue.slug
        assert place.postcode and place.city == "Leiden"
    (old,) = [entry for entry in town.entries if entry.facts["slug"] == "nacht-2016-stilte-in-volkenkunde"]
    assert old.facts["nl"]["place"] == "Museum Volkenkunde"


def test_three_schemes_and_only_the_one_in_use_leads_to_topics(town: Town) -> None:
    found = Counter((term.scheme.slug, term.topic is not None) for term in town.terms)
    assert found == {("programmalijnen", False): 6, ("themas", True): 3, ("hoofddoelen", False): 2}


def test_exactly_two_thousand_get_the_newsletter(town: Town) -> None:
    assert (town.mailable, town.audience, town.suppressed) == (2000, 2000, 2)
    assert town.consents > 2 * 2000


def test_nobody_is_real(town: Town) -> None:
    addresses = [row.email for row in (*town.subscribers, *town.registrations)]
    assert [address for address in addresses if not RESERVED.search(address)] == []
    assert len(set(addresses)) == len(addresses)
    assert town.messages == 0


def test_three_numbers_were_sent_and_one_is_ready_to_be_scheduled(town: Town) -> None:
    assert [issue.state for issue in town.issues] == ["sent", "sent", "sent", "draft"]
    assert {slug: [p.sentence for p in found] for slug, found in town.problems.items() if found} == {}
    for issue in town.issues[:3]:
        assert {one.language for one in issue.renditions.all()} == set(issue.languages())
        assert issue.sent_at < MORNING
        assert town.deliveries[(issue.slug, "sent")] > 1500
    draft = town.issues[-1]
    assert {block.block_type for block in draft.body} == {
        "intro", "image", "agenda", "article", "quote", "two_columns", "divider", "button",
    }  # fmt: skip
    assert [topic.slug for topic in draft.topics.all()] == ["nieuwsbrief"]


def test_the_accounts_of_the_demo_work(town: Town) -> None:
    beheer, redactie = town.users["beheer"], town.users["redactie"]
    assert (beheer.is_superuser, redactie.is_superuser) == (True, False)


@pytest.mark.django_db
def test_the_token_stands_alone_on_the_last_line_and_works() -> None:
    with pytest.raises(CommandError, match="seed_demo"):
        call_command("demo_token")
    get_user_model().objects.create_superuser("beheer", "beheer@kennisstad.example", "geheim-genoeg-1")
    out = StringIO()
    call_command("demo_token", stdout=out)
    key = find_api_key(out.getvalue().splitlines()[-1])
    assert key is not None
    assert key.scopes == ["issues:read", "issues:write"]
