"""A mail server that is far away: every reply leaves ``LATENCY`` seconds after what it answers came in.

``python -m bench.sending.slowsink PORT LATENCY``. Nothing is kept, and next to nothing is done per message, so that
what is measured is the sender: a callback a piece, no line is read that does not matter.
"""

import asyncio
import sys

WELCOME = b"250-slow\r\n250-PIPELINING\r\n250 8BITMIME\r\n"
END = b"\r\n.\r\n"
ANSWERS = {b"EHLO": WELCOME, b"DATA": b"354 go\r\n", b"QUIT": b"221 bye\r\n"}


class Conversation(asyncio.Protocol):
    """One connection; ``rest`` is what came in and was not answered yet."""

    def __init__(self, latency: float) -> None:
        self.latency, self.rest, self.is_content = latency, b"", False
        self.loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.later(b"220 slow\r\n")

    def later(self, answer: bytes) -> None:
        self.loop.call_later(self.latency, self.transport.write, answer)

    def data_received(self, data: bytes) -> None:
        answers = b""
        self.rest += data
        while answer := self.take_content() if self.is_content else self.take_command():
            answers += answer
        if answers:
            self.later(answers)

    def take_content(self) -> bytes:
        """The answer to a final dot; of what comes before it only the end is kept, where a dot may be half in."""
        content, dot, behind = self.rest.partition(END)
        if not dot:
            self.rest = content[-len(END) :]
            return b""
        self.rest, self.is_content = behind, False
        return b"250 2.0.0 far away\r\n"

    def take_command(self) -> bytes:
        line, end, behind = self.rest.partition(b"\r\n")
        if not end:
            return b""
        self.rest, verb = behind, line[:4].upper()
        self.is_content = verb == b"DATA"
        return ANSWERS.get(verb, b"250 ok\r\n")


async def main() -> None:
    port, latency = int(sys.argv[1]), float(sys.argv[2])
    server = await asyncio.get_running_loop().create_server(
        lambda: Conversation(latency), "127.0.0.1", port, backlog=256
    )
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
