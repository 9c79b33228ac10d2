"""The panel that leads into one's own calendar: on every page the address of exactly what the page shows."""

from base64 import b64decode
from datetime import UTC, datetime
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from icalendar import Calendar
from PIL import Image

from events.ledger.reconcile import reconcile_calendar
from events.ledger.scopes import scope_name
from events.models import FeedFetch, FeedScope
from tests.factories import local, make_edition, make_event, make_organiser, make_series, make_term, make_venue
from tests.pages import soup

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGES = [
    ("/agenda/", "/agenda.ics"),
    ("/agenda/?venue=kerk", "/agenda.ics?venue=kerk"),
    ("/agenda/?q=orgel&term=kunst&vanaf=2026-06-20&utm=x", "/agenda.ics?term=kunst&q=orgel"),
    ("/agenda/nacht/", "/agenda/nacht.ics"),
    ("/agenda/nacht/2026/", "/agenda/nacht/2026.ics"),
    ("/agenda/nacht/2026/?organiser=museum&weergave=kaart", "/agenda/nacht/2026.ics?organiser=museum"),
    ("/agenda/nacht/2026/?language=nl&language=en&access=wheelchair",
     "/agenda/nacht/2026.ics?language=en&language=nl&access=wheelchair"),
]  # fmt: skip


def dots(picture):
    """The dark dots of a picture of a QR code, row by row; each is four pixels wide."""
    image = Image.open(BytesIO(b64decode(picture.removeprefix("data:image/png;base64,")))).convert("L")
    return [[image.getpixel((x, y)) < 128 for x in range(2, image.width, 4)] for y in range(2, image.height, 4)]


@pytest.fixture
def night():
    edition = make_edition(make_series(slug="nacht"), starts_on=local(2026, 9, 19).date())
    parts = {"terms": [make_term(slug="kunst")], "organisers": [make_organiser(slug="museum")]}
    make_event(edition, title="Orgel", wheelchair=True, **parts, at__venue=make_venue(slug="kerk"))
    make_event(edition, title="Lezing", at__venue=make_venue(slug="zaal"))
    reconcile_calendar()
    return edition


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_every_way_in_leads_to_the_feed_of_what_the_page_shows(client, night, prefix):
    for page, feed in PAGES:
        look_at_ways_in(client, prefix, page, feed)


def look_at_ways_in(client, prefix, page, feed):
    panel = soup(client.get(prefix + page)).select_one("#abonneren")
    https, webcal = f"http://testserver{prefix}{feed}", f"webcal://testserver{prefix}{feed}"
    button, google, outlook, office = (a["href"] for a in panel.select(".calendars a"))
    assert (panel.input["value"], button) == (https, webcal)
    assert parse_qs(urlsplit(google).query) == {"cid": [webcal]}
    assert [parse_qs(urlsplit(link).query)["url"] for link in (outlook, office)] == [[https], [https]]
    assert dots(panel.select_one(".scan img")["src"]) == [
        [bool(dot) for dot in row] for row in segno.make(webcal, error="l", micro=False).matrix_iter(border=4)
    ]


def test_the_button_counts_what_the_feed_holds(client, night):
    held = {page: len(Calendar.from_ical(client.get(feed).content).walk("VEVENT")) for page, feed in PAGES}
    shown = {page: soup(client.get(page)).select_one("#abonneren .button").get_text() for page in held}
    counted = {page: f"Abonneer op {number} activiteit{'en' * (number > 1)}" for page, number in held.items()}
    assert shown == {**counted, "/agenda/nacht/": "Abonneer"}


def test_it_works_without_javascript_and_for_everybody(client, night):
    for page, _ in PAGES:
        look_at_panel(soup(client.get(page)).select_one("#abonneren"))


def look_at_panel(panel):
    assert panel.input.has_attr("readonly")
    assert not panel.select("button")  # the one that copies is put there by the script that makes it work
    steps = {one.summary.get_text(): len(one.select("li")) for one in panel.select(".steps details")}
    assert list(steps) == [
        "iPhone, iPad", "Mac", "Google Agenda", "Outlook.com, Microsoft 365", "Outlook op de computer", "Thunderbird",
        "Android zonder Google",
    ]  # fmt: skip
    assert all(count >= 2 for count in steps.values())


@pytest.mark.parametrize(
    ("page", "of"),
    [
        ("/agenda/", None),
        ("/agenda/?venue=kerk", None),
        ("/agenda/nacht/", "series"),
        ("/agenda/nacht/2026/", "edition"),
    ],
)
def test_each_kind_of_client_says_how_often_it_comes_and_when_it_last_fetched_this_very_feed(client, night, page, of):
    row = {"series": night.series, "edition": night, None: None}[of]
    for scope in FeedScope.objects.all():
        minute = 12 if scope.name == scope_name(row) else 40
        FeedFetch.objects.create(
            scope=scope, client="apple", day=local(2026, 6, 15).date(), version=1, full=1,
            last_at=datetime(2026, 6, 15, 9, 60 - minute, tzinfo=UTC),
        )  # fmt: skip
    told = soup(client.get(page)).select_one("#abonneren dl.refresh")
    said = {dt.get_text(): dt.find_next("dd").get_text(" ", strip=True) for dt in told.select("dt")}
    assert said["Apple Agenda"].replace("\xa0", " ").endswith("Laatst opgehaald: 12 minuten geleden.")
    assert len(said) == 7 and all(". " in words for words in said.values())
