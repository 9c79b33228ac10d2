"""Times what the public asks most, against a service that runs on this machine: ``make run``, then ``make bench``.

One connection, one request after another, a fixed number of them: it shows what an answer costs, not how many
machines one needs. Conditional requests send back the ETag of the first answer, as a calendar client does.
"""

import http.client
import os
import statistics
import time

PORT = int(os.environ.get("PORT", "8000"))
ADDRESSES = (
    "/",
    "/agenda/",
    "/en/agenda/",
    "/agenda.ics",
    "/nieuwsbrief/",
    "/api/v1/occurrences",
    "/api/v1/events",
    "/api/v1/openapi.json",
)
TIMES = 50


def ask(connection: http.client.HTTPConnection, address: str, etag: str | None = None) -> tuple[int, int, str | None]:
    """One GET: status, bytes, ETag."""
    connection.request("GET", address, headers={"If-None-Match": etag} if etag else {})
    answer = connection.getresponse()
    return answer.status, len(answer.read()), answer.headers.get("ETag")


def measure(connection: http.client.HTTPConnection, address: str, etag: str | None) -> tuple[int, int, list[float]]:
    """``TIMES`` answers of one kind: last status and size, and every duration in milliseconds, sorted."""
    durations = []
    status = size = 0
    for _ in range(TIMES):
        begun = time.perf_counter()
        status, size, _tag = ask(connection, address, etag)
        durations.append((time.perf_counter() - begun) * 1000)
    return status, size, sorted(durations)


def show(address: str, status: int, size: int, durations: list[float]) -> None:
    middle, slow = statistics.median(durations), durations[int(len(durations) * 0.95)]
    print(f"{address:28} {status} {size:>9,} B  median {middle:7.1f} ms  p95 {slow:7.1f} ms")


def main() -> None:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    try:
        for address in ADDRESSES:
            _status, _size, etag = ask(connection, address)
            show(address, *measure(connection, address, None))
            if etag:
                show(address, *measure(connection, address, etag))
    except ConnectionRefusedError:
        print(f"Pages and API were not timed: nothing answers on 127.0.0.1:{PORT} (start it with `make run`).")


if __name__ == "__main__":
    main()
