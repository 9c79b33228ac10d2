"""Answers of calendar programs as they write them, made by hand from their known forms.

Thunderbird 153 and Evolution 3.46 were seen doing it; Google, Exchange, Apple and Nextcloud are from what others tell.
"""

import base64
from collections.abc import Callable

OURS = "kennisstad@leiden.example"
ANNA = "anna@example.org"
UID = "r-6f1b0d6e-0a4f-4d7a-9a52-1f2e3d4c5b6a@agenda.leiden.example"
STAMP = "20260615T100500Z"


def event(
    *,
    uid: str = UID,
    partstat: str = "DECLINED",
    method: str = "REPLY",
    stamp: str = STAMP,
    attendee: str = "",
    more: tuple[str, ...] = (),
    organizer: bool = True,
) -> list[str]:
    """A calendar of one event; ``attendee`` is its whole line."""
    return [
        "BEGIN:VCALENDAR",
        "PRODID:-//Somebody//Calendar//EN",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        "DTSTART:20260625T180000Z",
        "DTEND:20260625T190000Z",
        f"DTSTAMP:{stamp}",
        *([f"ORGANIZER;CN=Leiden Kennisstad:mailto:{OURS}"] if organizer else []),
        f"UID:{uid}",
        attendee or f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN=Anna:mailto:{ANNA}",
        *more,
        "SEQUENCE:0",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def mail(head: list[str], *body: str) -> bytes:
    return "\r\n".join([f"To: {OURS}", "MIME-Version: 1.0", *head, "", *body, ""]).encode()


def parts(boundary: str, *each: list[str]) -> list[str]:
    return [line for part in each for line in (f"--{boundary}", *part)] + [f"--{boundary}--"]


def google(**said: str) -> bytes:
    """Says that it is automatic, folds inside ``mailto:``, and brings the calendar twice."""
    attendee = (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={said.get('partstat', 'DECLINED')};CN=anna@e\r\n"
        f' xample.org;X-NUM-GUESTS=0;X-RESPONSE-COMMENT="Ik ben ziek":mail\r\n to:{ANNA}'
    )
    calendar = event(attendee=attendee, more=("SUMMARY:Orgelconcert", "TRANSP:OPAQUE"), **said)  # type: ignore[arg-type]
    inner = parts(
        "in",
        ['Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes', "", "Anna heeft afgezegd."],
        ['Content-Type: text/html; charset="UTF-8"', "", "<p>Anna heeft afgezegd.</p>"],
        [
            'Content-Type: text/calendar; charset="UTF-8"; method=REPLY',
            "Content-Transfer-Encoding: 7bit",
            "",
            *calendar,
        ],
    )
    packed = base64.encodebytes("\r\n".join(calendar).encode()).decode().split("\n")
    whole = parts(
        "out",
        ['Content-Type: multipart/alternative; boundary="in"', "", *inner],
        [
            'Content-Type: application/ics; name="invite.ics"',
            'Content-Disposition: attachment; filename="invite.ics"',
            "Content-Transfer-Encoding: base64",
            "",
            *packed,
        ],
    )
    head = [
        f"From: Anna <{ANNA}>",
        "Sender: Google Calendar <calendar-notification@google.example>",
        "Auto-Submitted: auto-generated",
        "Message-ID: <calendar-1@google.example>",
        "Subject: Declined: Orgelconcert @ Thu Jun 25",
        'Content-Type: multipart/mixed; boundary="out"',
    ]
    return mail(head, *whole)


def exchange(**said: str) -> bytes:
    """No ORGANIZER, a zone of Windows, base64; a comment in the calendar and in the text."""
    calendar = event(
        organizer=False,
        more=("COMMENT;LANGUAGE=nl-NL:Ik ben ziek", "SUMMARY;LANGUAGE=nl-NL:Geweigerd: Orgelconcert"),
        **said,  # type: ignore[arg-type]
    )
    calendar[5:7] = [
        "DTSTART;TZID=W. Europe Standard Time:20260625T200000",
        "DTEND;TZID=W. Europe Standard Time:20260625T210000",
    ]
    packed = base64.encodebytes("\r\n".join(calendar).encode()).decode().split("\n")
    whole = parts(
        "_000_1",
        ['Content-Type: text/plain; charset="iso-8859-1"', "", "Ik ben ziek"],
        [
            'Content-Type: text/calendar; charset="utf-8"; method=REPLY',
            "Content-Transfer-Encoding: base64",
            "",
            *packed,
        ],
    )
    head = [
        f"From: Anna <{ANNA}>",
        "Subject: Geweigerd: Orgelconcert",
        "Message-ID: <1@exchange.example>",
        'Content-Type: multipart/alternative; boundary="_000_1"',
    ]
    return mail(head, *whole)


def apple(**said: str) -> bytes:
    """By another account than was invited."""
    whole = parts(
        "Apple-Mail=_1",
        ["Content-Type: text/plain; charset=us-ascii", "", "Anna declined."],
        ["Content-Type: text/calendar; charset=utf-8; method=REPLY; name=x.ics", "", *event(**said)],  # type: ignore[arg-type]
    )
    head = [
        "From: Anna <anna@icloud.example>",
        "Subject: Orgelconcert",
        'Content-Type: multipart/mixed; boundary="Apple-Mail=_1"',
    ]
    return mail(head, *whole)


def thunderbird(**said: str) -> bytes:
    """``Content-type`` written so, and one attendee whom nobody invited."""
    stat = said.get("partstat", "DECLINED")
    calendar = event(attendee=f"ATTENDEE;PARTSTAT={stat};ROLE=REQ-PARTICIPANT:mailto:anna@thuis.example", **said)  # type: ignore[arg-type]
    inner = parts(
        "-in",
        ["Content-type: text/plain; charset=UTF-8", "Content-transfer-encoding: 8BIT", "", "Geweigerd."],
        ["Content-type: text/calendar; method=REPLY; charset=UTF-8", "Content-transfer-encoding: 8BIT", "", *calendar],
    )
    whole = parts(
        "-out",
        ['Content-type: multipart/alternative; boundary="-in"', "", *inner],
        [
            "Content-type: application/ics; name=invite.ics",
            "Content-transfer-encoding: 8BIT",
            "Content-disposition: attachment; filename=invite.ics",
            "",
            *calendar,
        ],
    )
    head = [
        "From: Anna <anna@thuis.example>",
        "Subject: =?UTF-8?Q?Uitnodiging_geweigerd:?= =?UTF-8?B?T3JnZWw=?=",
        'Content-type: multipart/mixed; boundary="-out"',
    ]
    return mail(head, *whole)


def evolution(**said: str) -> bytes:
    """The calendar alone, the method in capitals and quotes, folded before ``mailto:``, an empty comment."""
    stat = said.get("partstat", "DECLINED")
    calendar = event(
        attendee=f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={stat};LANGUAGE=en:\r\n mailto:{ANNA}",
        more=("COMMENT:",),
        **said,  # type: ignore[arg-type]
    )
    head = [
        f"From: Anna <{ANNA}>",
        "Subject: Meeting information",
        'Content-Type: text/calendar; name="meeting.ics"; charset="utf-8"; METHOD="REPLY"',
        "Content-Transfer-Encoding: 7bit",
    ]
    return mail(head, *calendar)


def nextcloud(**said: str) -> bytes:
    """A file alone, from an address that is nobody's, and a subject that begins as an answer in words does."""
    whole = parts(
        "_=_nc",
        ["Content-Type: text/plain; charset=utf-8", "", "Anna heeft de uitnodiging geweigerd."],
        [
            "Content-Type: application/octet-stream; name=event.ics",
            'Content-Disposition: attachment; filename="event.ics"',
            "Content-Transfer-Encoding: quoted-printable",
            "",
            *(line.replace("=", "=3D") for line in event(**said)),  # type: ignore[arg-type]
        ],
    )
    head = [
        "From: Anna via Nextcloud <invitations-noreply@cloud.example>",
        f"Reply-To: {ANNA}",
        "Subject: Re: Orgelconcert",
        'Content-Type: multipart/mixed; boundary="_=_nc"',
    ]
    return mail(head, *whole)


def caldav(**said: str) -> bytes:
    """What a server sends when the event is deleted: RFC 6638 §3.2.2, the line ends of its own machine."""
    head = [f"From: {ANNA}", "Subject: Orgelconcert", "Content-Type: text/calendar; charset=utf-8; method=REPLY"]
    return mail(head, *event(more=("REQUEST-STATUS:2.0;Success",), **said)).replace(b"\r\n", b"\n")  # type: ignore[arg-type]


SHAPES: dict[str, Callable[..., bytes]] = {
    "google": google,
    "exchange": exchange,
    "apple": apple,
    "thunderbird": thunderbird,
    "evolution": evolution,
    "nextcloud": nextcloud,
    "caldav": caldav,
}


def winmail() -> bytes:
    """An answer of Outlook to who it takes for another Outlook."""
    whole = parts(
        "_tnef",
        ["Content-Type: text/plain", "", ""],
        ['Content-Type: application/ms-tnef; name="winmail.dat"', "Content-Transfer-Encoding: base64", "", "eJ8+Ig=="],
    )
    head = [f"From: {ANNA}", "Subject: Geweigerd: Orgelconcert", 'Content-Type: multipart/mixed; boundary="_tnef"']
    return mail(head, *whole)


def in_words(subject: str = "Re: U kunt komen: Orgelconcert") -> bytes:
    return mail([f"From: {ANNA}", f"Subject: {subject}", "Content-Type: text/plain"], "Ik kan toch niet komen.")


def forward_note() -> bytes:
    """What Exchange tells an organizer when somebody passes the invitation on."""
    whole = parts(
        "_fw",
        ["Content-Type: text/plain", "", "Your meeting was forwarded"],
        ["Content-Type: text/calendar; method=REQUEST", "", *event(method="REQUEST", partstat="NEEDS-ACTION")],
    )
    head = [
        f"From: {ANNA}",
        "Subject: Meeting Forward Notification: Orgelconcert",
        "X-MS-Exchange-MeetingForward-Message: true",
        'Content-Type: multipart/mixed; boundary="_fw"',
    ]
    return mail(head, *whole)


def bounce_of_ours() -> bytes:
    """A delivery report that brings our own invitation back, once in a mail and once as a part of its own."""
    invitation = "\r\n".join(event(method="REQUEST", partstat="ACCEPTED"))
    whole = parts(
        "_dsn",
        ["Content-Type: text/plain", "", "could not be delivered"],
        [
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx.example.org",
            "",
            f"Final-Recipient: rfc822; {ANNA}",
            "Action: failed",
            "Status: 5.1.1",
        ],
        ["Content-Type: message/rfc822", "", f"From: {OURS}", "Content-Type: text/calendar", "", invitation],
        ["Content-Type: text/calendar; method=REPLY", "", *event()],
    )
    head = ["From: MAILER-DAEMON@mx.example.org", 'Content-Type: multipart/report; boundary="_dsn"']
    return mail(head, *whole)
