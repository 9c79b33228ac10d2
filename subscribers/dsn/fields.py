"""Header fields (RFC 5322 §2.2) of bytes that may be anything: decoded leniently, counted, cut, never refused."""

import re

FIELD_BYTES = 64 * 1024  # of one block of fields; the rest is not looked at
VALUE_CHARS = 2000
LINE = re.compile(r"([!-9;-~]{1,80})[ \t]*:(.*)", re.DOTALL)
PARAMETER = re.compile(r';\s*([\w*-]{1,40})\s*=\s*(?:"([^"]{0,300})"|([^\s;"]{1,300}))')
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")

Fields = dict[str, list[str]]


def read_fields(block: bytes) -> Fields:
    """Lower-case name → values in order, unfolded, without control characters. What is no field is passed over."""
    found: Fields = {}
    text = block[:FIELD_BYTES].decode("utf-8", "replace")
    for line in re.sub(r"\n(?=[ \t])", "", text).split("\n"):
        field = LINE.match(line)
        if field:
            found.setdefault(field[1].lower(), []).append(readable(field[2]))
    return found


def readable(value: str) -> str:
    """At most ``VALUE_CHARS`` characters; header fields have no control characters (RFC 5322 §3.2)."""
    return CONTROLS.sub(" ", value[: 2 * VALUE_CHARS]).strip()[:VALUE_CHARS]


def first(fields: Fields, name: str) -> str:
    """The first value, empty when there is none."""
    return fields.get(name, [""])[0]


def content_type(fields: Fields) -> tuple[str, dict[str, str]]:
    """(``multipart/report``, its parameters), both names in lower case; text/plain when nothing is said."""
    value = first(fields, "content-type")
    kind = value.partition(";")[0].strip().lower() or "text/plain"
    return kind, parameters_in(value)


def parameters_in(value: str) -> dict[str, str]:
    """What stands behind the semicolons of a value, by name in lower case."""
    return {name.lower(): quoted or plain for name, quoted, plain in PARAMETER.findall(value)}
