"""The crowd of ``bench.night``: so many requests of each kind a second, whatever the answers take.

``python -m bench.night.crowd PORT SECONDS`` reads what to ask from its input (JSON), and writes a line for each kind.
"""

import asyncio
import itertools
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

CONNECTIONS = 60
PATIENCE = 30.0  # seconds for an answer; what takes longer is an error


@dataclass
class Kind:
    """``seconds`` of each answer, from the moment it was to be asked."""

    name: str
    rate: float
    seconds: list[float] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)


class Crowd:
    def __init__(self, port: int) -> None:
        self.port = port
        self.idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self.room = asyncio.Semaphore(CONNECTIONS)

    async def play(self, kind: Kind, requests: Iterator[bytes], seconds: float) -> None:
        """Each is asked at its moment; the next does not wait for it."""
        begun, asked = time.perf_counter(), []
        for number in range(int(kind.rate * seconds)):
            moment = begun + number / kind.rate
            await asyncio.sleep(max(0.0, moment - time.perf_counter()))
            asked.append(asyncio.create_task(self.ask(kind, next(requests), moment)))
        await asyncio.gather(*asked)

    async def ask(self, kind: Kind, request: bytes, moment: float) -> None:
        async with self.room:
            try:
                status = await asyncio.wait_for(self.exchange(request), PATIENCE)
            except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
                status = type(error).__name__
        kind.statuses[status] = kind.statuses.get(status, 0) + 1
        kind.seconds.append(time.perf_counter() - moment)

    async def exchange(self, request: bytes) -> str:
        reader, writer = self.idle.pop() if self.idle else await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = head.partition(b"content-length: ")[2].partition(b"\r\n")[0]
            if length:
                await reader.readexactly(int(length))
        except BaseException:
            writer.close()
            raise
        status = head[9:12].decode()
        if b"connection: close" in head or (not length and status != "304"):
            writer.close()
        else:
            self.idle.append((reader, writer))
        return status


def get(path: str, tag: str = "") -> bytes:
    condition = f"If-None-Match: {tag}\r\n" if tag else ""
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip, br\r\n{condition}\r\n".encode()


def registrations(occurrences: list[str]) -> Iterator[bytes]:
    """Of ever another visitor, from ever another network."""
    for number in itertools.count():
        body = json.dumps(
            {
                "occurrenceId": occurrences[number % len(occurrences)],
                "name": f"Bezoeker {number}",
                "email": f"b{number}@bezoek{number % 40}.example",
                "seats": 1 + number % 2,
            }
        ).encode()
        network = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        yield (
            f"POST /api/v1/registrations HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {network}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


async def main() -> None:
    port, seconds, wanted = int(sys.argv[1]), float(sys.argv[2]), json.load(sys.stdin)
    crowd = Crowd(port)
    kinds = [Kind(name, rate) for name, rate in wanted["rates"].items()]
    requests = {
        "pages": itertools.cycle([get(path) for path in wanted["pages"]]),
        "polls": itertools.cycle([get(path, tag) for path, tag in wanted["polls"]]),
        "registrations": registrations(wanted["occurrences"]),
    }
    await asyncio.gather(*(crowd.play(kind, requests[kind.name], seconds) for kind in kinds))
    print(json.dumps([asdict(kind) for kind in kinds]))


if __name__ == "__main__":
    asyncio.run(main())
