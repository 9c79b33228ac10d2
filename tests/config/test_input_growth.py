"""What reads a stranger's text without a regular expression in sight grows with its length, too, and no faster."""

import logging
from collections.abc import Callable
from functools import partial
from ipaddress import ip_network
from itertools import product

from django.http import QueryDict
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from config.api.requests import is_object, reader_language
from config.settings.logs import Redacting
from events.calendar.agents import client_of, is_person
from events.facets.selection import read_selection
from events.icallint import lint_calendar
from events.itip import read_answer
from newsletter.rendering.richtext import clean
from subscribers.access.form_checks import check_stamp, is_same_site
from subscribers.access.networks import client_network
from subscribers.access.signing import read_link, read_mark
from subscribers.access.tokens import digest
from subscribers.addresses import ascii_address, normalise_address
from subscribers.dsn import read_report
from subscribers.mime import mailbox
from subscribers.plaintext import html_to_text, lines, markup_in, one_line
from subscribers.shell.responses.conditional import short_response
from subscribers.shell.validators import validate_mailable
from tests.growth import Attack, grows_too_fast

MAKE = RequestFactory()


def header(name: str, read: Callable[..., object]) -> Callable[[str], object]:
    return lambda text: read(MAKE.get("/", headers={name: text}))


def refused(read: Callable[..., object], *errors: type[Exception]) -> Callable[[str], object]:
    """Who reads it may refuse it."""

    def run(text: str) -> None:
        try:
            read(text)
        except errors:
            pass

    return run


def logged(text: str) -> str:
    return Redacting("%(message)s").format(logging.LogRecord("x", logging.ERROR, "f", 1, text, (), None))


OURS = [ip_network("127.0.0.0/8")]
ROUTES = ("/agenda/", "/en/evenement/", "/beeld/", "/media/", "/api/v1/")
CALENDAR = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"
REPORT = "Content-Type: multipart/report; boundary=x\n\n--x\n"
INPUT: dict[str, tuple[Callable[[str], object], tuple[str | Attack, ...]]] = {
    "what a calendar answers": (
        lambda text: read_answer(text.encode()),
        (
            "\n ",
            "ATTENDEE;PARTSTAT=A:mailto:a\n",
            "BEGIN:VALARM\n",
            "END:VEVENT\n",
            Attack("BEGIN:VCALENDAR\n", "UID:\n", ""),
        ),
    ),
    "a mail with calendars": (
        lambda text: read_report(text.encode()),
        ("a", "\n", Attack(REPORT, "\n--x", ""), Attack("Content-Disposition: a", ";filename=a", "\n\n")),
    ),
    "a path": (
        refused(resolve, Resolver404),
        (
            "/a",
            "/",
            *(Attack(begin, again, "/x") for begin, again in product(ROUTES, ("a", "-a", "a.ics", ".json", "/"))),
        ),
    ),
    "a query": (
        lambda text: read_selection(QueryDict(text)),
        (
            "venue=a&",
            "day=2030-01-01&",
            "q=a+",
            "&",
            ";",
            "=",
            "%20",
            Attack("q=", "a ", ""),
            Attack("q=", "%F0%9F%98%80", ""),
            "places=left&",
            "entrance=x&",
        ),
    ),
    "a language": (
        header("Accept-Language", reader_language),
        ("nl,", "a-", "nl;q=1,", "x-a,", ";", ",", "a-b-", "q="),
    ),
    "entity tags": (
        header("If-None-Match", lambda request: short_response(request, "a", None)),
        ('"b",', '"', ",", 'W/"x", ', "*,"),
    ),
    "If-Match": (header("If-Match", lambda request: short_response(request, "a", None)), ('"b",', '"', ",", 'W/"x", ')),
    "If-Modified-Since": (
        header("If-Modified-Since", lambda request: short_response(request, "a", None)),
        ("Mon, ", "1 ", ":", "a"),
    ),
    "cookies": (header("Cookie", lambda request: request.COOKIES), ("a=b;", ";", "=", '"', 'a="\\073";', "\\")),
    "proxies": (partial(client_network, "127.0.0.1", hops=1, proxies=OURS), ("1.2.3.4,", ",", "a", " ", "::,")),
    "an origin": (header("Origin", is_same_site), ("http://", "a", "@", "[", ":", "/", "?", "#")),
    "a program's name": (lambda text: (client_of(text), is_person(text)), ("a", "mozilla/", "bot")),
    "a line of the log": (logged, ("a", "a@", "a@a.", "/", "/" + "a" * 32, "/a", "\n", " ")),
    "JSON": (
        lambda text: is_object(text.encode()),
        (
            "[",
            '{"a":',
            '"',
            "1",
            "[1,",
            '{"a":1,',
            "\\",
            Attack('{"a":"', "\\u0061", '"}'),
            Attack('{"a":[', "{},", "{}]}"),
            Attack('{"a":', "1", "}"),
        ),
    ),
    "a signed time": (refused(lambda text: check_stamp("form", text), Exception), (":", "a", "a:", "=")),
    "a signed link": (lambda text: read_link(text, "a", "b"), ("a", "=", "-", "_a")),
    "a secret": (digest, ("a", "\ud800")),
    "a mark": (read_mark, ("b-", "b-aa.aaaaaaaa@", "b-a.", "@")),
    "an address": (
        refused(validate_mailable, Exception),
        ("a", "a@", "a.", "@", '"', Attack("a@", "a.", ""), Attack("a@", "-", ""), Attack("a@[", "1.", "]")),
    ),
    "an address as it goes": (
        refused(ascii_address, ValueError),
        (
            "a",
            "a@",
            Attack("a@", "a.", ""),
            Attack("a@", "é", ""),
            Attack("a@", "é.", "b"),
            Attack("a@", "\u3002", "b"),
        ),
    ),
    "two spellings": (
        normalise_address,
        ("a", "@", Attack("a@", "é", ""), Attack("a@", "é.", "b"), Attack("a@", "\u0660", ""), Attack("a@", "ß.", "b")),
    ),
    "a name in a mail": (
        refused(lambda text: mailbox(text, "a@example.org", "To"), ValueError),
        ("a ", "é", '"', "=?", "\\", "\u3042 "),
    ),
    "one line": (one_line, (" ", "\n", "a ", "\u2028", "\x01")),
    "lines": (lines, ("\r", "\r\n", "\x01")),
    "markup": (markup_in, ("<", "<a", "<!-", "</", "< ")),
    "the text of HTML": (
        html_to_text,
        ("<p>a</p>", " \n ", "<br>", " ", "&amp;", "&#", "<ul><li>a</li></ul>", "<a href='x'>a</a>", "a "),
    ),
    "rich text": (
        lambda text: clean(text, "https://example.org"),
        ("<p>", "<a href='x'>", "<", "&", "<b><i>", "<p>a</p>"),
    ),
    "a calendar": (
        lambda text: lint_calendar(text.encode(), parsers=False),
        (
            "\r\n a",
            "\r\n ",
            "\n",
            ";a=b",
            "BEGIN:VEVENT\r\n",
            "a:b\r\n",
            Attack(CALENDAR + "SUMMARY:", "a\r\n ", ""),
            Attack(CALENDAR + "SUMMARY:", "- ", "\r\n"),
            Attack(CALENDAR, "UID:a\r\n", ""),
            Attack(CALENDAR + 'X;A="a', ',"b"', ":c"),
            Attack(CALENDAR + "LOCATION:", " ", "\r\n"),
            Attack(CALENDAR, "END:VEVENT\r\nBEGIN:VEVENT\r\n", ""),
            Attack(CALENDAR + "X:", "\\", "\r\n"),
            Attack(CALENDAR + "X:", "\\\r\n ", "\r\n"),
        ),
    ),
    "a report": (
        lambda text: read_report(text.encode()),
        (
            "a: b\n",
            "\n",
            " a\n",
            Attack(REPORT, "--x\n", ""),
            Attack(REPORT, "a", ""),
            Attack(REPORT, "\n", ""),
            Attack("Content-Type: multipart/report; boundary=x", "; a=b", "\n\n"),
            Attack("Subject: ", "=?utf-8?q?a?= ", "\n\n"),
            Attack("Content-Type: message/delivery-status\n\n", "Final-Recipient: rfc822;a@example.org\n\n", ""),
            Attack("Content-Transfer-Encoding: quoted-printable\n\n", "=", ""),
            Attack("Message-ID: ", "<b-aa.aaaaaaaa@x> ", "\n\n"),
            Attack(REPORT + "Content-Type: message/delivery-status\n\n", "\n ", "x"),
        ),
    ),
}


def test_what_reads_a_strangers_text_grows_no_faster_than_it(hang_ends):
    found = [
        (name, attack)
        for name, (run, rows) in INPUT.items()
        for attack in (row if isinstance(row, Attack) else Attack("", row, "") for row in rows)
        if grows_too_fast(run, attack, size=300)
    ]
    assert found == []
