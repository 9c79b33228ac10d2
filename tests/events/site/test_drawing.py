"""The picture of an event, a series and an edition at its own address."""

import pytest

from tests.factories import make_edition, make_public_event, make_series, make_term

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("suffix", "kind"), [("svg", "image/svg+xml"), ("png", "image/png")])
def test_events_series_and_editions_have_one_at_a_fixed_address(client, suffix, kind):
    series = make_series(slug="nacht-van-kunst")
    event = make_public_event(make_edition(series, slug="2026"), terms=[make_term(slug="erfgoed")])
    for code in (event.code, "nacht-van-kunst", "nacht-van-kunst-2026"):
        response = client.get(f"/beeld/{code}.{suffix}")
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        assert response["Cache-Control"] == "public, max-age=604800"
        again = client.get(f"/beeld/{code}.{suffix}", headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_what_is_unknown_has_no_drawing(client):
    assert client.get("/beeld/zzzzzzzz.svg").status_code == 404


def test_a_drawing_that_stands_alone_may_style_itself_and_nothing_else(client):
    response = client.get(f"/beeld/{make_public_event().code}.svg")
    alone = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    assert response["Content-Security-Policy"] == alone
