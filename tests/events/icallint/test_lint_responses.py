"""The lint of what a server says around a calendar file: headers, 304 and addresses that lead elsewhere."""

import pytest

from events.icallint import Response, lint_responses
from tests.events.icallint.calendar_files import FEED, HEADERS, changed, numbers


@pytest.mark.parametrize(
    ("number", "headers"),
    [
        ("A1", {"Content-Type": "text/plain; charset=utf-8"}),
        ("A1", {"Content-Type": "text/calendar"}),
        ("a2", {"Vary": "Accept"}),
        ("A5", {"ETag": ""}),
        ("A5", {"ETag": "4f2a"}),
        ("a5", {"ETag": 'W/"4f2a"'}),
        ("A6", {"Last-Modified": "2026-09-10"}),
        ("A6", {"Last-Modified": "Thu, 10 Sep 2026 08:59:59 GMT"}),
        ("a9", {"Cache-Control": "no-store"}),
        ("A9", {"Set-Cookie": "a=1"}),
        ("A9", {"Vary": "Accept-Encoding, Cookie"}),
        ("a11", {"X-Robots-Tag": "noindex"}),
        ("a12", {"Content-Disposition": 'inline; filename="agenda.txt"'}),
        ("F2", {"Content-Type": "text/calendar; charset=utf-8; method=REQUEST"}),
    ],
)
def test_headers(number, headers):
    assert numbers(FEED, {**HEADERS, **headers}, parsers=False) == {number}


def test_a_compressed_body_that_nobody_asked_for():
    assert numbers(b"\x1f\x8b\x08rest", HEADERS) == {"A10"}


def test_a_personal_feed_may_take_time_and_ring_but_not_be_found():
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Zo\nTRIGGER:-PT30M\nEND:VALARM\nEND:VEVENT"
    mine = changed(("TRANSP:TRANSPARENT", "TRANSP:OPAQUE"), ("STATUS:FREE", "STATUS:BUSY"), ("END:VEVENT", alarm))
    private = {**HEADERS, "Cache-Control": "private, max-age=300"}
    assert numbers(mine, {**private, "X-Robots-Tag": "noindex"}) == set()
    assert numbers(mine, private) == {"A11"}


class Server:
    """Answers as one should, but for what a test breaks."""

    def __init__(self, **broken):
        self.broken, self.asked = broken, 0

    def __call__(self, method, query, headers):
        self.asked += 1
        status, body = 200, b"x" + (str(self.asked).encode() if self.broken.get("clock") else b"")
        told = {"etag": '"1"', "last-modified": HEADERS["Last-Modified"]}
        tag, date = headers.get("If-None-Match"), headers.get("If-Modified-Since")
        if tag is not None:
            equal = tag == '"1"' if self.broken.get("plain_tags") else tag == "*" or '"1"' in tag
            status = 304 if equal else 200
        elif date is not None and not self.broken.get("no_dates"):
            status = 304 if date == HEADERS["Last-Modified"] else 200
        if "html" in headers.get("Accept", "") and self.broken.get("choosy"):
            status = 406
        if query and self.broken.get("strict"):
            status = 400
        if method == "HEAD":
            body = b""
            told = {} if self.broken.get("head") else told
        return Response(status, told, b"" if status == 304 else body)


@pytest.mark.parametrize(
    ("broken", "number"),
    [
        ({}, set()),
        ({"choosy": True}, {"A2"}),
        ({"strict": True}, {"A3"}),
        ({"head": True}, {"A3"}),
        ({"plain_tags": True}, {"A5"}),
        ({"no_dates": True}, {"A6"}),
        ({"clock": True}, {"A2", "A8"}),
    ],
)
def test_answers_of_a_server(broken, number):
    server = Server(**broken)
    assert {finding.number for finding in lint_responses(server, server("GET", "", {}))} == number


@pytest.mark.parametrize(
    ("addresses", "found"),
    [
        (("https://a/f.ics",), set()),
        (("http://a/f.ics", "https://a/f.ics"), set()),
        (("https://a/f.ics", "https://b/f.ics"), {"A4"}),
        (("http://a/f.ics", "https://a/f.ics", "https://b/f.ics"), {"A4"}),
    ],
)
def test_an_address_that_leads_elsewhere(addresses, found):
    server = Server()
    first = Response(200, server("GET", "", {}).headers, b"x", addresses)
    assert {finding.number for finding in lint_responses(server, first)} == found


def test_a_feed_that_is_not_there_is_one_finding():
    (finding,) = lint_responses(Server(), Response(404, {}, b""))
    assert str(finding) == "error A3 (HTTP) De server antwoordt met 404."
