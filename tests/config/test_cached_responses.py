"""What is cached is what would be made now: for every public address, whatever happens in whatever order."""

import random
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from events.models import CalendarEntry, Edition, Occurrence
from events.site.edition import edition_page
from subscribers.caching.store import STORE
from subscribers.caching.watching import watched_tables
from tests.config.busy_night import STEPS, Town
from tests.factories import (
    make_registration,
)

pytestmark = pytest.mark.django_db
CACHE = "config.middleware.cached_responses.CachedResponses"
SEATS = {"events_registration", "events_event"}  # compared by what they come to (events/shell/seats_shown.py)
FETCHES = {"events_feedfetch", "events_feedscope"}  # known to the minute (events/templatetags/refresh.py)
ADDRESSES = (
    "/",
    "/en/",
    "/agenda/",
    "/agenda/?places=left",
    "/agenda/nacht/",
    "/en/agenda/nacht/2026/",
    "/agenda/nacht/2026/?weergave=locaties",
    "/agenda/nacht/2026/?weergave=rooster",
    "/agenda/nacht/2026/?weergave=kaart",
    "/agenda/nacht/2026/?kind=music&q=orgel",
    "/wijzigingen/",
    "/wijzigingen.json",
    "/agenda.json",
    "/agenda.ics",
    "/en/agenda/nacht.ics",
    "/agenda/nacht/2026.ics?kind=music",
    "/agenda.ics?places=left",
    "/agenda/nacht.atom",
    "/agenda/nacht/2026.csv?places=left",
    "/agenda/nacht/2026/schedule.json",
    "/api/v1/events",
    "/api/v1/occurrences?pageSize=5",
    "/api/v1/occurrences?registration=open",
    "/api/v1/series",
    "/api/v1/editions/nacht.2026",
    "/api/v1/venues",
    "/api/v1/terms",
    "/api/v1/organisers",
    "/api/v1/issues",
    "/nieuwsbrief/juni/",
    "/en/nieuwsbrief/juni/",
)


@pytest.fixture
def without_cache() -> Client:
    """A site that makes everything from nothing."""
    client = Client()
    with override_settings(MIDDLEWARE=[name for name in settings.MIDDLEWARE if name != CACHE]):
        client.handler.load_middleware()
    return client


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2, 3))])
def test_every_cached_response_is_the_one_that_would_be_made_now(
    client: Client, without_cache: Client, night: Edition, clock: Any, seed: int
) -> None:
    chance = random.Random(seed)
    town, taken = Town(night, chance, clock), []
    for _ in range(10):
        taken.append(step := chance.choice(STEPS))
        getattr(town, step)()
        for address in chance.sample(ADDRESSES, 6):
            for _ in "ab":
                cached, made = client.get(address), without_cache.get(address)
                assert (cached.status_code, cached.content) == (made.status_code, made.content), (address, taken)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_table_that_a_cached_response_reads_raises_its_version(
    client: Client, night: Edition, address: str
) -> None:
    make_registration(Occurrence.objects.filter(way_in="register")[0])
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    read = {name for query in asked for name in re.findall(r'(?:FROM|JOIN) "?(\w+)"?', query["sql"])}
    assert read - set(watched_tables()) - SEATS - FETCHES == {"subscribers_versionstep"}


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_second_time_nothing_is_asked_but_versions_and_seats(client: Client, night: Edition, address: str) -> None:
    for _ in "abc":
        first = client.get(address)
    with CaptureQueriesContext(connection) as asked:
        again = client.get(address)
    assert again.content == first.content
    assert all("versionstep" in query["sql"] or "events_registration" in query["sql"] for query in asked)
    assert len(asked) <= 5


def test_with_a_second_of_belief_a_process_asks_nothing_at_all(client: Client, night: Edition, settings: Any) -> None:
    settings.VERSIONS_SECONDS = 60
    client.get("/agenda/nacht/2026/")
    client.get("/agenda/nacht/2026/")
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/agenda/nacht/2026/").status_code == 200
    assert len(asked) == 0


@pytest.mark.once
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_cached_response_holds_nothing_of_who_asks(client: Client, night: Edition, address: str) -> None:
    star = CalendarEntry.objects.in_order()[0].uid
    client.post("/mijn-programma/ster/", {"uid": star, "next": "/"})
    client.cookies["sessionid"] = "x" * 32
    mine = client.get(address, headers={"user-agent": "Ik", "referer": "http://testserver/geheim"})
    STORE.clear()
    others = Client().get(address)
    assert mine.content == others.content
    assert not mine.cookies
    assert "Cookie" not in mine.get("Vary", "")


@pytest.mark.once
@pytest.mark.parametrize("address", ADDRESSES)
def test_it_has_validators_and_is_fit_for_a_shared_cache(client: Client, night: Edition, address: str) -> None:
    full = client.get(address)
    assert re.fullmatch(r'"[0-9a-f]{32}"', full["ETag"])
    assert "Last-Modified" in full or address == "/agenda.ics?places=left"  # of that nobody knows when it changed
    assert re.fullmatch(r"public, max-age=\d+, stale-while-revalidate=\d+", full["Cache-Control"])
    assert "Content-Security-Policy" in full
    short = client.get(address, headers={"if-none-match": full["ETag"]})
    assert (short.status_code, short.content, short["ETag"]) == (304, b"", full["ETag"])
    assert short.get("Vary") == full.get("Vary")
    assert "Content-Type" not in short


@pytest.mark.parametrize("address", ["/mijn-programma/", "/beheer/", "/nieuwsbrief/", "/gezond"])
def test_what_is_somebodys_or_of_now_is_not_cached(client: Client, night: Edition, address: str) -> None:
    for _ in "abc":
        client.get(address)
    assert STORE.plain.cache.currsize == STORE.filtered.cache.currsize == 0


@pytest.mark.parametrize(
    "query",
    [
        "language=nl&kind=music&licht=1",
        "licht=1&kind=music&language=nl",
        "kind=music&kind=music&language=nl&licht=0&licht=1",
        "onzin=1&kind=music&utm_source=x&licht=1&language=nl&kind=",
        "licht=1&kind=music&language=nl&" + "&".join(f"x{n}=1" for n in range(150)),
    ],
)
def test_queries_that_mean_the_same_are_one_response(client: Client, night: Edition, query: str) -> None:
    wanted = client.get("/agenda/nacht/2026/?kind=music&language=nl&licht=1")
    client.get("/agenda/nacht/2026/?kind=music&language=nl&licht=1")
    found = client.get(f"/agenda/nacht/2026/?{query}")
    assert (found.content, found["ETag"]) == (wanted.content, wanted["ETag"])
    assert len(STORE.filtered.cache) == 1


MEANT = [("kind", "music"), ("language", "nl"), ("kind", "lecture"), ("licht", "1"), ("q", "orgel")]
NONSENSE = st.tuples(st.text("abcxyz_", min_size=1, max_size=8).map("x_{}".format), st.text(max_size=8))


@given(
    order=st.permutations(MEANT),
    again=st.lists(st.sampled_from(MEANT), max_size=4),
    nonsense=st.lists(NONSENSE, max_size=12),
    length=st.sampled_from([0, 0, 7_000]),
)
def test_nonsense_order_and_repetition_make_no_other_response(
    order: list[tuple[str, str]], again: list[tuple[str, str]], nonsense: list[tuple[str, str]], length: int
) -> None:
    rule = edition_page.cache_rule  # type: ignore[attr-defined]
    pairs = [*order, *again, *nonsense, *([("x", "y" * length)] if length else [])]
    random.Random(len(pairs)).shuffle(pairs)
    assert rule.canonical(urlencode(pairs)) == "kind=lecture&kind=music&language=nl&licht=1&q=orgel"


def test_eight_kilobytes_of_nonsense_are_answered_with_what_is_there(client: Client, night: Edition) -> None:
    address = "/agenda/nacht/2026/"
    wanted = client.get(address)
    held = len(STORE.plain.cache), len(STORE.filtered.cache)
    for query in (f"onzin={'x' * 7_900}", "&".join(f"x{n}=1" for n in range(190)), "kind=&kind=&&;=&x"):
        for _ in "abc":
            found = client.get(f"{address}?{query}")
            assert (found.status_code, found["ETag"]) == (200, wanted["ETag"])
    assert (len(STORE.plain.cache), len(STORE.filtered.cache)) == held


def test_thought_up_queries_are_answered_and_not_held(client: Client, night: Edition) -> None:
    for n in range(30):
        assert client.get(f"/agenda/?q=woord{n}").status_code == 200
    assert client.get("/agenda/?" + "&".join(f"venue={'x' * 70}{n}" for n in range(60))).status_code == 200
    assert len(STORE.filtered.cache) == 0


def test_a_head_is_as_a_get_and_is_cached_with_it(client: Client, night: Edition) -> None:
    head, get = client.head("/agenda/"), client.get("/agenda/")
    assert head.content == b""
    assert {**head.headers} == {**get.headers}


def test_a_host_that_is_not_ours_gets_nothing_that_is_cached(client: Client, night: Edition, settings: Any) -> None:
    client.get("/agenda/")
    settings.ALLOWED_HOSTS = ["testserver"]
    assert client.get("/agenda/", headers={"host": "elders.example"}).status_code == 400


def test_by_https_it_is_another_response(client: Client, night: Edition, settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 60
    assert "Strict-Transport-Security" not in client.get("/agenda/")


def test_the_first_gets_quick_gzip_and_the_next_what_is_best(client: Client, night: Edition) -> None:
    plain = client.get("/agenda/")
    ask = {"accept-encoding": "gzip, br;q=0.9"}
    first, second, third = (client.get("/agenda/", headers=ask) for _ in range(3))
    assert [one["Content-Encoding"] for one in (first, second, third)] == ["gzip", "br", "br"]
    assert len({one["ETag"] for one in (plain, first, second)}) == 3
    assert second.content == third.content
    # Who has the first is not sent the better one
    assert client.get("/agenda/", headers={**ask, "if-none-match": first["ETag"]}).status_code == 304
    assert client.get("/agenda/", headers={"if-none-match": first["ETag"]}).status_code == 200
    assert "Content-Encoding" not in client.get("/agenda/", headers={"accept-encoding": "gzip;q=0"})


def test_the_same_bytes_made_anew_have_the_tag_and_the_date_they_had(
    client: Client, night: Edition, clock: Any
) -> None:
    before = client.get("/agenda/nacht/")
    clock.shift(timedelta(seconds=30))
    Edition.objects.update(ordinal="")
    after = client.get("/agenda/nacht/")
    assert (after["ETag"], after["Last-Modified"]) == (before["ETag"], before["Last-Modified"])


def test_a_header_that_the_api_refuses_is_refused_beside_what_is_cached(client: Client, night: Edition) -> None:
    assert client.get("/api/v1/venues").status_code == 200
    asked = [client.get("/api/v1/venues", headers={"accept-crs": crs}).status_code for crs in ("", "http://elders/")]
    assert asked == [400, 400]


def test_with_a_key_the_api_is_not_cached(client: Client, night: Edition) -> None:
    client.get("/api/v1/events", headers={"authorization": "Bearer x"})
    assert len(STORE.plain.cache) == 0
