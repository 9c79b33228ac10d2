"""Pictures from this machine: as what they are, and only what is meant to be seen."""

from pathlib import Path

import pytest
from django.test import Client

from tests.factories import make_staff

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; sandbox"
KEY = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def files(media: Path) -> Path:
    """HTML by every name that somebody might get in."""
    for name in (f"pictures/{KEY}-512.webp", f"pictures/{KEY}-512.jpg", "images/a.width-1072.jpg", "images/a.svg",
                 "images/a.html", "original_images/a.png", "wagtail_uploads/a.jpg", "a.jpg", "secret"):  # fmt: skip
        path = media / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("<script>alert(1)</script>")
    return media


def test_a_picture_is_served_as_a_picture_whatever_is_in_it(client: Client, files: Path) -> None:
    shown = {f"pictures/{KEY}-512.webp": "image/webp", f"pictures/{KEY}-512.jpg": "image/jpeg"}
    for name, kind in {**shown, "images/a.width-1072.jpg": "image/jpeg"}.items():
        response = client.get(f"/media/{name}")
        headers = response.headers
        assert (response.status_code, headers["Content-Type"], headers["X-Content-Type-Options"]) == (
            200,
            kind,
            "nosniff",
        )
        assert headers["Content-Security-Policy"] == NOTHING
        assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"  # webmail shows it
        assert headers["Cache-Control"].startswith("public") and "Set-Cookie" not in headers
        assert ("immutable" in headers["Cache-Control"]) == (name in shown)
        response.close()
    assert client.post(f"/media/pictures/{KEY}-512.jpg").status_code == 405


def test_nothing_else_is_there(client: Client, files: Path) -> None:
    asked = """images/a.svg images/a.html wagtail_uploads/a.jpg a.jpg secret pictures/ images/ pictures/x.jpg
        images/../secret images/..%2f..%2fsecret //images/a.jpg pictures/%00.jpg
        pictures/../original_images/a.png pictures/%2e%2e/original_images/a.png images/..%2foriginal_images/a.png
        pictures//../original_images/a.png pictures/./../wagtail_uploads/a.jpg images/../a.jpg
        pictures/../images/a.width-1072.jpg ../media/images/a.width-1072.jpg"""
    for name in asked.split():
        assert client.get(f"/media/{name}").status_code == 404, name


def test_an_original_is_for_staff(client: Client, files: Path) -> None:
    assert client.get("/media/original_images/a.png").status_code == 404
    client.force_login(make_staff())
    response = client.get("/media/original_images/a.png")
    assert (response.status_code, response.headers["Cache-Control"]) == (200, "no-store")
    response.close()
