"""Replies of a server (RFC 5321 §4.2), read from whatever pieces the network gives."""

from dataclasses import dataclass
from functools import lru_cache

LONGEST = 64_000  # bytes of one reply; nobody who means well comes near


@dataclass(frozen=True, slots=True)
class Reply:
    """``text``: its lines joined by spaces, at most 300 characters. ``lines``: all of them, without the code."""

    code: int
    text: str
    lines: tuple[str, ...]


class ReplyReader:
    """Feed it bytes, get whole replies."""

    def __init__(self) -> None:
        self.rest = b""
        self.lines: list[str] = []

    def feed(self, data: bytes) -> list[Reply]:
        """Whole replies in ``data`` and what came before. Raises ConnectionError for what is no SMTP."""
        *whole, self.rest = (self.rest + data).split(b"\n")
        found = [reply for line in whole if (reply := self.take(line.rstrip(b"\r")))]
        if len(self.rest) + sum(map(len, self.lines)) > LONGEST:
            raise ConnectionError("the mail server talks without end")
        return found

    def take(self, line: bytes) -> Reply | None:
        """One line; the reply when it is the last of one."""
        code, is_last, text = read_line(line)
        if is_last and not self.lines:
            return whole(code, text)
        self.lines.append(text)
        if not is_last:
            return None
        lines, self.lines = tuple(self.lines), []
        return Reply(code, " ".join(lines)[:300], lines)

    @property
    def is_empty(self) -> bool:
        """Nothing half read is left."""
        return not self.rest and not self.lines


@lru_cache(maxsize=256)  # servers say the same few lines over and over
def read_line(line: bytes) -> tuple[int, bool, str]:
    """Code, whether it is the last line of its reply, and text. Raises ConnectionError for what is no SMTP."""
    code, mark, text = line[:3], line[3:4], line[4:]
    if not code.isdigit() or mark not in (b" ", b"-", b""):
        raise ConnectionError("what answers there is no mail server")
    return int(code), mark != b"-", text.decode("utf-8", "replace").replace("\0", " ")


@lru_cache(maxsize=256)
def whole(code: int, text: str) -> Reply:
    return Reply(code, text[:300], (text,))
