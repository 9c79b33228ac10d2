"""Where one is logged in: seen, named and ended by oneself alone."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client

from subscribers.accounts.sessions import forget_sessions, name_device
from tests.accounts import LOGIN, PASSWORD, log_in
from tests.factories import make_staff

pytestmark = pytest.mark.django_db
TOEGANG = "/beheer/toegang/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile Safari/604.1"
EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0"


def test_one_sees_where_one_is_logged_in_and_ends_one_of_them_or_all_others(client: Client) -> None:
    staff = make_staff()
    places = {agent: Client() for agent in (FIREFOX, IPHONE, EDGE)}
    for agent, place in places.items():
        log_in(place, staff, **{"user-agent": agent})
    here = places[FIREFOX]
    page = here.get(f"{TOEGANG}sessions/")
    assert [place.device for place in page.context["places"]] == [
        "Edge op Windows",
        "Safari op iPhone",
        "Firefox op Linux",
    ]
    assert [place.is_here for place in page.context["places"]] == [False, False, True]
    assert "127.0.0.1" in page.content.decode()
    here.post(f"{TOEGANG}sessions/", {"session": page.context["places"][0].pk})
    assert [place.get("/beheer/").status_code for place in places.values()] == [200, 200, 302]
    here.post(f"{TOEGANG}sessions/")
    assert [place.get("/beheer/").status_code for place in places.values()] == [200, 302, 302]


def test_nobody_ends_a_session_of_somebody_else(client: Client) -> None:
    victim, other = make_staff(), Client()
    log_in(other, victim)
    log_in(client, make_staff())
    for pk in (str(UserSession.objects.get(user=victim).pk), "-1", "x", "9" * 40):
        assert client.post(f"{TOEGANG}sessions/", {"session": pk}).status_code == 302
    assert other.get("/beheer/").status_code == 200


def test_rows_of_sessions_that_are_over_are_forgotten(client: Client) -> None:
    log_in(client, make_staff())
    gone = Client()
    log_in(gone, make_staff())
    gone.session.flush()
    assert forget_sessions() == 1
    assert UserSession.objects.count() == 1


def test_what_is_kept_of_a_network_is_the_network(client: Client) -> None:
    staff = make_staff()
    for address in ("192.0.2.7", "2001:db8:1:2:3:4:5:6", ""):
        Client().post(LOGIN, {"username": staff.username, "password": PASSWORD}, REMOTE_ADDR=address)
    assert sorted(UserSession.objects.values_list("ip", flat=True)) == ["192.0.2.7", "2001:db8:1:2::", "::"]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox op Linux"),
        (EDGE, "Edge op Windows"),
        ("curl/8", "Onbekend programma"),
        ("", "Onbekend programma"),
    ],
)
def test_a_browser_has_a_name(agent: str, name: str) -> None:
    assert name_device(agent) == name
