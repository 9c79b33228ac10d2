"""The programme of an edition as a timetable and on a map."""

from datetime import date

import pytest

from events.listing.groups import by_venue
from events.listing.plan import APART, make_plan, spread
from events.listing.rows import make_rows
from events.models import CalendarEntry
from tests.factories import local, make_edition, make_public_event, make_series, make_venue
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("clock")]

NIGHT = date(2026, 9, 19)
ADDRESS = "/agenda/nacht/2026/"
GRID, MAP = f"{ADDRESS}?weergave=rooster", f"{ADDRESS}?weergave=kaart"


@pytest.fixture
def night():
    return make_edition(make_series(slug="nacht"), starts_on=NIGHT, is_night=True)


def lines(table):
    """Each line of the body as (name, [(title or "", span)])."""
    return [
        (tr.th.get_text() if tr.th else None, [(td.a.get_text() if td.a else "", span(td)) for td in tr.select("td")])
        for tr in table.select("tbody tr")
    ]


def span(cell):
    return int(cell.get("colspan") or cell.get("rowspan") or 1)


@pytest.mark.parametrize(("prefix", "language"), [("", "nl"), ("/en", "en")])
@pytest.mark.parametrize("view", [GRID, MAP])
def test_both_are_good_pages_in_both_languages(client, night, prefix, language, view):
    make_public_event(night)
    make_public_event(night, at__venue=None, at__place="Markt")
    make_public_event(night, at__all_day=True, at__starts_at=local(2026, 9, 19), at__ends_at=local(2026, 9, 20))
    response = client.get(prefix + view)
    assert response.status_code == 200
    assert problems(response, language) == []


def test_rooms_go_down_and_hours_across_past_midnight(client, night):
    hall = make_venue(name="Hortus")
    church = make_venue(name="Pieterskerk")
    for title, venue, start, end in (
        ("Laat", hall, local(2026, 9, 20, 0, 30), local(2026, 9, 20, 1, 15)),
        ("Vroeg", hall, local(2026, 9, 19, 22, 10), local(2026, 9, 19, 22, 30)),
        ("Orgel", church, local(2026, 9, 19, 23), local(2026, 9, 20)),
    ):
        make_public_event(night, title=title, at__venue=venue, at__starts_at=start, at__ends_at=end)
    table = soup(client.get(GRID)).table
    assert [th.get_text() for th in table.select("thead th")] == ["Locatie", "22:00", "23:00", "00:00", "01:00"]
    assert lines(table) == [
        ("Hortus", [("", 2), ("Vroeg", 4), ("", 24), ("Laat", 9), ("", 9)]),
        ("Pieterskerk", [("", 12), ("Orgel", 12), ("", 24)]),
    ]
    assert table.caption.get_text().startswith("Rooster van zaterdag 19 september")
    assert {th["scope"] for th in table.select("th")} == {"col", "colgroup", "row"}


def test_what_overlaps_in_one_room_stands_on_two_lines_under_one_name(client, night):
    hall = make_venue(name="Hortus")
    for title, hour in (("Een", 20), ("Twee", 20), ("Drie", 21)):
        make_public_event(night, title=title, at__venue=hall, at__starts_at=local(2026, 9, 19, hour))
    table = soup(client.get(GRID)).table
    assert table.select_one("tbody th")["rowspan"] == "2"
    assert {title for _, cells in lines(table) for title, _ in cells} == {"Een", "Twee", "Drie", ""}
    assert [sum(width for _, width in cells) for _, cells in lines(table)] == [24, 24]


def test_tracks_are_columns_where_there_are_tracks(client, night):
    for title, track, hour in (("Opening", "", 9), ("Hoofd", "Denken", 10), ("Hand", "Doen", 10)):
        make_public_event(night, title=title, track=track, at__starts_at=local(2026, 9, 19, hour))
    table = soup(client.get(GRID)).table
    assert [th.get_text() for th in table.select("thead th")] == ["Tijd", "Denken", "Doen", "Overig"]
    assert lines(table) == [
        ("09:00", [("", 1), ("", 1), ("Opening", 1)]),
        ("10:00", [("Hoofd", 1), ("Hand", 1), ("", 1)]),
    ]


def test_the_table_scrolls_in_a_region_that_the_keyboard_reaches(client, night):
    make_public_event(night)
    page = soup(client.get(GRID))
    region = page.select_one(".scroll")
    assert (region["role"], region["tabindex"]) == ("region", "0")
    assert page.find(id=region["aria-labelledby"]).get_text() == "zaterdag 19 september"


def test_what_takes_the_whole_day_stands_above_the_table(client, night):
    days = {"at__all_day": True, "at__starts_at": local(2026, 9, 19), "at__ends_at": local(2026, 9, 20)}
    make_public_event(night, title="Expo", **days)
    make_public_event(night, title="Orgel")
    page = soup(client.get(GRID))
    assert [a.get_text() for a in page.select(".grid .rows a")] == ["Expo"]
    assert [a.get_text() for a in page.select("table a")] == ["Orgel"]


def test_the_hour_that_comes_twice_has_two_columns(client):
    edition = make_edition(make_series(slug="nacht"), starts_on=date(2026, 10, 24))
    make_public_event(
        edition, title="Uil", at__starts_at=local(2026, 10, 25, 2, 45), at__ends_at=local(2026, 10, 25, 2, 15, fold=1)
    )
    table = soup(client.get(GRID)).table
    assert [th.get_text() for th in table.select("thead th")] == ["Locatie", "02:00 (zomertijd)", "02:00 (wintertijd)"]
    assert [cells for _, cells in lines(table)] == [[("", 9), ("Uil", 6), ("", 9)]]


def test_the_hour_that_does_not_exist_has_no_column(client):
    edition = make_edition(make_series(slug="nacht"), slug="2026", starts_on=date(2027, 3, 27))
    make_public_event(
        edition, title="Uil", at__starts_at=local(2027, 3, 28, 1, 30), at__ends_at=local(2027, 3, 28, 3, 30)
    )
    table = soup(client.get(GRID)).table
    assert [th.get_text() for th in table.select("thead th")] == ["Locatie", "01:00", "03:00"]
    assert [cells for _, cells in lines(table)] == [[("", 6), ("Uil", 12), ("", 6)]]


def test_with_tracks_both_of_the_hours_that_come_twice_are_moments(client):
    edition = make_edition(make_series(slug="nacht"), starts_on=date(2026, 10, 24))
    for title, fold, track in (("Tweede", 1, "Doen"), ("Eerste", 0, "Denken")):
        starts, ends = local(2026, 10, 25, 2, 30, fold=fold), local(2026, 10, 25, 2, 50, fold=fold)
        make_public_event(edition, title=title, track=track, at__starts_at=starts, at__ends_at=ends)
    table = soup(client.get(GRID)).table
    assert lines(table) == [
        ("02:30 (zomertijd)", [("Eerste", 1), ("", 1)]),
        ("02:30 (wintertijd)", [("", 1), ("Tweede", 1)]),
    ]


def test_a_season_of_a_year_is_no_timetable(client):
    make_public_event(make_edition(make_series(slug="nacht"), starts_on=NIGHT, ends_on=date(2027, 6, 1)))
    page = soup(client.get(GRID))
    assert not page.table
    assert "Rooster" not in [a.get_text() for a in page.select(".bar a")]


def test_every_number_on_the_map_leads_to_its_venue_in_the_list(client, night):
    make_public_event(night, title="Zuid", at__venue=make_venue(name="Hortus", lat=52.1567, lon=4.4843))
    make_public_event(night, title="Noord", at__venue=make_venue(name="Scheltema", lat=52.1627, lon=4.4868))
    make_public_event(night, title="Ver", at__venue=make_venue(name="Rotterdam", lat=51.92, lon=4.48))
    make_public_event(night, title="Buiten", at__venue=None, at__place="Markt")
    page = soup(client.get(MAP))
    numbers = {a["href"]: a["aria-label"] for a in page.select(".plan svg a")}
    assert numbers == {"#plek-1": "1, Scheltema", "#plek-2": "2, Hortus"}
    for target, label in numbers.items():
        assert page.select_one(f"{target} h2").get_text(" ", strip=True) == label.replace(",", "")
    assert [h.get_text() for h in page.select(".places h3")] == ["Markt", "Rotterdam"]


def test_numbers_never_cover_each_other(night):
    places = [(200.0 + n % 3, 200.0) for n in range(20)]
    shown = spread(places, 400)
    distances = [((a - c) ** 2 + (b - d) ** 2) ** 0.5 for i, (a, b) in enumerate(shown) for c, d in shown[:i]]
    assert min(distances) > APART - 1
    assert spread(places, 400) == shown


def test_without_coordinates_there_is_a_list_and_no_map(client, night):
    make_public_event(night, title="Orgel", at__venue=make_venue(name="Ergens", lat=None, lon=None))
    page = soup(client.get(MAP))
    assert not page.select(".plan svg")
    assert [a.get_text() for a in page.select(".plan .rows a")] == ["Orgel"]


def test_north_is_up_and_the_ruler_measures_walking():
    for name, lat in (("A", 52.16), ("B", 52.17)):
        make_public_event(at__venue=make_venue(name=name, lat=lat, lon=4.49))
    plan = make_plan(by_venue(make_rows(CalendarEntry.objects.in_order(), "nl")))
    north, south = plan.spots
    assert (north.group.name, south.group.name) == ("B", "A")
    metres_apart, drawn = 0.01 * 111_320, south.at[1] - north.at[1]
    assert drawn / metres_apart == pytest.approx(plan.scale / (plan.minutes * 75), rel=0.01)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("view", [GRID, MAP])
def test_queries_do_not_grow_with_the_rows(client, night, django_assert_num_queries, rows, view):
    for _ in range(rows):
        make_public_event(night, at__way_in="register", at__capacity=4)
    with django_assert_num_queries(14):  # five are the cache's: versions, seats, and until when it holds
        client.get(view)


def test_a_cancelled_item_says_so_in_its_cell(client, night):
    make_public_event(night, title="Orgel", at__status="cancelled", at__status_reason="Ziek.")
    response = client.get(GRID)
    assert soup(response).select_one("td.it")["class"] == ["it", "off"]
    assert "Orgel 20:00–21:00 Afgelast" in text_of(response)
