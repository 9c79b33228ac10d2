"""The mail of the local run in the browser: complete, harmless, and for this machine alone."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client

from subscribers.mailbox.maildir import list_names, store_mail

PIXEL = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def client() -> Client:
    """A browser at the address of the local run."""
    return Client(SERVER_NAME="127.0.0.1")


@pytest.fixture
def maildir(settings, tmp_path: Path) -> Path:
    settings.MAILDIR = tmp_path / "mail"
    settings.LOCAL_MAIL_SERVER = True
    return settings.MAILDIR


def compose(subject: str = "Uw plaats is vrij", html: str = "") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Stad <stad@leiden.example>", "bezoeker@example.org", subject
    mail.set_content("Kom op tijd.\nTot dan.")
    if html:
        mail.add_alternative(html, subtype="html")
        mail.get_payload()[1].add_related(PIXEL, "image", "png", cid="<qr>", filename="qr.png")
        mail.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="afspraak.ics")
    return mail.as_bytes()


def keep(maildir: Path, content: bytes, recipient: str = "bezoeker@example.org") -> str:
    return store_mail(maildir, "stad@leiden.example", [recipient], content)[0]


def test_an_empty_mailbox_says_so(client: Client, maildir: Path) -> None:
    assert "Er is nog geen mail" in client.get("/dev/mailbox/").content.decode()


def test_the_list_is_newest_first_and_has_pages(client: Client, maildir: Path) -> None:
    for number in range(55):
        keep(maildir, compose(f"bericht {number:02}"))
    first, second = client.get("/dev/mailbox/"), client.get("/dev/mailbox/?page=2")
    assert [row.subject for row in first.context["rows"]] == [f"bericht {n:02}" for n in range(54, 4, -1)]
    assert [row.subject for row in second.context["rows"]] == [f"bericht {n:02}" for n in range(4, -1, -1)]


def test_the_list_narrows_to_the_address_asked_for(client: Client, maildir: Path) -> None:
    keep(maildir, compose("van mij"), "Ik@Example.org")
    keep(maildir, compose("van een ander"), "ander@example.org")
    rows = client.get("/dev/mailbox/?to=ik@example").context["rows"]
    assert [(row.recipient, row.subject) for row in rows] == [("Ik@Example.org", "van mij")]


def test_a_message_shows_text_attachments_and_a_frame_for_its_html(client: Client, maildir: Path) -> None:
    name = keep(maildir, compose(html="<p>Kom <b>op tijd</b>.</p>"))
    page = client.get(f"/dev/mailbox/{name}/")
    assert "Kom op tijd.\nTot dan." in page.content.decode()
    assert f'src="/dev/mailbox/{name}/html/"' in page.content.decode()
    assert "allow-scripts" not in page.content.decode()
    assert [(part["filename"], part["type"], part["size"]) for part in page.context["parts"]] == [
        ("qr.png", "image/png", len(PIXEL)),
        ("afspraak.ics", "text/calendar", 15),
    ]


def test_the_html_of_a_mail_comes_under_its_own_policy_and_shows_its_own_pictures(
    client: Client, maildir: Path
) -> None:
    name = keep(maildir, compose(html='<html><head></head><img src="cid:qr"><script>alert(1)</script></html>'))
    answer = client.get(f"/dev/mailbox/{name}/html/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "sandbox" in policy and "allow-scripts" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    address = answer.content.decode().split('img src="')[1].split('"')[0]
    picture = client.get(address)
    assert (picture.content, picture["Content-Type"]) == (PIXEL, "image/png")


def test_an_attachment_that_is_no_picture_is_saved_and_never_shown(client: Client, maildir: Path) -> None:
    name = keep(maildir, compose(html="<p>x</p>"))
    address = client.get(f"/dev/mailbox/{name}/").context["parts"][1]["url"]
    answer = client.get(address)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="afspraak.ics"'


def test_the_source_is_what_came_over_the_wire(client: Client, maildir: Path) -> None:
    content = compose()
    answer = client.get(f"/dev/mailbox/{keep(maildir, content)}/source/")
    assert answer.content.endswith(content)
    assert answer["Content-Type"].startswith("text/plain")


@pytest.mark.parametrize(
    "asked",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 front"},
        {"REMOTE_ADDR": ""},
        {"HTTP_HOST": "stad.example"},  # a proxy on this machine that adds no header
        {"HTTP_HOST": "127.0.0.1.stad.example"},
        {"HTTP_HOST": "192.0.2.7:8000"},
    ],
)
def test_nobody_elsewhere_gets_to_see_the_mailbox(client: Client, maildir: Path, asked: dict[str, str]) -> None:
    name = keep(maildir, compose())
    for address in ("/dev/mailbox/", f"/dev/mailbox/{name}/", f"/dev/mailbox/{name}/source/"):
        assert client.get(address, **asked).status_code == 404


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000", "LOCALHOST."])
def test_the_machine_itself_sees_it_by_each_of_its_names(client: Client, maildir: Path, host: str) -> None:
    assert client.get("/dev/mailbox/", HTTP_HOST=host).status_code == 200
    assert client.get("/dev/mailbox/", HTTP_HOST=host, REMOTE_ADDR="::ffff:127.0.0.1").status_code == 200


def test_there_is_no_mailbox_where_mail_goes_to_a_relay(client: Client, maildir: Path, settings) -> None:
    settings.LOCAL_MAIL_SERVER = False
    assert client.get("/dev/mailbox/").status_code == 404


@pytest.mark.parametrize("name", ["nope", "..%2F..%2Fsecret", "%00", "."])
def test_a_name_that_is_not_in_the_mailbox_is_not_found(client: Client, maildir: Path, name: str) -> None:
    keep(maildir, compose())
    assert client.get(f"/dev/mailbox/{name}/source/").status_code == 404


def test_a_mail_for_two_is_kept_once_for_each(maildir: Path) -> None:
    store_mail(maildir, "stad@leiden.example", ["een@example.org", "twee@example.org"], compose())
    assert len(list_names(maildir)) == 2
    assert len(list_names(maildir, "twee@")) == 1
    assert not list((maildir / "tmp").iterdir())
