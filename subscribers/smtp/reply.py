"""Replies of a server (RFC 5321 §4.2), read from whatever pieces the network gives."""

from dataclasses import dataclass

LONGEST = 64_000  # bytes of one reply; nobody who means well comes near


@dataclass(frozen=True, slots=True)
class Reply:
    """``text``: its lines joined by spaces, at most 300 characters. ``lines``: all of them, without the code."""

    code: int
    text: str
    lines: tuple[str, ...]

    @property
    def ends_session(self) -> bool:
        """421: the server closes the connection, whatever was asked (RFC 5321 §3.8).

        What becomes of its mail is in ``outcome``; those behind it were not sent and go over another session.
        """
        return self.code == 421


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
        code, mark, text = line[:3], line[3:4], line[4:]
        if not code.isdigit() or mark not in (b" ", b"-", b""):
            raise ConnectionError("what answers there is no mail server")
        self.lines.append(text.decode("utf-8", "replace").replace("\0", " "))
        if mark == b"-":
            return None
        lines, self.lines = tuple(self.lines), []
        return Reply(int(code), " ".join(lines)[:300], lines)

    @property
    def is_empty(self) -> bool:
        """Nothing half read is left."""
        return not self.rest and not self.lines
