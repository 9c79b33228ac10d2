"""One sending process of ``bench.sending``: says when it is ready, sends when told, prints its peak memory in MB."""

import sys

import django

django.setup()

from django.urls import reverse  # noqa: E402

from bench.memory import peak_memory  # noqa: E402
from newsletter.send.sending import send_deliveries  # noqa: E402


def main() -> None:
    issue = int(sys.argv[1])
    reverse("newsletter")  # everything is imported and the database reached, as in a worker that has worked before
    send_deliveries(0)
    print("ready", flush=True)
    sys.stdin.readline()
    while send_deliveries(issue):
        pass
    print(peak_memory(), flush=True)


if __name__ == "__main__":
    main()
