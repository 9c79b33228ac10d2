"""A second verifier, Perl's Mail::DKIM: what left, newsletter and service mail, with the records we say to publish."""

import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from subscribers.outbox.queueing import queue_message
from subscribers.sending.rows import send_messages
from tests.newsletter.send.test_signing import ODD, send_issue
from tests.signatures import rsa_signer
from tests.sink import Sink

VERIFIER = Path(__file__).resolve().parents[2] / "verify.pl"
IS_MISSING = subprocess.run(["perl", "-MMail::DKIM::Verifier", "-e", "1"], capture_output=True, check=False).returncode
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.slow,
    pytest.mark.skipif(bool(IS_MISSING), reason="Perl's Mail::DKIM is not here (Debian: libmail-dkim-perl)"),
]


def judged(folder: Path, *mails: bytes) -> list[str]:
    """Its verdict on each of ``mails``, with our own zone lines as DNS."""
    zone = StringIO()
    call_command("dns_records", stdout=zone)
    (folder / "zone").write_text(zone.getvalue())
    paths = [folder / f"{number}.eml" for number in range(len(mails))]
    for path, mail in zip(paths, mails, strict=True):
        path.write_bytes(mail)
    answer = subprocess.run(["perl", VERIFIER, folder / "zone", *paths], capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()


def test_mail_of_both_kinds_and_languages_passes_and_a_changed_one_does_not(
    clock: Any, sink: Sink, settings: Any, tmp_path: Path
) -> None:
    settings.DKIM_SIGNER, settings.SENDER_NAME = rsa_signer(), 'De "Stad", 🌷'
    send_issue(clock)
    for language in ("nl", "en"):
        queue_message(
            "test",
            f"x:{language}",
            to="an@example.org",
            to_name=ODD,
            language=language,
            subject=ODD,
            text=f".\n{ODD}\n\n",
            html=f"<p>{ODD}</p>",
            calendar=("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"),
        )
    send_messages()
    mails = [content for _, _, content in sink.received]
    assert judged(tmp_path, *mails) == ["pass"] * 4
    broken = [mail.replace(b"One-Click", b"Two-Click").replace(b"auto-generated", b"auto-replied") for mail in mails]
    assert judged(tmp_path, *broken) == ["fail (message has been altered)"] * 4
    shortened = [mail[: mail.rindex(b"--")] for mail in mails]
    assert judged(tmp_path, *shortened) == ["fail (body has been altered)"] * 4
