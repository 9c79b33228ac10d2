"""A worker of the crash drill: takes tasks from the real queue, one after another, and runs them in this process.

A django-q2 cluster without its sentinel, so that a signal hits exactly the process that sends.
"""

import pydoc
import time

import django

django.setup()

from django.db import Error, close_old_connections, connection  # noqa: E402
from django_q.brokers import get_broker  # noqa: E402
from django_q.signing import SignedPackage  # noqa: E402


def main() -> None:
    broker = get_broker()
    while True:
        try:
            for receipt, package in broker.dequeue() or ():
                task = SignedPackage.loads(package)
                pydoc.locate(task["func"])(*task["args"])  # type: ignore[operator]
                broker.acknowledge(receipt)
            close_old_connections()
        except Error as error:  # the database went away: as a supervisor would, begin anew
            print(f"worker: {str(error).splitlines()[0]}", flush=True)
            connection.close()
            time.sleep(0.5)


if __name__ == "__main__":
    main()
