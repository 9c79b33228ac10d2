"""Reading reports: what RFC 3464 and RFC 5965 say, and nothing that anybody else makes up."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subscribers.dsn import READ_BYTES, RecipientStatus, Report, ReportType, read_report, subject_of
from tests.subscribers.dsn.reports import arf, dsn, out_of_office

NEWSLETTER_ID = "<b-mqaq.aaaaaaaa@leiden.example>"


def test_a_delivery_report_is_read_from_its_fields_and_not_from_its_prose() -> None:
    report = read_report(dsn(returned=(f"Message-ID: {NEWSLETTER_ID}", "Return-Path: <b-x.y@bounces.leiden.example>")))
    assert report == Report(
        type=ReportType.DELIVERY,
        own_id="<report-1@mx.example.org>",
        hints=("kennisstad@leiden.example", NEWSLETTER_ID, "<b-x.y@bounces.leiden.example>"),
        recipients=(
            RecipientStatus(
                ("anna@example.org",), "failed", "5.1.1", "smtp; 550 5.1.1 <anna@example.org>: no such user"
            ),
        ),
        reporter="mx.example.org",
    )


def test_every_recipient_of_a_report_is_read_with_its_folded_fields() -> None:
    raw = dsn(
        final="rfc822;anna@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        "Original-Recipient: rfc822;bram@example.org\r\nFinal-Recipient: x400; /S=Bram/\r\nAction: delayed\r\n"
        "Status: 4.2.2 (mailbox\r\n full)\r\n\r\nFinal-Recipient: rfc822; <cato@example.org> (Cato)"
    )
    assert [(one.addresses, one.action, one.status) for one in read_report(raw).recipients] == [
        (("anna@example.org",), "failed", "5.1.1"),
        (("/S=Bram/", "bram@example.org"), "delayed", "4.2.2"),
        (("cato@example.org",), "failed", "5.1.1"),
    ]


def test_a_complaint_is_read_with_the_marks_that_it_brings_back() -> None:
    report = read_report(arf(mail_from="b-x.y@bounces.leiden.example", returned=(f"Message-ID: {NEWSLETTER_ID}",)))
    assert report == Report(
        type=ReportType.FEEDBACK,
        own_id="<fbl-1@isp>",
        hints=("<b-x.y@bounces.leiden.example>", NEWSLETTER_ID, "<fbl@leiden.example>"),
        feedback="abuse",
        reporter="SomeGenerator/1.0",
    )


@pytest.mark.parametrize(
    "container",
    ["multipart/report", "Multipart/Report; report-type=delivery-status", "multipart/mixed"],
)
def test_a_container_that_is_named_sloppily_is_read_all_the_same(container: str) -> None:
    assert read_report(dsn(container=container)).type == ReportType.DELIVERY


@pytest.mark.parametrize("ending", [b"\n", b"\r", b"\r\n"])
def test_any_kind_of_line_end_will_do(ending: bytes) -> None:
    raw = b"From MAILER-DAEMON Mon Jun 15 12:00:00 2026\r\n" + dsn()
    assert read_report(raw.replace(b"\r\n", ending)) == read_report(dsn())


def test_a_report_inside_a_wrapper_is_found() -> None:
    inner = dsn().replace(b"Return-Path: <>\r\n", b"", 1)
    raw = b'Content-Type: multipart/mixed; boundary="out"\r\n\r\n--out\r\n' + inner + b"\r\n--out--\r\n"
    assert read_report(raw).recipients == read_report(dsn()).recipients


def test_a_status_in_base64_or_quoted_printable_is_decoded() -> None:
    fields = (
        b"Reporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; a@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    )
    for encoding, body in (
        ("base64", base64.encodebytes(fields)),
        ("quoted-printable", fields.replace(b"5.1", b"5=2E1")),
    ):
        raw = (
            b"Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n"
            + f"Content-Transfer-Encoding: {encoding}\r\n\r\n".encode()
            + body
            + b"\r\n--b--\r\n"
        )
        assert read_report(raw).recipients == (RecipientStatus(("a@example.org",), "failed", "5.1.1"),)


@pytest.mark.parametrize(
    ("head", "type_", "problem"),
    [
        ("Auto-Submitted: auto-replied\nFrom: anna@example.org", ReportType.AUTOMATIC, ""),
        ("Auto-Submitted: auto-generated (vacation)", ReportType.AUTOMATIC, ""),
        ("X-Autoreply: yes", ReportType.AUTOMATIC, ""),
        ("Precedence: auto_reply", ReportType.AUTOMATIC, ""),
        ("Return-Path: <>\nFrom: Anna <anna@example.org>", ReportType.AUTOMATIC, ""),
        ("Auto-Submitted: no\nFrom: anna@example.org", ReportType.UNKNOWN, "not-a-report"),
        ("Return-Path: <>\nFrom: <MAILER-DAEMON@mx.example.org>", ReportType.UNKNOWN, "not-a-report"),
        ("Auto-Submitted: auto-replied\nX-Failed-Recipients: a@example.org", ReportType.UNKNOWN, "not-a-report"),
        ("From: anna@example.org", ReportType.UNKNOWN, "not-a-report"),
    ],
)
def test_an_out_of_office_reply_is_told_from_a_bounce_in_words_of_its_own(
    head: str, type_: ReportType, problem: str
) -> None:
    report = read_report(f"{head}\n\nFinal-Recipient: rfc822; a@example.org\nStatus: 5.1.1\n".encode())
    assert (report.type, report.problem, report.recipients) == (type_, problem, ())


def test_a_read_receipt_is_no_bounce() -> None:
    raw = (
        b"Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
        b"--b\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; a@example.org\n--b--\n"
    )
    assert read_report(raw).type == ReportType.AUTOMATIC


def nested(levels: int) -> bytes:
    """multipart in multipart, a report at the bottom."""
    raw = dsn()
    for level in range(levels):
        raw = f'Content-Type: multipart/mixed; boundary="n{level}"\r\n\r\n--n{level}\r\n'.encode() + raw
    return raw


HOSTILE = {
    "nothing": b"",
    "NULs": b"\0" * 5000,
    "no head": b"\n\n\n",
    "a head without end": b"Subject: " + b"x" * 500_000,
    "a hundred thousand fields": b"A: b\n" * 100_000,
    "no boundary": b"Content-Type: multipart/report\n\n--\n",
    "a boundary that never comes": b"Content-Type: multipart/report; boundary=x\n\n" + b"y\n" * 100_000,
    "a hundred thousand parts": b"Content-Type: multipart/report; boundary=x\n\n" + b"--x\n\n" * 100_000,
    "a report without recipients": dsn().replace(b"Final-Recipient", b"Nobody"),
    "base64 that is none": dsn().replace(
        b"message/delivery-status", b"message/delivery-status\r\nContent-Transfer-Encoding: base64"
    ),
    "a charset that does not exist": dsn().replace(b"us-ascii", b"klingon-8").replace(b"prose", b"\xff\xfe\x80"),
    "RFC 2231 with a huge number": b"Content-Type: multipart/report; boundary*" + b"9" * 6000 + b"=x\n\n",
    "brackets": b"To: " + b"(" * 50_000 + b"\n\n",
    "an encoded subject that is none": b"Subject: =?utf-8?b?////?= =?x?q?=FF?=\nAuto-Submitted: yes\n\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_bytes_get_an_answer(name: str, hang_ends: None) -> None:
    report = read_report(HOSTILE[name])
    subject_of(HOSTILE[name])
    assert report.type in ReportType


def test_a_wrong_charset_and_stray_bytes_change_nothing() -> None:
    report = read_report(HOSTILE["a charset that does not exist"])
    assert report.recipients == read_report(dsn()).recipients


@pytest.mark.parametrize("levels", [4, 200, 5000])
def test_a_report_that_is_buried_deep_is_left_there(levels: int) -> None:
    assert read_report(nested(levels)).type == ReportType.UNKNOWN


def test_fifty_megabytes_are_read_no_further_than_the_beginning() -> None:
    huge = dsn(returned=("Subject: Nieuws", "", "x" * 1000)) + b"y" * 50_000_000
    assert read_report(huge) == read_report(huge[:READ_BYTES])
    assert read_report(huge).recipients == read_report(dsn()).recipients


def test_the_bounce_of_a_bounce_is_about_the_first_mail_and_not_about_what_that_one_held() -> None:
    inner = dsn(status="5.7.1", final="rfc822; other@example.net", own_id=NEWSLETTER_ID).decode().split("\r\n")
    report = read_report(dsn(status="5.2.2", returned=inner))
    assert [(one.addresses, one.status) for one in report.recipients] == [(("anna@example.org",), "5.2.2")]
    assert NEWSLETTER_ID in report.hints


PIECES = [
    b"\n", b"\r\n", b"\r", b"\0", b"--b", b"--b--", b"Content-Type: multipart/report; boundary=b", b"boundary=",
    b"Content-Type: message/delivery-status", b"Content-Type: message/feedback-report", b"Feedback-Type: abuse",
    b"Final-Recipient: rfc822; a@b", b"Final-Recipient: ;;;(((", b"Status: 5.1.1", b"Status: 9", b"Action: failed",
    b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable", b"=", b"=3D", b"\xff\xfe",
    b"Message-ID: <b-mqaq.aaaaaaaa@x>", b"Subject: =?utf-8?q?=?=", b"From x", b" ", b"\t", b":", b'"',
    b"Diagnostic-Code: smtp;",
]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=30)), max_size=60))
def test_no_bytes_whatever_make_reading_fail(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    report = read_report(raw)
    assert (report.type == ReportType.UNKNOWN) == bool(report.problem)
    assert "\0" not in "".join((report.own_id, report.reporter, *report.hints, subject_of(raw)))


def test_an_automatic_reply_keeps_what_it_answers() -> None:
    raw = out_of_office().replace(b"Subject", b"In-Reply-To: " + NEWSLETTER_ID.encode() + b"\r\nSubject")
    assert read_report(raw).hints == ("kennisstad@leiden.example", NEWSLETTER_ID)
