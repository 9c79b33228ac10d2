"""What we owe the public and what machines ask for."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from django.db import DatabaseError
from django.utils import timezone

from tests.factories import make_edition, make_issue, make_public_event, make_series
from tests.pages import problems, soup, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(("prefix", "language"), [("", "nl"), ("/en", "en")])
@pytest.mark.parametrize("page", ["toegankelijkheid", "privacy", "beveiliging"])
def test_evidence_pages_are_good_pages_in_both_languages(client, prefix, language, page):
    response = client.get(f"{prefix}/{page}/")
    assert response.status_code == 200
    assert problems(response, language) == []


def test_privacy_lists_every_cookie_the_settings_know(client, settings):
    listed = {code.get_text() for code in soup(client.get("/privacy/")).find_all("code")}
    assert listed == {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.PROGRAMME_COOKIE}


def test_security_txt_is_valid_for_less_than_a_year(client, settings):
    settings.SECURITY_CONTACT = "lek@leiden.example"
    lines = dict(line.split(": ", 1) for line in client.get("/.well-known/security.txt").content.decode().splitlines())
    expires = datetime.strptime(lines.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=180) < expires - timezone.now() < timedelta(days=365)
    assert lines == {
        "Contact": "mailto:lek@leiden.example",
        "Canonical": "http://testserver/.well-known/security.txt",
        "Policy": "http://testserver/beveiliging/",
        "Preferred-Languages": "nl, en",
    }


def test_robots_may_read_feeds_and_pages_but_not_what_belongs_to_one_person(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Sitemap: http://testserver/sitemap.xml" in lines
    closed = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")}
    assert not [path for path in closed if "/agenda.ics".startswith(path) or "/agenda/nacht.ics".startswith(path)]
    assert {"/beheer/", "/aanmelding/", "/en/aanmelding/"} <= closed


def test_the_sitemap_lists_every_page_in_both_languages_with_its_last_change(client):
    event = make_public_event(make_edition(make_series(slug="nacht"), slug="2026"))
    make_edition(make_series(slug="geheim"), slug="2026", is_public=False)
    issue = make_issue(state="sent", sent_at=timezone.now())
    tree = ET.fromstring(client.get("/sitemap.xml").content)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = {
        url.findtext("s:loc", "", space): url.findtext("s:lastmod", "", space) for url in tree.findall("s:url", space)
    }
    changed = event.occurrences.get().entry.changed_at
    for prefix in ("", "/en"):
        page = f"http://testserver{prefix}/evenement/{event.slug}-{event.code}/"
        assert datetime.fromisoformat(found[page]) == changed
        assert f"http://testserver{prefix}/agenda/nacht/2026/" in found
        assert f"http://testserver{prefix}/nieuwsbrief/{issue.slug}/" in found
        assert f"http://testserver{prefix}/agenda/geheim/2026/" not in found


def test_every_address_in_the_sitemap_answers(client):
    make_public_event(make_edition())
    tree = ET.fromstring(client.get("/sitemap.xml").content)
    addresses = [
        loc.text.removeprefix("http://testserver")
        for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]
    assert {address: client.get(address).status_code for address in addresses} == dict.fromkeys(addresses, 200)


def test_health_is_ok_while_the_database_answers(client):
    response = client.get("/gezond")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_health_is_503_when_it_does_not(client, monkeypatch):
    def refuse(*_args):
        raise DatabaseError("gone")

    monkeypatch.setattr("config.site.views.connection.cursor", refuse)
    response = client.get("/gezond")
    assert (response.status_code, response.json()) == (503, {"status": "unavailable", "database": "unreachable"})


@pytest.mark.parametrize(
    ("address", "language", "search"), [("/bestaat/niet/", "nl", "/agenda/"), ("/en/not/there/", "en", "/en/agenda/")]
)
def test_an_unknown_address_gets_a_page_that_helps(client, address, language, search):
    response = client.get(address)
    assert response.status_code == 404
    assert problems(response, language) == []
    assert soup(response).select_one("form[role=search]")["action"] == search


def test_a_broken_page_tells_nothing_but_an_apology(client, monkeypatch):
    def break_down(*_args, **_kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("config.site.sitemap.all_pages", break_down)
    client.raise_request_exception = False
    response = client.get("/sitemap.xml")
    assert response.status_code == 500
    assert "Er ging iets mis bij ons" in text_of(response)
    assert "secret detail" not in text_of(response)
