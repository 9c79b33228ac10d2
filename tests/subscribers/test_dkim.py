"""Signatures that a verifier of other people accepts, and that no change survives."""

import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from subscribers.dkim import Seal, Signer, read_key, sign_whole
from tests.signatures import edwards_for_dkimpy, edwards_signer, is_verified, names_signed, rsa_signer

HEAD = (
    b"Date: Tue, 01 Dec 2026 08:30:00 +0000\r\nTo: an@example.org\r\nMessage-ID: <a@leiden.example>\r\n"
    b"List-Unsubscribe: <https://leiden.example/weg/>,\r\n <mailto:stad@leiden.example>\r\n"
    b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nFrom: =?utf-8?q?=F0=9F=8C=B7?= <stad@leiden.example>\r\n"
    b"Subject: Nieuws  van\t de stad \r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n"
)
MAIL = HEAD + b"\r\nEen  regel \t \r\n\r\n \r\nnog een\tregel\r\n\r\n\r\n"
LINES = st.lists(st.text(alphabet="ab \t.:;=", max_size=12), max_size=6).map(
    lambda lines: "".join(f"{line}\r\n" for line in lines).encode()
)


def test_a_signed_mail_is_accepted_by_a_verifier_that_is_not_ours() -> None:
    signed = sign_whole(rsa_signer(), MAIL)
    assert signed.endswith(MAIL)
    assert is_verified(signed, rsa_signer())
    assert not is_verified(MAIL, rsa_signer())


def test_the_field_says_who_signed_what_when_and_how() -> None:
    signed = sign_whole(rsa_signer(), MAIL)
    head = signed.removesuffix(MAIL).decode()
    assert head.startswith(
        "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=leiden.example;\r\n s=s2026;\r\n h="
    )
    assert ":".join(names_signed(signed)) == (
        "content-type:mime-version:subject:from:list-unsubscribe-post:list-unsubscribe:message-id:to:date:"
        "from:to:cc:reply-to:subject:date:message-id:mime-version:content-type"
    )
    assert max(len(line) for line in head.split("\r\n")) <= 78


def test_an_edwards_key_signs_by_rfc_8463(monkeypatch: pytest.MonkeyPatch) -> None:
    edwards_for_dkimpy(monkeypatch)
    signed = sign_whole(edwards_signer(), MAIL)
    assert b"a=ed25519-sha256;" in signed
    assert is_verified(signed, edwards_signer())
    assert not is_verified(signed.replace(b"nog een", b"nog twee"), edwards_signer())


def test_the_body_hash_is_that_of_the_example_in_rfc_8463() -> None:
    body = b"Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n\r\n"
    assert b"bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;" in Seal(edwards_signer(), b"", (body,)).field(HEAD, b"")


@given(body=LINES, folded=st.text(alphabet="a \t", max_size=8), end=st.sampled_from([b"", b"x", b"x \t", b" "]))
def test_any_white_space_is_weighed_as_others_weigh_it(body: bytes, folded: str, end: bytes) -> None:
    head = HEAD + f"X-Odd: {folded}\r\n\t{folded}x{folded}\r\n".encode()
    signed = sign_whole(rsa_signer(), head + b"\r\n" + body + end)
    arrived = signed if signed.endswith(b"\r\n") else signed + b"\r\n"  # as the wire does
    assert is_verified(arrived, rsa_signer())


@given(pieces=st.lists(LINES, min_size=1, max_size=4), own=LINES)
def test_pieces_give_the_signature_that_the_whole_would(pieces: list[bytes], own: bytes) -> None:
    pieces[-1] += b"end\r\n\r\n"
    fixed, personal = HEAD.split(b"List-Unsubscribe-Post", 1)[1], HEAD.split(b"List-Unsubscribe-Post", 1)[0]
    seal = Seal(rsa_signer(), b"List-Unsubscribe-Post" + fixed + b"\r\n", pieces)
    whole = HEAD + b"\r\n" + own.join(pieces)
    assert seal.field(personal, own) + whole == sign_whole(rsa_signer(), whole)


def test_no_letter_can_be_changed_anywhere() -> None:
    signed = sign_whole(rsa_signer(), MAIL)
    begin = len(signed) - len(MAIL)
    letters = [place for place in range(begin, len(signed)) if re.match(rb"[A-Za-z0-9<>@=]", signed[place : place + 1])]
    survived = [
        place
        for place in letters
        if is_verified(
            signed[:place] + (b"x" if signed[place : place + 1] not in b"xX" else b"y") + signed[place + 1 :],
            rsa_signer(),
        )
    ]
    assert survived == [] and len(letters) > 250


@pytest.mark.parametrize("name", ["From", "To", "Cc", "Reply-To", "Subject", "Date", "MIME-Version", "Content-Type"])
def test_nobody_can_add_a_second_header_that_people_see(name: str) -> None:
    signed = sign_whole(rsa_signer(), MAIL)
    assert not is_verified(f"{name}: x\r\n".encode() + signed, rsa_signer())
    assert not is_verified(signed.replace(HEAD, HEAD + f"{name}: x\r\n".encode()), rsa_signer())


@pytest.mark.parametrize("line", [line for line in HEAD.replace(b"\r\n ", b"~~ ").split(b"\r\n") if line])
def test_no_header_can_be_taken_out(line: bytes) -> None:
    line = line.replace(b"~~ ", b"\r\n ") + b"\r\n"
    signed = sign_whole(rsa_signer(), MAIL)
    assert line in signed
    assert not is_verified(signed.replace(line, b""), rsa_signer())


@pytest.mark.parametrize("pieces", [(b"no end", b"x\r\n"), (b"a\r\n", b"\r\n"), (b"a\r\n", b"")])
def test_a_cut_where_hashing_would_go_wrong_is_refused(pieces: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="a body may"):
        Seal(rsa_signer(), b"", pieces)


def test_the_record_is_what_dns_must_say() -> None:
    assert re.fullmatch(r"v=DKIM1; k=rsa; p=MIIBIjANBgkq[A-Za-z0-9+/]{380}", rsa_signer().record())
    assert re.fullmatch(r"v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}=", edwards_signer().record())


def pem(key: Any, password: bytes = b"") -> bytes:
    way = BestAvailableEncryption(password) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, way)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "holds no private key in PEM form"),
        (b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n", "holds no private key in PEM form"),
        (pem(Ed25519PrivateKey.generate(), b"geheim"), "holds a key behind a password; it must be readable as it is"),
        (
            pem(ec.generate_private_key(ec.SECP256R1())),
            "must hold an RSA or an Ed25519 key: DKIM knows no other",
        ),
        (pem(generate_private_key(65_537, 1024)), "holds an RSA key of 1024 bits; it must have 2048 to 4096"),
    ],
)
def test_a_key_that_cannot_be_used_is_refused_in_a_sentence_without_the_key(text: bytes, sentence: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        read_key(text)
    assert str(refused.value) == sentence and refused.value.__cause__ is None


def test_a_signer_shows_no_key() -> None:
    assert repr(Signer(read_key(pem(edwards_signer().key)), "s", "d")) == "Signer(selector='s', domain='d')"
