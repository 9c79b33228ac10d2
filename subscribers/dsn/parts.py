"""Cutting a mail in its parts (RFC 2046): one level at a time, so that depth costs nothing, and never too many."""

import binascii
import quopri
import re
from dataclasses import dataclass

from .fields import FIELD_BYTES, Fields, content_type, first, parameters_in, read_fields

PARTS = 20  # of one multipart; a report has three
BOUNDARY_CHARS = 200  # RFC 2046 allows 70
DECODED_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Part:
    """Fields and undecoded content of a mail, or of one part of it."""

    fields: Fields
    body: bytes

    @property
    def kind(self) -> str:
        return content_type(self.fields)[0]

    @property
    def parameters(self) -> dict[str, str]:
        return content_type(self.fields)[1]

    @property
    def name(self) -> str:
        """Of a file; "" where it has none."""
        disposition = parameters_in(first(self.fields, "content-disposition"))
        return disposition.get("filename", "") or self.parameters.get("name", "")


def unify_lines(raw: bytes) -> bytes:
    """Every line ended by LF, whatever it was, without the separator line of a mailbox file."""
    raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").lstrip(b"\n")
    return raw.partition(b"\n")[2] if raw.startswith((b"From ", b">From ")) else raw


def read_part(raw: bytes) -> Part:
    """``raw`` with LF line ends, split at its first empty line."""
    if raw.startswith(b"\n"):
        return Part({}, raw[1:])
    head, _, body = raw.partition(b"\n\n")
    return Part(read_fields(head[:FIELD_BYTES]), body)


def parts_of(whole: Part) -> list[Part]:
    """The parts of a multipart, the first ``PARTS`` of them; none when it says no boundary or never uses it."""
    boundary = whole.parameters.get("boundary", "")[:BOUNDARY_CHARS]
    if not boundary:
        return []
    line = re.compile(rb"^--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?:\n|\Z)", re.MULTILINE)
    found: list[Part] = []
    start = None
    for delimiter in line.finditer(whole.body):
        if start is not None:
            found.append(read_part(whole.body[start : delimiter.start()]))
        start = delimiter.end()
        if delimiter[1] or len(found) == PARTS:
            return found
    return found if start is None else [*found, read_part(whole.body[start:])]


def decoded(part: Part) -> bytes:
    """The content without its transfer encoding, at most ``DECODED_BYTES``; what cannot be decoded as it stands."""
    encoding = first(part.fields, "content-transfer-encoding").lower()
    body = part.body[: 2 * DECODED_BYTES]
    try:
        if encoding == "base64":
            letters = b"".join(body.split())
            body = binascii.a2b_base64(letters[: len(letters) // 4 * 4])  # what was cut off is read up to there
        elif encoding == "quoted-printable":
            body = quopri.decodestring(body)
    except binascii.Error:
        pass  # never base64: as it stands it says nothing, and that is what will be found
    return body.replace(b"\r\n", b"\n")[:DECODED_BYTES]
