"""Reports as other mail systems write them, with the parts that a test cares about as arguments."""

from collections.abc import Sequence


def dsn(
    *,
    to: str = "kennisstad@leiden.example",
    final: str = "rfc822; anna@example.org",
    action: str = "failed",
    status: str = "5.1.1",
    diagnostic: str = "smtp; 550 5.1.1 <anna@example.org>: no such user",
    returned: Sequence[str] = (),
    own_id: str = "<report-1@mx.example.org>",
    container: str = "multipart/report; report-type=delivery-status",
) -> bytes:
    """RFC 3464; ``returned``: header lines of the mail that it sends back."""
    lines = (
        "Return-Path: <>",
        "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)",
        f"To: {to}",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        f"Message-ID: {own_id}",
        "MIME-Version: 1.0",
        f'Content-Type: {container}; boundary="=_b/1"',
        "",
        "This is a MIME-encapsulated message.",
        "--=_b/1",
        "Content-Type: text/plain; charset=us-ascii",
        "",
        "Status: 5.1.1 in prose is not read. Final-Recipient: rfc822; nobody@example.org",
        "--=_b/1",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mx.example.org",
        "Arrival-Date: Mon, 15 Jun 2026 12:00:00 +0200 (CEST)",
        "",
        f"Final-Recipient: {final}",
        f"Action: {action}",
        f"Status: {status}",
        f"Diagnostic-Code: {diagnostic}",
        "--=_b/1",
        "Content-Type: text/rfc822-headers",
        "",
        *(returned or ("Subject: Nieuws",)),
        "--=_b/1--",
        "",
    )
    return "\r\n".join(lines).encode()


def arf(
    *, kind: str = "abuse", mail_from: str = "", returned: Sequence[str] = (), own_id: str = "<fbl-1@isp>"
) -> bytes:
    """RFC 5965."""
    lines = (
        "From: <feedback@isp.example>",
        "To: <fbl@leiden.example>",
        "Subject: FW: Nieuws",
        f"Message-ID: {own_id}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=feedback-report; boundary="part"',
        "",
        "--part",
        "Content-Type: text/plain",
        "",
        "This is an email abuse report.",
        "--part",
        "Content-Type: message/feedback-report",
        "",
        f"Feedback-Type: {kind}",
        "User-Agent: SomeGenerator/1.0",
        "Version: 1",
        *((f"Original-Mail-From: <{mail_from}>",) if mail_from else ()),
        "--part",
        "Content-Type: message/rfc822",
        "",
        *(returned or ("Subject: Nieuws",)),
        "",
        "Nieuws.",
        "--part--",
        "",
    )
    return "\r\n".join(lines).encode()


def out_of_office(*, to: str = "kennisstad@leiden.example") -> bytes:
    lines = (
        "From: Anna <anna@example.org>",
        f"To: {to}",
        "Subject: Afwezig",
        "Auto-Submitted: auto-replied",
        "Message-ID: <away-1@example.org>",
        "",
        "Ik ben er niet.",
        "",
    )
    return "\r\n".join(lines).encode()
