"""Who we say we are in mail, and whose key signs it: what cannot be is refused by name, and no key is ever shown."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import dkim_signer, one_line, plain_address
from tests.signatures import edwards_signer

PEM = edwards_signer().key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
ROW = {"pem": PEM, "path": "", "selector": "s1", "domain": "", "sender_domain": "leiden.example"}


def test_no_key_means_that_the_relay_signs() -> None:
    assert dkim_signer(**{**ROW, "pem": "", "selector": ""}) is None


@pytest.mark.parametrize("domain", ["", "leiden.example", "nieuws.leiden.example", "Leiden.Example"])
def test_a_key_signs_for_the_domain_of_the_sender_or_one_that_dmarc_counts(domain: str) -> None:
    signer = dkim_signer(**{**ROW, "domain": domain})
    assert signer is not None
    assert (signer.selector, signer.domain, signer.record()) == (
        "s1",
        domain.lower() or "leiden.example",
        edwards_signer().record(),
    )


def test_a_key_may_come_from_a_file_or_from_one_line(tmp_path: Path) -> None:
    (tmp_path / "dkim.pem").write_text(PEM)
    of_file = dkim_signer(**{**ROW, "pem": "", "path": str(tmp_path / "dkim.pem")})
    of_line = dkim_signer(**{**ROW, "pem": PEM.replace("\n", "\\n")})
    assert of_file is not None
    assert of_line is not None
    assert of_file.record() == of_line.record() == edwards_signer().record()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"pem": ""}, "setting DKIM_SELECTOR is set, and DKIM_KEY and DKIM_KEY_FILE are not"),
        ({"path": "/x"}, "setting DKIM_KEY and setting DKIM_KEY_FILE are both set: choose one"),
        ({"selector": ""}, "setting DKIM_SELECTOR must be the name the key is published under, like s2026"),
        ({"selector": "s 1"}, "setting DKIM_SELECTOR must be the name the key is published under, like s2026"),
        ({"pem": PEM[:60]}, "setting DKIM_KEY holds no private key in PEM form"),
        ({"pem": "", "path": "/proc/none"}, "setting DKIM_KEY_FILE: the file /proc/none cannot be read: "),
        ({"domain": "other.example"}, "setting DKIM_DOMAIN must be leiden.example, above it or below it"),
        ({"domain": "notleiden.example"}, "setting DKIM_DOMAIN must be leiden.example, above it or below it"),
        ({"domain": "leiden\r\n.example"}, "setting DKIM_DOMAIN must be the name of a domain in ASCII"),
    ],
)
def test_what_cannot_sign_is_refused_by_name_without_the_key(values: dict[str, str], sentence: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        dkim_signer(**{**ROW, **values})
    assert str(refused.value).startswith(sentence)
    assert PEM.splitlines()[1][:20] not in str(refused.value)


def test_an_address_of_ours_goes_in_ascii_or_not_at_all() -> None:
    assert plain_address("SENDER_ADDRESS", "info@münchen.example") == "info@xn--mnchen-3ya.example"
    for value in ("ñ@b.nl", "a@b.nl\nBcc: x@y.nl", "a b@c.nl", "stad", ""):
        with pytest.raises(ImproperlyConfigured, match="setting SENDER_ADDRESS must be one plain mail address"):
            plain_address("SENDER_ADDRESS", value)


def test_a_name_of_ours_is_one_line_of_readable_length() -> None:
    assert one_line("SENDER_NAME", 'De "Stad", 👩\u200d🚀') == 'De "Stad", 👩\u200d🚀'
    for value in ("De Stad\nBcc: x@y.nl", "x" * 10_000, " ", "De\x00Stad"):
        with pytest.raises(ImproperlyConfigured, match="setting SENDER_NAME must be one line of at most 200 char"):
            one_line("SENDER_NAME", value)
