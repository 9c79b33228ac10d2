"""A mail server that only counts: every message it takes is a line in a file before the 250 for it leaves.

``python bench/countsink.py PORT LOG MODE LATENCY``: MODE is a file; ``later`` in it makes every RCPT be answered 451.
LATENCY: seconds before the answer to a final dot. Killed at any moment, the file says what was taken.
"""

import asyncio
import os
import sys
from pathlib import Path

WELCOME = b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n"


class Sink:
    def __init__(self, log: Path, mode: Path, latency: float) -> None:
        self.log = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self.mode, self.latency = mode, latency

    def is_busy(self) -> bool:
        return self.mode.exists() and self.mode.read_text().strip() == "later"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            writer.write(b"220 sink\r\n")
            await self.converse(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = b""
        while line := await reader.readline():
            verb = line[:4].upper()
            if verb in (b"EHLO", b"HELO"):
                writer.write(WELCOME)
            elif verb == b"RCPT":
                recipient = b"" if self.is_busy() else line.partition(b"<")[2].partition(b">")[0]
                writer.write(b"250 ok\r\n" if recipient else b"451 4.3.0 busy\r\n")
            elif verb == b"DATA" and not recipient:
                writer.write(b"554 5.5.1 nobody\r\n")
            elif verb == b"DATA":
                await self.take(reader, writer, recipient)
                recipient = b""
            elif verb == b"QUIT":
                writer.write(b"221 bye\r\n")
                return
            else:
                writer.write(b"250 ok\r\n")

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, recipient: bytes) -> None:
        writer.write(b"354 go\r\n")
        await writer.drain()
        await reader.readuntil(b"\r\n.\r\n")
        await asyncio.sleep(self.latency / 2)
        os.write(self.log, recipient + b"\n")
        await asyncio.sleep(self.latency / 2)  # taken, and nobody was told yet: the moment that makes a mail uncertain
        writer.write(b"250 2.0.0 counted\r\n")
        await writer.drain()


async def main() -> None:
    port, log, mode, latency = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]), float(sys.argv[4])
    sink = Sink(log, mode, latency)
    server = await asyncio.start_server(sink.serve, "127.0.0.1", port, limit=2**22, backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
