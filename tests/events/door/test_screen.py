"""How busy it is, from door counts: on the page of an event and on the screen of a venue, and never in a feed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Occurrence
from events.shell.crowds_shown import Level, crowds, level_of
from tests.events.door.phones import tonight
from tests.factories import make_edition, make_public_event, make_scan, make_venue
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HOURS = timedelta(hours=1)


@pytest.fixture
def occurrence(clock: Any) -> Occurrence:
    return tonight(capacity=20)


def event_address(occurrence: Occurrence) -> str:
    return f"/evenement/{occurrence.event.slug}-{occurrence.event.code}/"


@pytest.mark.parametrize(
    ("inside", "capacity", "level"),
    [
        (0, 20, "quiet"), (9, 20, "quiet"), (10, 20, "room"), (18, 20, "room"), (19, 20, "full"), (30, 20, "full"),
        (-2, 20, "quiet"), (7, None, None), (7, 0, None),
    ],
)  # fmt: skip
def test_the_three_levels(inside: int, capacity: int | None, level: str | None) -> None:
    assert level_of(inside, capacity) == level


def test_only_where_something_is_on_and_somebody_was_counted(occurrence: Occurrence, clock: Any) -> None:
    tonight(capacity=20)
    make_scan(occurrence, kind="walk-in", people=12)
    make_scan(tonight(starts_at=timezone.now() + HOURS, capacity=20), kind="walk-in", people=12)
    assert crowds(timezone.now()) == {str(occurrence.public_id): Level.ROOM}
    clock.shift(3 * HOURS)
    assert str(occurrence.public_id) not in crowds(timezone.now())


def test_where_the_occurrence_has_no_number_that_of_the_venue_counts(clock: Any) -> None:
    there = tonight(capacity=None, venue=make_venue(capacity=10))
    make_scan(there, kind="walk-in", people=10)
    assert crowds(timezone.now()) == {str(there.public_id): Level.FULL}


@pytest.mark.parametrize(("prefix", "said"), [("", "Nu vol"), ("/en", "Full now")])
def test_the_page_of_an_event_follows_the_door(client: Client, occurrence: Occurrence, prefix: str, said: str) -> None:
    address = prefix + event_address(occurrence)
    assert said not in text_of(client.get(address))
    make_scan(occurrence, kind="walk-in", people=20)
    assert said in text_of(client.get(address))
    make_scan(occurrence, kind="out", people=19)
    assert said not in text_of(client.get(address))


@pytest.mark.parametrize(("prefix", "said"), [("", "Nu vol"), ("/en", "Full now")])
def test_the_programme_of_an_edition_says_where_there_is_room(
    client: Client, clock: Any, prefix: str, said: str
) -> None:
    edition = make_edition(starts_on=timezone.localdate())
    now = timezone.now()
    event = make_public_event(edition, at__starts_at=now, at__ends_at=now + 3 * HOURS, at__capacity=20)
    address = f"{prefix}/agenda/{edition.series.slug}/{edition.slug}/"
    assert said not in text_of(client.get(address))
    make_scan(event.occurrences.get(), kind="walk-in", people=20)
    assert said in text_of(client.get(address))
    assert said in text_of(client.get(f"{address}?weergave=locaties"))
    make_scan(event.occurrences.get(), kind="out", people=15)
    assert said not in text_of(client.get(address))


def test_no_feed_changes_with_it(client: Client, occurrence: Occurrence) -> None:
    feeds = ("/agenda.ics", "/agenda.json", "/agenda.atom", "/agenda.csv", "/api/v1/occurrences")
    before = [client.get(address).content for address in feeds]
    make_scan(occurrence, kind="walk-in", people=20)
    assert [client.get(address).content for address in feeds] == before


@pytest.mark.parametrize(("prefix", "language", "said"), [("", "nl", "Nu nog ruimte"), ("/en", "en", "Room now")])
def test_the_screen_of_a_venue_says_what_is_on_and_what_comes(
    client: Client, occurrence: Occurrence, prefix: str, language: str, said: str
) -> None:
    later = tonight(starts_at=timezone.now() + HOURS, venue=occurrence.venue)
    elsewhere = tonight()
    make_scan(occurrence, kind="walk-in", people=12)
    response = client.get(f"{prefix}/scherm/{occurrence.venue.slug}/")
    assert problems(response, language) == []
    page, title = text_of(response), "title" if language == "nl" else "title_en"
    assert said in page
    assert [getattr(one.event, title) in page for one in (occurrence, later, elsewhere)] == [True, True, False]
    assert response["Cache-Control"] == "no-store"


def test_a_venue_that_is_none_is_404_and_one_without_anything_says_so(client: Client, clock: Any) -> None:
    assert client.get("/scherm/nergens/").status_code == 404
    assert "Hier is nu niets." in text_of(client.get(f"/scherm/{make_venue().slug}/"))


@pytest.mark.parametrize("where", ["/", "/agenda/", "edition"])
@pytest.mark.parametrize(("prefix", "words"), [("", ("Nu vol", "Nu rustig")), ("/en", ("Full now", "Quiet now"))])
def test_the_line_of_what_is_on_follows_the_door_on_every_list(
    client: Client, clock: Any, where: str, prefix: str, words: tuple[str, str]
) -> None:
    edition = make_edition(starts_on=timezone.localdate())
    now = timezone.now()
    on, later = (
        make_public_event(edition, at__starts_at=now + begins, at__ends_at=now + 3 * HOURS, at__capacity=20)
        for begins in (0 * HOURS, 2 * HOURS)
    )
    address = prefix + (f"/agenda/{edition.series.slug}/{edition.slug}/" if where == "edition" else where)

    def lines() -> dict[str, str]:
        rows = soup(client.get(address)).select("li:has(> time)")
        return {row.a["href"][-6:-1]: " ".join(word.get_text() for word in row.select("p > b")) for row in rows}

    assert lines() == {on.code[-5:]: "", later.code[-5:]: ""}
    moments = [event.occurrences.get() for event in (on, later)]
    for moment in moments:
        make_scan(moment, kind="walk-in", people=20)
    assert lines() == {on.code[-5:]: words[0], later.code[-5:]: ""}
    make_scan(moments[0], kind="out", people=15)
    assert lines() == {on.code[-5:]: words[1], later.code[-5:]: ""}
    clock.shift(2 * HOURS)
    assert lines()[later.code[-5:]] == words[0]
