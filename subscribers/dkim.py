"""DKIM signatures for one mail (``sign_whole``) or for many that are alike (``Seal``).

It signs relaxed/relaxed with rsa-sha256 or ed25519-sha256, every header field there is, and those that nobody may add.
Mails that share their pieces share the work: what is the same for all is canonicalised once and its hashes are begun
once; for each mail only what differs is added, and the signature made. It promises that a mail which arrives as it
left verifies; no message of an error holds anything of a key. Pure: pieces in, header out.

Sources: RFC 6376 (DKIM), 8463 (Ed25519), 8301 (key sizes).
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

Key = RSAPrivateKey | Ed25519PrivateKey

# Named once more than they occur (RFC 6376 §8.15): nobody on the way can add a second one that mail programs show.
OVERSIGNED = ("from", "to", "cc", "reply-to", "subject", "date", "message-id", "mime-version", "content-type")
RSA_BITS = range(2048, 4097)  # fewer are weak, more need not be understood by receivers (RFC 8301 §3.2)
PADDING, PREHASHED = PKCS1v15(), Prehashed(hashes.SHA256())
FOLD = re.compile(rb"\r\n(?=[ \t])")
LINE = 72


@dataclass(frozen=True)
class Signer:
    """Whose signature: ``domain`` takes the responsibility, its key is published as ``selector``."""

    key: Key = field(repr=False)
    selector: str
    domain: str

    @property
    def kind(self) -> str:
        """As the published record calls it: rsa or ed25519."""
        return "rsa" if isinstance(self.key, RSAPrivateKey) else "ed25519"

    def sign(self, digest: bytes) -> bytes:
        """The signature of a SHA-256 digest. An RSA signature lets other threads run meanwhile."""
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(digest, PADDING, PREHASHED)
        return self.key.sign(digest)

    def record(self) -> str:
        """What DNS must say at ``<selector>._domainkey.<domain>`` (RFC 6376 §3.6.1, RFC 8463 §4)."""
        public = self.key.public_key()
        if isinstance(self.key, RSAPrivateKey):
            data = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        else:
            data = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k={self.kind}; p={base64.b64encode(data).decode()}"


def read_key(pem: bytes) -> Key:
    """The private key of a PEM text. Raises ValueError with what is wrong, never with any of the text."""
    try:
        key = load_pem_private_key(pem, password=None)
    except TypeError:
        raise ValueError("holds a key behind a password; it must be readable as it is") from None
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("holds no private key in PEM form") from None
    if isinstance(key, Ed25519PrivateKey):
        return key
    if not isinstance(key, RSAPrivateKey):
        raise ValueError("must hold an RSA or an Ed25519 key: DKIM knows no other")
    if key.key_size not in RSA_BITS:
        raise ValueError(f"holds an RSA key of {key.key_size} bits; it must have 2048 to 4096")
    return key


class Seal:
    """Signs mails that share ``head`` (header lines) and ``body``: pieces between which each puts lines of its own.

    Every piece but the last ends with CRLF. A mail's header is what it has itself, above ``head``.
    """

    def __init__(self, signer: Signer, head: bytes, body: Sequence[bytes]) -> None:
        self.signer = signer
        self.names, lines = relaxed_head(head)
        self.head = hashlib.sha256(lines)
        first, *self.rest = relaxed_pieces(body)
        self.first = hashlib.sha256(first)

    def field(self, own_head: bytes, own_lines: bytes) -> bytes:
        """The DKIM-Signature field of one mail, CRLF at its end; ``own_lines`` stand at every cut of the body."""
        names, lines = relaxed_head(own_head)
        begun = self.opening(self.names + names, self.body_hash(own_lines))
        digest = self.head.copy()
        digest.update(lines + relaxed_field(begun)[1])
        return begun + fold_signature(self.signer.sign(digest.digest())) + b"\r\n"

    def body_hash(self, own_lines: bytes) -> str:
        digest = self.first.copy()
        between = relaxed_lines(own_lines)
        for piece in self.rest:
            digest.update(between)
            digest.update(piece)
        return base64.b64encode(digest.digest()).decode()

    def opening(self, names: tuple[str, ...], body_hash: str) -> bytes:
        """The field up to its signature, which is what gets signed (RFC 6376 §3.7).

        Without a time (t=): a clock of ours that runs ahead would make verifiers refuse what is right.
        """
        signer = self.signer
        return (
            f"DKIM-Signature: v=1; a={signer.kind}-sha256; c=relaxed/relaxed; d={signer.domain};\r\n"
            f" s={signer.selector};\r\n h={fold_names(names)};\r\n bh={body_hash};\r\n b="
        ).encode()


def sign_whole(signer: Signer, content: bytes) -> bytes:
    """A whole message (CRLF) with its signature in front."""
    head, _, body = content.partition(b"\r\n\r\n")
    return Seal(signer, b"", (body,)).field(head + b"\r\n", b"") + content


def relaxed_head(head: bytes) -> tuple[tuple[str, ...], bytes]:
    """Names and canonical lines of a header (RFC 6376 §3.4.2), from the bottom up, as they are looked for (§5.4.2)."""
    fields = [relaxed_field(line) for line in FOLD.sub(b"", head).split(b"\r\n")[::-1] if line]
    return tuple(name for name, _ in fields), b"".join(line + b"\r\n" for _, line in fields)


def relaxed_field(line: bytes) -> tuple[str, bytes]:
    """Name and canonical form of one header field, without its line end."""
    name, _, value = FOLD.sub(b"", line).partition(b":")
    name = name.strip(b" \t").lower()
    return name.decode("ascii"), name + b":" + single_spaced(value).strip(b" ")


def relaxed_pieces(body: Sequence[bytes]) -> Iterator[bytes]:
    """Canonical pieces of a body (RFC 6376 §3.4.4): empty lines at its end do not count, an empty body is nothing."""
    *pieces, last = (relaxed_lines(piece) for piece in body)
    if any(piece and not piece.endswith(b"\r\n") for piece in pieces):
        raise ValueError("a body may only be cut at the end of a line")
    last = last.rstrip(b"\r\n")
    if pieces and not last:
        raise ValueError("a body may not be cut behind its last line")
    yield from pieces
    yield last + b"\r\n" if last else b""


def relaxed_lines(lines: bytes) -> bytes:
    """No space at the end of a line, one where there were more."""
    return single_spaced(lines).replace(b" \r\n", b"\r\n").removesuffix(b" ")


def single_spaced(text: bytes) -> bytes:
    """Every run of spaces and tabs is one space."""
    text = text.replace(b"\t", b" ")
    while b"  " in text:
        text = text.replace(b"  ", b" ")
    return text


@lru_cache(maxsize=32)
def fold_names(names: tuple[str, ...]) -> str:
    """The list of signed headers over lines; it is the same for every mail of a kind."""
    *rest, last = [*names, *OVERSIGNED]
    lines = [""]
    for name in [*(f"{one}:" for one in rest), last]:
        if len(lines[-1]) + len(name) > LINE:
            lines.append("")
        lines[-1] += name
    return "\r\n  ".join(lines)


def fold_signature(signature: bytes) -> bytes:
    encoded = base64.b64encode(signature)
    return b"\r\n  ".join(encoded[start : start + LINE] for start in range(0, len(encoded), LINE))
