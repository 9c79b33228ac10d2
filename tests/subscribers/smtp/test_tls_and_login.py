"""Passwords and mail go encrypted to the server that is meant, or not at all."""

import base64
import datetime as dt
import ipaddress
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.subscribers.smtp.client import MANY, SENT, Client, Start, mails, results


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's certificate for 127.0.0.1 that this machine trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = tmp_path / "relay.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context


@pytest.mark.parametrize(("scheme", "implicit"), [("smtp+tls", False), ("smtps", True)])
def test_mail_and_password_go_encrypted(start: Start, certificate: ssl.SSLContext, scheme: str, implicit: bool) -> None:
    server = start(certificate=certificate, implicit_tls=implicit, credentials=("stad", "ge:heim"))
    client = Client(f"{scheme}://stad:ge%3Aheim@127.0.0.1:{server.port}")
    large = mails(*MANY, content=(b"y" * 70 + b"\r\n") * 2000)
    assert results(client.send(*large, connections=2)) == [SENT] * 30 and server.recipients == dict.fromkeys(MANY, 1)
    assert server.logins[0] == b"AUTH PLAIN " + base64.b64encode(b"\0stad\0ge:heim")


def test_a_server_that_only_knows_login_gets_login(start: Start) -> None:
    server = start(credentials=("stad", "geheim"), auth_ways="LOGIN")
    assert results(Client(f"smtp://stad:geheim@127.0.0.1:{server.port}").send(*mails())) == [SENT]
    assert server.logins == [b"AUTH LOGIN", base64.b64encode(b"stad"), base64.b64encode(b"geheim")]


def refused_for(url: str) -> str:
    client = Client(url)
    assert client.send(*mails()) == [None]
    return client.relays[0].breaker.error


def test_a_certificate_that_nobody_vouches_for_is_refused(
    start: Start, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(certificate=certificate)
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "certificate verify failed" in refused_for(f"smtp+tls://127.0.0.1:{server.port}")
    assert not any(line.startswith(b"MAIL") for line in server.commands)


def test_a_certificate_for_another_name_is_refused(start: Start, certificate: ssl.SSLContext) -> None:
    server = start(certificate=certificate)
    assert "certificate verify failed" in refused_for(f"smtp+tls://localhost:{server.port}")


def test_a_relay_that_offers_no_encryption_gets_nothing(start: Start) -> None:
    assert refused_for(f"smtp+tls://127.0.0.1:{start().port}") == "the mail server offers no STARTTLS"


def test_what_was_slipped_in_before_the_encryption_is_not_believed(start: Start, certificate: ssl.SSLContext) -> None:
    server = start(certificate=certificate, injected=b"250-raw\r\n250 PIPELINING")
    error = refused_for(f"smtp+tls://127.0.0.1:{server.port}")
    assert error == "the mail server talked before the connection was safe"


def test_a_wrong_password_is_told(start: Start) -> None:
    server = start(features=["AUTH PLAIN"])
    assert refused_for(f"smtp://stad:fout@127.0.0.1:{server.port}") == "AUTH: 535 5.7.8 wrong"


def test_a_password_never_goes_over_a_network_in_the_clear(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    server = start(credentials=("stad", "geheim"))
    monkeypatch.setattr("subscribers.smtp.relay.LOCAL", ())
    assert "not encrypted" in refused_for(f"smtp://stad:geheim@127.0.0.1:{server.port}")
    assert server.logins == []
