"""Keys for tests, and what verifiers that are not ours say of a signature."""

from base64 import b64decode
from functools import cache
from types import SimpleNamespace
from typing import Any

import dkim
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

from subscribers.dkim import Signer

DOMAIN = "leiden.example"


@cache
def rsa_signer(selector: str = "s2026") -> Signer:
    return Signer(generate_private_key(65_537, 2048), selector, DOMAIN)


@cache
def edwards_signer() -> Signer:
    return Signer(Ed25519PrivateKey.generate(), "e2026", DOMAIN)


def is_verified(content: bytes, signer: Signer) -> bool:
    """What dkimpy finds, with ``signer``'s record in the place of DNS."""

    def answer(name: bytes, timeout: int = 5) -> str | None:
        asked = name.decode().rstrip(".")
        return signer.record() if asked == f"{signer.selector}._domainkey.{signer.domain}" else None

    return bool(dkim.verify(content, dnsfunc=answer))


def names_signed(content: bytes) -> list[str]:
    """The h= tag of the first header field."""
    field = content.partition(b"\r\n h=")[2].partition(b";")[0]
    return field.decode().replace("\r\n", "").replace(" ", "").split(":")


def edwards_for_dkimpy(monkeypatch: Any) -> None:
    """dkimpy takes Ed25519 from a package that is not here: give it that one operation, its hashing stays its own."""

    class BadSignatureError(Exception):
        pass

    class VerifyKey:
        def __init__(self, encoded: bytes, encoder: Any) -> None:
            self.key = Ed25519PublicKey.from_public_bytes(b64decode(encoded))

        def verify(self, digest: bytes, signature: bytes) -> bytes:
            try:
                self.key.verify(signature, digest)
            except InvalidSignature as error:
                raise BadSignatureError from error
            return digest

    monkeypatch.setattr(
        dkim,
        "nacl",
        SimpleNamespace(
            signing=SimpleNamespace(VerifyKey=VerifyKey),
            encoding=SimpleNamespace(Base64Encoder=None),
            exceptions=SimpleNamespace(BadSignatureError=BadSignatureError, ValueError=ValueError),
        ),
        raising=False,
    )
