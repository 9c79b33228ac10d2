"""What an installation must publish, from its own settings, ready for a zone file."""

from io import StringIO
from typing import Any

from django.core.management import call_command

from tests.signatures import edwards_signer, rsa_signer


def lines() -> list[str]:
    out = StringIO()
    call_command("dns_records", stdout=out)
    return [line for line in out.getvalue().splitlines() if not line.startswith(";")]


def test_all_records_of_an_installation_that_signs(settings: Any) -> None:
    settings.SENDER_ADDRESS, settings.DKIM_SIGNER = "nieuws@leiden.example", edwards_signer()
    settings.RELAYS = ["smtps://stad:geheim@mx.leiden.example", "smtp://mx.leiden.example:25", "smtp://192.0.2.1"]
    assert lines() == [
        'leiden.example. 3600 IN TXT "v=spf1 a:mx.leiden.example ip4:192.0.2.1 -all"',
        f'e2026._domainkey.leiden.example. 3600 IN TXT "{edwards_signer().record()}"',
        '_dmarc.leiden.example. 3600 IN TXT "v=DMARC1; p=reject; rua=mailto:nieuws@leiden.example"',
    ]


def test_a_bounce_domain_takes_reports_in_and_may_be_on_the_envelope(settings: Any) -> None:
    settings.RELAYS, settings.BOUNCE_DOMAIN = ["smtp://mx.leiden.example"], "bounces.leiden.example"
    assert lines()[2:] == [
        "bounces.leiden.example. 3600 IN MX 10 mx.leiden.example.",
        'bounces.leiden.example. 3600 IN TXT "v=spf1 a:mx.leiden.example -all"',
    ]


def test_a_long_key_is_cut_as_dns_needs_it(settings: Any) -> None:
    settings.DKIM_SIGNER = rsa_signer()
    record = rsa_signer().record()
    assert lines()[1] == f's2026._domainkey.leiden.example. 3600 IN TXT "{record[:255]}" "{record[255:]}"'


def test_without_a_key_it_says_who_must_sign(settings: Any) -> None:
    settings.RELAYS, settings.SITE_HOST = ["smtp://127.0.0.1:8025"], "stad.example"
    out = StringIO()
    call_command("dns_records", stdout=out)
    assert "DKIM: no key is set here (DKIM_KEY), so the relay must sign and says what to publish." in out.getvalue()
    assert [line.split(" ")[0] for line in lines()] == ["leiden.example.", "_dmarc.leiden.example."]
    assert '"v=spf1 a:stad.example -all"' in lines()[0]
