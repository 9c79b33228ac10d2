"""The demo's programme: large enough, every hard case in it, and harmless to seed again."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from events.models import Event, Occurrence
from tests.config.town import MORNING, Town, in_series, of, upcoming

# So that there is a database when these tests run alone; the demo takes ten seconds to seed, on each database.
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


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
    begins, ends = [local(moment.starts_at) for moment in moments], [local(moment.ends_at) for moment in moments]
    assert {(one.weekday(), one.time(), other.time()) for one, other in zip(begins, ends, strict=True)} == {
        (2, time(10), time(17))
    }
    assert len({one.utcoffset() for one in begins if one > MORNING}) == 2
    assert {b.date() - a.date() for a, b in pairwise(begins)} == {timedelta(7), timedelta(14)}  # closed at Christmas


def test_one_moment_is_in_the_hour_that_comes_twice_and_one_lasts_two_days(town: Town) -> None:
    (twice,) = of(town, "het-uur-dat-twee-keer-komt")
    assert (twice.starts_at, twice.ends_at) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
    )
    assert "DTSTART:20261025T003000Z" in twice.entry.vevent_nl  # in UTC: programs read it differently
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
    assert town.changes == {("new", 0): len(town.entries), ("moved", 1): 2, ("cancelled", 1): 3, ("postponed", 1): 1}


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
    assert {(bool(event.proposed_by), event.pk in town.in_moderation) for event in waiting} == {(True, True)}
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
