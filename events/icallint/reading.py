"""Bytes to content lines (RFC 5545 §3.1), without help of a library: what a library mends, a calendar program may not.

Numbers are those of ``docs/calendars.md``: B1 line ends, B2 length and folds, B3 encoding, B5 control characters,
B6 lines that are none, B7 parameters.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .findings import Finding, error, in_line, warning

LONGEST_LINE = 75  # octets, without the line end
LINE_END = re.compile(rb"\r\n|\n|\r")
NAME = re.compile(r"[A-Za-z0-9-]+")
QUOTED_OR_NOT = r'(?:"[^"]*"|[^";:,]*)'
PARAMETER = re.compile(rf";([A-Za-z0-9-]+)=({QUOTED_OR_NOT}(?:,{QUOTED_OR_NOT})*)")
VALUES = re.compile(rf"(?:^|,)({QUOTED_OR_NOT})")
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
ONE_VALUE = {"CN", "LABEL", "TZID", "VALUE", "X-ADDRESS", "X-TITLE"}


@dataclass(frozen=True)
class Line:
    """One content line: names in capitals, values as they stand (still escaped), the number of its first line."""

    name: str
    parameters: dict[str, tuple[str, ...]]
    value: str
    number: int

    def parameter(self, name: str) -> str:
        """The first value of a parameter, ``""`` when it is not there."""
        return next(iter(self.parameters.get(name, ())), "")


@dataclass
class Reading:
    """The content lines of a file and what was wrong with its bytes."""

    lines: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_lines(data: bytes) -> Reading:
    """Content lines of ``data``. Never raises: what cannot be read is a finding."""
    reading = Reading()
    if data.startswith(b"\xef\xbb\xbf"):
        reading.findings.append(error("B3", in_line(1), "Het bestand begint met een BOM; dat hoort er niet."))
        data = data[3:]
    for raw, number in unfolded(data, reading.findings):
        line = content_line(decoded(raw, number, reading.findings), number, reading.findings)
        if line:
            reading.lines.append(line)
    return reading


def unfolded(data: bytes, findings: list[Finding]) -> Iterator[tuple[bytes, int]]:
    """(octets of a whole content line, number of its first line)."""
    pieces: list[bytes] = []
    first, backslashes = 1, 0
    for number, octets in enumerate(physical_lines(data, findings), start=1):
        if len(octets) > LONGEST_LINE:
            findings.append(error("B2", in_line(number), f"De regel is {len(octets)} bytes lang, en niet hooguit 75."))
        if octets[:1] in (b" ", b"\t") and number > 1:
            check_fold(backslashes, octets[1:], number, findings)
            pieces.append(octets[1:])
        else:
            if number > 1:
                yield b"".join(pieces), first
            pieces, first, backslashes = [octets], number, 0
        backslashes = backslashes_after(backslashes, pieces[-1])
    if any(pieces):
        yield b"".join(pieces), first


def backslashes_after(before: int, piece: bytes) -> int:
    """How many stand at the end, when ``before`` stood at the end of what ``piece`` follows."""
    rest = piece.rstrip(b"\\")
    return len(piece) - len(rest) + (0 if rest else before)


def physical_lines(data: bytes, findings: list[Finding]) -> list[bytes]:
    """The lines as they stand; whatever ends one, ends it."""
    ends = [match.group() for match in LINE_END.finditer(data)]
    wrong = [number for number, end in enumerate(ends, start=1) if end != b"\r\n"]
    if wrong:
        findings.append(error("B1", in_line(wrong[0]), f"{len(wrong)} regels eindigen niet op CR LF."))
    lines = LINE_END.split(data)
    if lines[-1]:
        findings.append(error("B1", in_line(len(lines)), "De laatste regel heeft geen regeleinde."))
        return lines
    return lines[:-1]


def check_fold(backslashes: int, after: bytes, number: int, findings: list[Finding]) -> None:
    """A fold may stand anywhere but inside one character, or between a backslash and what it escapes."""
    if after[:1] and 0x80 <= after[0] <= 0xBF:
        findings.append(error("B2", in_line(number), "De regel is midden in een letterteken gevouwen."))
    if backslashes % 2:
        findings.append(error("B2", in_line(number), "De regel is gevouwen tussen een backslash en wat erbij hoort."))


def decoded(octets: bytes, number: int, findings: list[Finding]) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        findings.append(error("B3", in_line(number), "De regel is geen geldige UTF-8."))
        return octets.decode("utf-8", "replace")


def content_line(text: str, number: int, findings: list[Finding]) -> Line | None:
    """``NAME;PARAMETER=VALUE:VALUE``; None, with a finding, when it is not."""
    where = in_line(number)
    if CONTROL.search(text):
        findings.append(error("B5", where, "Er staat een stuurteken in de regel."))
    if DIRECTION.search(text):
        findings.append(warning("B5", where, "Er staat een teken in de regel dat de leesrichting omkeert."))
    name = NAME.match(text)
    if name is None or text[name.end() : name.end() + 1] not in (";", ":"):
        findings.append(error("B6", where, "Dit is geen regel van een agenda: er staat geen naam voor."))
        return None
    parameters, end = read_parameters(text, name.end())
    if text[end : end + 1] != ":":
        findings.append(error("B7", where, f"Een parameter van {name.group().upper()} is niet goed geschreven."))
    line = Line(name.group().upper(), parameters, text[end:].partition(":")[2], number)
    findings.extend(check_parameters(line))
    return line


def read_parameters(text: str, start: int) -> tuple[dict[str, tuple[str, ...]], int]:
    """Parameters from ``start`` on, without quotes and with the carets of RFC 6868 undone; and where they end."""
    parameters: dict[str, tuple[str, ...]] = {}
    while match := PARAMETER.match(text, start):
        values = VALUES.findall(match.group(2))
        parameters[match.group(1).upper()] = tuple(without_carets(value.strip('"')) for value in values)
        start = match.end()
    return parameters, start


def without_carets(value: str) -> str:
    return re.sub(r"\^[n'^]", lambda found: {"^n": "\n", "^'": '"', "^^": "^"}[found.group()], value)


def check_parameters(line: Line) -> Iterator[Finding]:
    for name, values in line.parameters.items():
        if name in ONE_VALUE and len(values) > 1:
            yield error("B7", in_line(line.number), f"{name} heeft een komma buiten aanhalingstekens.")
        if name in ("X-ADDRESS", "X-TITLE") and any("\n" in value for value in values):
            yield warning("B7", in_line(line.number), f"{name} heeft een regeleinde; Apple leest dat anders.")
    if line.name in ("ORGANIZER", "ATTENDEE") and ":mailto:" in line.value.lower():
        yield error(
            "B7", in_line(line.number), f"De naam in {line.name} heeft een dubbele punt buiten aanhalingstekens."
        )
